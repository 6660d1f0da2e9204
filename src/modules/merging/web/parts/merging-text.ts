import { useText } from '#web/text/text-context.tsx';
import type vi from '../merging.vi.json';

/** The words of this module's pages. */
export const useMergingText = () => useText<typeof vi>();
export type MergingText = ReturnType<typeof useMergingText>;

const types = [
  'AllergyIntolerance',
  'Condition',
  'MedicationRequest',
  'Observation',
  'Immunization',
  'Procedure',
  'DocumentReference',
  'Encounter',
  'DiagnosticReport',
  'Appointment',
  'Coverage',
] as const;

/** What a type of line is called. */
export function typeWord(text: MergingText, type: string): string {
  const known = types.find((one) => one === type);
  return text(`type.${known ?? 'other'}`);
}

const explained = [
  'family',
  'middle',
  'given',
  'birth',
  'sex',
  'address',
  'phone',
  'personalNumber',
  'otherNumber',
] as const;
const levels = ['same', 'near', 'different', 'missing'] as const;

/** One line of an explanation in words. */
export function explainWord(text: MergingText, field: string, level: string): string | undefined {
  const known = explained.find((one) => one === field);
  if (known === undefined) return undefined;
  return `${text(`explain.${known}`)}: ${text(`level.${levels.find((one) => one === level) ?? 'other'}`)}`;
}

const systems = [
  ['national_id', 'personal'],
  ['citizen_id', 'card'],
  ['passport', 'passport'],
  ['insurance', 'insurance'],
  ['bhxh', 'social'],
  ['patient-internal-id', 'hospital'],
  ['temporary', 'temporary'],
] as const;

/** What a kind of number is called. */
export function systemWord(text: MergingText, system: string): string {
  return text(`system.${systems.find(([part]) => system.includes(part))?.[1] ?? 'other'}`);
}

/** A sex in words. */
export function genderWord(text: MergingText, gender: string): string {
  const known = (['male', 'female', 'other'] as const).find((one) => one === gender);
  return text(`gender.${known ?? 'unknown'}`);
}
