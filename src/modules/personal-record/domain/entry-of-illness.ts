import type { AllergyIntolerance, Condition, Immunization } from '@medplum/fhirtypes';
import type { Entry } from '../api.ts';
import { conceptText, diagnosisText, hasCode, shownCode, type Reading } from './concept.ts';
import { makeEntry } from './make-entry.ts';

/** A diagnosis with its ICD-10 code. */
export function diagnosisEntry(condition: Condition, reading: Reading): Entry | undefined {
  if (hasCode(condition.verificationStatus, 'entered-in-error')) return undefined;
  const draft = {
    kind: 'diagnosis' as const,
    title: diagnosisText(condition.code, reading),
    code: shownCode(condition.code),
    at: condition.onsetDateTime ?? condition.onsetPeriod?.start ?? condition.recordedDate,
    detail: condition.note?.[0]?.text,
    status: statusOf(condition),
  };
  return makeEntry(condition, draft, reading, condition.encounter);
}

function statusOf(condition: Condition): Entry['status'] {
  if (hasCode(condition.verificationStatus, 'refuted')) return 'refuted';
  if (hasCode(condition.clinicalStatus, 'resolved') || condition.abatementDateTime !== undefined)
    return 'resolved';
  if (hasCode(condition.clinicalStatus, 'inactive', 'remission')) return 'inactive';
  return undefined;
}

/** An allergy or the statement that there is none. */
export function allergyEntry(allergy: AllergyIntolerance, reading: Reading): Entry | undefined {
  if (hasCode(allergy.verificationStatus, 'entered-in-error')) return undefined;
  const draft = {
    kind: 'allergy' as const,
    title: conceptText(allergy.code, reading),
    at: allergy.onsetDateTime ?? allergy.recordedDate ?? allergy.lastOccurrence,
    detail: reactionText(allergy, reading),
    status: hasCode(allergy.verificationStatus, 'refuted')
      ? ('refuted' as const)
      : hasCode(allergy.clinicalStatus, 'resolved')
        ? ('resolved' as const)
        : hasCode(allergy.clinicalStatus, 'inactive')
          ? ('inactive' as const)
          : undefined,
  };
  return makeEntry(allergy, draft, reading, allergy.encounter);
}

/** What happened when the person met it. */
export function reactionText(allergy: AllergyIntolerance, reading: Reading): string {
  const words = (allergy.reaction ?? []).flatMap(({ manifestation, description }) =>
    description ? [description] : manifestation.map((one) => conceptText(one, reading)),
  );
  return [...new Set(words.filter((word) => word !== ''))].join(', ');
}

/** One dose of a vaccine. */
export function immunisationEntry(dose: Immunization, reading: Reading): Entry {
  const protocol = dose.protocolApplied?.[0];
  const number = protocol?.doseNumberPositiveInt ?? protocol?.doseNumberString;
  const draft = {
    kind: 'immunisation' as const,
    title: conceptText(dose.vaccineCode, reading) + (number === undefined ? '' : ` (${number})`),
    at: dose.occurrenceDateTime ?? dose.occurrenceString,
    detail: protocol?.targetDisease?.map((one) => conceptText(one, reading)).join(', '),
    status: dose.status === 'not-done' ? ('not-done' as const) : undefined,
  };
  const entry = makeEntry(dose, draft, reading, dose.encounter);
  return dose.primarySource === false && !entry.marks.includes('unverified')
    ? { ...entry, marks: [...entry.marks, 'unverified'] }
    : entry;
}
