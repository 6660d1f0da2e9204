import type { Encounter, MedicationRequest, Resource } from '@medplum/fhirtypes';
import { drugs } from '#kernel/terminology/drugs.ts';
import { programmeSystem, type ProgrammeCode } from '#kernel/vietnam/programmes.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { prescribe, type Prescribed } from '#modules/outpatient/api.ts';
import { emptyVisit, type Diagnosis, type VisitDraft } from './visit-draft.ts';

/** A former visit of somebody with what was done, newest first. */
export function pastVisits(resources: readonly Resource[]): Encounter[] {
  return resources
    .filter((one): one is Encounter => one.resourceType === 'Encounter' && one.status === 'finished')
    .toSorted((a, b) => ((a.period?.start ?? '') < (b.period?.start ?? '') ? 1 : -1));
}

/**
 * The last visit as a new one: reason, programme, diagnoses and medicines; what was measured and examined then is not copied, since it was
 * not measured today. Undefined where there was none.
 */
export function repeatVisit(
  patientId: string,
  resources: readonly Resource[],
  now: Date,
): VisitDraft | undefined {
  const [last] = pastVisits(resources);
  if (last?.id === undefined) return undefined;
  const isOf = (reference: string | undefined): boolean => reference === `Encounter/${last.id}`;
  const diagnoses = resources.flatMap((one): Diagnosis[] => {
    if (one.resourceType !== 'Condition' || !isOf(one.encounter?.reference)) return [];
    const code = one.code?.coding?.find(({ system }) => system === codeSystem.icd10)?.code;
    return code === undefined ? [] : [{ code, name: one.code?.text ?? code }];
  });
  const rank = new Map(
    (last.diagnosis ?? []).map(({ condition, rank: at }) => [condition.reference, at ?? 99]),
  );
  const order = (code: string): number => {
    const found = resources.find(
      (one) =>
        one.resourceType === 'Condition' &&
        isOf(one.encounter?.reference) &&
        one.code?.coding?.some((coding) => coding.code === code),
    );
    return rank.get(`Condition/${found?.id}`) ?? 99;
  };
  const programme = last.type
    ?.flatMap(({ coding }) => coding ?? [])
    .find(({ system }) => system === programmeSystem)?.code as ProgrammeCode | undefined;
  const subjectKind = last.type
    ?.flatMap(({ coding }) => coding ?? [])
    .find(({ system }) => system === codeSystem.careSubject)?.code;
  return {
    ...emptyVisit(patientId, now),
    reason: last.reasonCode?.[0]?.text ?? '',
    payment: subjectKind === '9' ? 'paid' : 'insured',
    ...(programme !== undefined && { programme }),
    diagnoses: diagnoses.toSorted((a, b) => order(a.code) - order(b.code)),
    medicines: resources.flatMap((one) =>
      one.resourceType === 'MedicationRequest' && isOf(one.encounter?.reference) ? prescribedOf(one) : [],
    ),
  };
}

/** A stored prescription line as it can be written again; one that names no drug of the list is left out. */
export function prescribedOf(request: MedicationRequest): Prescribed[] {
  const text = request.medicationCodeableConcept?.text ?? '';
  const atc = request.medicationCodeableConcept?.coding?.find(
    ({ system }) => system === codeSystem.atc,
  )?.code;
  const drug =
    drugs.find((one) => one.atc === atc && text.includes(one.strength)) ??
    drugs.find(({ name, strength }) => text.toLowerCase().startsWith(`${name} ${strength}`.toLowerCase()));
  if (drug === undefined) return [];
  const dose = request.dosageInstruction?.[0];
  const perDose = dose?.doseAndRate?.[0]?.doseQuantity?.value ?? 1;
  const times = dose?.timing?.repeat?.frequency ?? 1;
  const supplied = request.dispenseRequest;
  const days =
    supplied?.expectedSupplyDuration?.value ??
    Math.max(1, Math.round((supplied?.quantity?.value ?? 30) / (perDose * times)));
  const advice = dose?.patientInstruction;
  return [{ ...prescribe(drug, perDose, times, days), ...(advice !== undefined && { advice }) }];
}
