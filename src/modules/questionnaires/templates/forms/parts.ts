import type { ItemKey } from '../build-form.ts';

/** Runs of items that many forms share. */
export const person = [
  'person-name',
  'person-birth',
  'person-sex',
  'person-card',
  'payer',
] as const satisfies readonly ItemKey[];
export const reason = ['reason', 'onset-day', 'illness-course'] as const satisfies readonly ItemKey[];
export const history = [
  'own-diseases',
  'own-history-note',
  'allergies-asked',
  'allergies',
  'family-diseases',
] as const satisfies readonly ItemKey[];
export const habits = ['smoking', 'alcohol', 'glasses-day', 'exercise'] as const satisfies readonly ItemKey[];
export const vitals = [
  'pulse',
  'temperature',
  'systolic',
  'diastolic',
  'breaths',
  'oxygen',
  'weight',
  'height',
  'bmi',
] as const satisfies readonly ItemKey[];
export const organs = [
  'exam-general',
  'skin-mucosa',
  'exam-heart',
  'exam-lungs',
  'exam-digestion',
  'exam-urinary',
  'exam-nerves',
  'exam-movement',
  'exam-endocrine',
  'exam-other',
] as const satisfies readonly ItemKey[];
export const course = [
  'symptoms-new',
  'medicines-taken',
  'missed-why',
  'side-effects',
] as const satisfies readonly ItemKey[];
export const diagnosis = ['diagnosis-principal', 'diagnoses-secondary'] as const satisfies readonly ItemKey[];
export const treatment = [
  'treatment',
  'advice',
  'next-visit',
  'referred',
  'doctor-signature',
] as const satisfies readonly ItemKey[];
export const ending = [
  'treatment-from',
  'treatment-to',
  'discharge-state',
] as const satisfies readonly ItemKey[];
