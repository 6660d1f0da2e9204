import type {
  AllergyIntolerance,
  Annotation,
  Condition,
  Immunization,
  MedicationRequest,
  Observation,
  Procedure,
} from '@medplum/fhirtypes';
import { isRealDay } from '#kernel/vietnam/date.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';

/** Types of lines that a person may ask to have corrected. */
export const correctableTypes = [
  'Observation',
  'Condition',
  'Procedure',
  'Immunization',
  'MedicationRequest',
  'AllergyIntolerance',
] as const;
export type CorrectableType = (typeof correctableTypes)[number];
export type Correctable =
  Observation | Condition | Procedure | Immunization | MedicationRequest | AllergyIntolerance;

/** What of a line can be asked for: a number, the day, that it is not hers at all, or something told in words. */
export const correctionFields = ['value', 'systolic', 'diastolic', 'day', 'not-mine', 'words'] as const;
export type CorrectionField = (typeof correctionFields)[number];

/** A field of a line and what stands there now; numbers with their unit. */
export interface FieldNow {
  readonly field: CorrectionField;
  readonly now: string;
  readonly unit?: string;
}

const pressures = { systolic: '8480-6', diastolic: '8462-4' } as const;

/** What can be asked of this line, with what it says now. */
export function fieldsOf(line: Correctable): FieldNow[] {
  const fields: FieldNow[] = [];
  if (line.resourceType === 'Observation') {
    const { valueQuantity } = line;
    if (valueQuantity?.value !== undefined) fields.push(number('value', valueQuantity));
    for (const field of ['systolic', 'diastolic'] as const) {
      const part = componentOf(line, field)?.valueQuantity;
      if (part?.value !== undefined) fields.push(number(field, part));
    }
  }
  const day = dayIn(line);
  if (day !== undefined) fields.push({ field: 'day', now: day });
  return [...fields, { field: 'not-mine', now: '' }, { field: 'words', now: '' }];
}

/** The value that was asked for, in the form that is written; undefined where it is of no right form. */
export function readProposed(field: CorrectionField, proposed: string, today: string): string | undefined {
  const text = proposed.trim();
  switch (field) {
    case 'not-mine':
      return text === '' ? '' : undefined;
    case 'words':
      return text === '' ? undefined : text;
    case 'day':
      return isDay(text) && text <= today ? text : undefined;
    default: {
      const plain = text.replace(',', '.');
      return /^\d{1,6}(?:\.\d{1,4})?$/u.test(plain) ? plain : undefined;
    }
  }
}

function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text) ?? [];
  return year !== undefined && isRealDay(Number(year), Number(month), Number(day));
}

/**
 * The line as it stands corrected: a new version, the old one stays in the history. Undefined where it has no such field. What a laboratory said of the
 * old number goes with it.
 * @param note what was corrected and for what reason, by whom
 */
export function applyCorrection(
  line: Correctable,
  field: CorrectionField,
  value: string,
  note: Annotation,
): Correctable | undefined {
  const noted = { ...line, note: [...(line.note ?? []), note] };
  switch (field) {
    case 'words':
      return noted.resourceType === 'Observation' ? { ...noted, status: 'amended' } : noted;
    case 'not-mine':
      return inError(noted);
    case 'day':
      return withDay(noted, value);
    default:
      return noted.resourceType === 'Observation' ? withNumber(noted, field, Number(value)) : undefined;
  }
}

function withNumber(
  line: Observation,
  field: 'value' | 'systolic' | 'diastolic',
  value: number,
): Observation | undefined {
  if (field === 'value') {
    if (line.valueQuantity === undefined) return undefined;
    const { interpretation: _old, ...rest } = line;
    return { ...rest, status: 'corrected', valueQuantity: { ...line.valueQuantity, value } };
  }
  const part = componentOf(line, field);
  if (part?.valueQuantity === undefined) return undefined;
  const { interpretation: _old, ...rest } = part;
  const corrected = { ...rest, valueQuantity: { ...part.valueQuantity, value } };
  return {
    ...line,
    status: 'corrected',
    component: (line.component ?? []).map((one) => (one === part ? corrected : one)),
  };
}

function withDay(line: Correctable, day: string): Correctable | undefined {
  switch (line.resourceType) {
    case 'Observation':
      return line.effectiveDateTime === undefined
        ? undefined
        : { ...line, status: 'corrected', effectiveDateTime: day };
    case 'Condition':
      if (line.onsetDateTime !== undefined) return { ...line, onsetDateTime: day };
      return line.recordedDate === undefined ? undefined : { ...line, recordedDate: day };
    case 'Procedure':
      return line.performedDateTime === undefined ? undefined : { ...line, performedDateTime: day };
    case 'Immunization':
      return line.occurrenceDateTime === undefined ? undefined : { ...line, occurrenceDateTime: day };
    case 'MedicationRequest':
      return line.authoredOn === undefined ? undefined : { ...line, authoredOn: day };
    case 'AllergyIntolerance':
      return line.recordedDate === undefined ? undefined : { ...line, recordedDate: day };
  }
}

function dayIn(line: Correctable): string | undefined {
  switch (line.resourceType) {
    case 'Observation':
      return line.effectiveDateTime;
    case 'Condition':
      return line.onsetDateTime ?? line.recordedDate;
    case 'Procedure':
      return line.performedDateTime;
    case 'Immunization':
      return line.occurrenceDateTime;
    case 'MedicationRequest':
      return line.authoredOn;
    case 'AllergyIntolerance':
      return line.recordedDate;
  }
}

const hl7 = 'http://terminology.hl7.org/CodeSystem';
const wrong = 'entered-in-error';

function inError(line: Correctable): Correctable {
  if (line.resourceType === 'Condition') {
    const { clinicalStatus: _none, ...rest } = line;
    return {
      ...rest,
      verificationStatus: { coding: [{ system: `${hl7}/condition-ver-status`, code: wrong }] },
    };
  }
  if (line.resourceType === 'AllergyIntolerance') {
    const { clinicalStatus: _none, ...rest } = line;
    const system = `${hl7}/allergyintolerance-verification`;
    return { ...rest, verificationStatus: { coding: [{ system, code: wrong }] } };
  }
  return { ...line, status: wrong };
}

function componentOf(line: Observation, field: 'systolic' | 'diastolic') {
  return line.component?.find(({ code }) =>
    code.coding?.some((one) => one.system === codeSystem.loinc && one.code === pressures[field]),
  );
}

function number(
  field: CorrectionField,
  { value, unit, code }: { value?: number; unit?: string; code?: string },
): FieldNow {
  const shown = unit ?? code;
  return { field, now: String(value), ...(shown !== undefined && { unit: shown }) };
}

/** What a line is called. */
export function titleOf(line: Correctable): string {
  const concept =
    line.resourceType === 'Immunization'
      ? line.vaccineCode
      : line.resourceType === 'MedicationRequest'
        ? line.medicationCodeableConcept
        : line.code;
  return (
    concept?.text ??
    concept?.coding?.find(({ display }) => display !== undefined)?.display ??
    concept?.coding?.[0]?.code ??
    ''
  );
}

/** Whether a line counts no more. */
export function isInError(line: Correctable): boolean {
  return line.resourceType === 'Condition' || line.resourceType === 'AllergyIntolerance'
    ? line.verificationStatus?.coding?.[0]?.code === wrong
    : line.status === wrong;
}
