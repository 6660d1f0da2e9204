import type { Immunization } from '@medplum/fhirtypes';
import type { PersonFacts } from './facts.ts';
import type { ShotFault } from './judge-shot.ts';
import { shotIssues, type ShotIssue } from './shot-words.ts';
import { immunizationOf } from './to-fhir.ts';

/** A dose of a paper book. */
export interface PaperDose {
  readonly patientId: string;
  readonly doseCode: string;
  readonly on: string;
  readonly lotNumber?: string | undefined;
  readonly place?: string | undefined;
}

/** Why a dose of a paper book cannot be true: only impossible days, and the same dose of the same day typed again. */
export function paperFindings(
  facts: PersonFacts,
  { on, doseCode }: Pick<PaperDose, 'on' | 'doseCode'>,
  today: string,
): ShotIssue[] {
  const impossible: ShotFault[] = [];
  if (on < facts.birth) impossible.push({ code: 'before-birth', withReason: false, reasons: [] });
  if (on > today) impossible.push({ code: 'in-future', withReason: false, reasons: [] });
  if (facts.given.some((one) => one.on === on && one.doseCode === doseCode))
    impossible.push({ code: 'already-given', withReason: false, reasons: [] });
  return shotIssues(impossible, false);
}

/** The Immunization of a dose that was given elsewhere or long ago. */
export function paperImmunization({ patientId, doseCode, on, lotNumber, place }: PaperDose): Immunization {
  const whole = immunizationOf({
    patientId,
    doseCode,
    at: new Date(`${on}T00:00:00+07:00`),
    lotNumber: lotNumber ?? '',
    expiresOn: '',
    facility: { id: '' },
  });
  const { lotNumber: _lot, expirationDate: _expires, performer: _who, recorded: _recorded, ...rest } = whole;
  return {
    ...rest,
    occurrenceDateTime: on,
    primarySource: false,
    reportOrigin: { text: 'Sổ tiêm chủng giấy' },
    ...(lotNumber !== undefined && { lotNumber }),
    ...(place !== undefined && { location: { display: place } }),
  };
}
