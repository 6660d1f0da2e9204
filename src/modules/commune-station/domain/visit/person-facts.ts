import type { Patient, Resource } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { PersonFacts } from '#modules/outpatient/api.ts';
import { ageBetween } from '../books/age.ts';
import type { TypedSign, VisitDraft } from './visit-draft.ts';

/** What the checks of a prescription need, from the record and from what is typed: today's weight counts before the last one. */
export function factsOfPerson(
  patient: Patient,
  resources: readonly Resource[],
  draft: VisitDraft,
  signs: readonly TypedSign[],
  lastWeight: string | undefined,
): PersonFacts {
  const months = ageBetween(patient.birthDate, dayInVietnam(draft.startedAt), 'months');
  const weight =
    signs.find(({ loinc }) => loinc === '29463-7')?.value ??
    (lastWeight === undefined ? undefined : Number(lastWeight.replace(',', '.')));
  const isPregnant =
    draft.programme === 'antenatal' || draft.diagnoses.some(({ code }) => /^(O\d|Z3[3-6])/.test(code));
  const allergies = resources.flatMap((one) => {
    if (one.resourceType !== 'AllergyIntolerance') return [];
    if (one.clinicalStatus?.coding?.some(({ code }) => code === 'inactive' || code === 'resolved')) return [];
    const atc = one.code?.coding?.find(({ system }) => system === codeSystem.atc)?.code;
    const name = one.code?.text ?? one.code?.coding?.[0]?.display;
    return name === undefined || name === '' ? [] : [{ name, ...(atc !== undefined && { atc }) }];
  });
  return {
    ...(months !== null && { age: months / 12 }),
    ...(weight !== undefined && { weightKg: weight }),
    pregnant: isPregnant,
    allergies,
  };
}
