import type {
  Condition,
  EpisodeOfCare,
  AllergyIntolerance,
  Immunization,
  Observation,
  Patient,
} from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { programmeSystem } from '#kernel/vietnam/programmes.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Circumstance, GivenDose, PersonFacts } from './facts.ts';
import { immunoglobulinCvx, seriesFor } from './national-schedule.ts';

/** A dose that was given, from its Immunization; undefined where it was not, was entered in error, or names no whole day. */
export function givenFrom(resource: Immunization): GivenDose | undefined {
  if (resource.status !== 'completed' || resource.id === undefined) return undefined;
  const on = dayFrom(resource.occurrenceDateTime);
  if (on === undefined) return undefined;
  const coding = resource.vaccineCode.coding ?? [];
  const code = (system: string) => coding.find((one) => one.system === system)?.code;
  const doseCode = code(codeSystem.vaccineDose);
  const cvx = code(codeSystem.cvx);
  return {
    id: resource.id,
    on,
    name: resource.vaccineCode.text ?? coding[0]?.display ?? doseCode ?? cvx ?? '',
    ...(doseCode !== undefined && { doseCode }),
    ...(cvx !== undefined && { cvx }),
  };
}

/** The calendar day in Việt Nam of a FHIR date that is known to the day. */
export function dayFrom(value: string | undefined): string | undefined {
  if (value === undefined || value.length < 10) return undefined;
  return value.includes('T') ? dayInVietnam(new Date(value)) : value;
}

/** Resources of one person that bear on her vaccinations. */
export interface PersonResources {
  readonly patient: Patient;
  readonly immunizations: readonly Immunization[];
  readonly allergies?: readonly AllergyIntolerance[];
  readonly conditions?: readonly Condition[];
  readonly observations?: readonly Observation[];
  readonly episodes?: readonly EpisodeOfCare[];
}

/** LOINC of a birth weight. From general knowledge, verify. */
export const birthWeightLoinc = '8339-4';
const weightLoinc = '29463-7';
const leastWeightKg = 2;
/** Immunodeficiency by ICD-10. HIV is left out on purpose: what may be said of it here is for the doctor. From general knowledge, verify. */
const immunodeficiency = /^D8[0-4]/u;

/** What the forecast needs; undefined where the day of birth is not known whole. */
export function factsFrom(resources: PersonResources): PersonFacts | undefined {
  const { patient } = resources;
  const birth = patient.birthDate;
  if (birth === undefined || birth.length < 10) return undefined;
  const { gender } = patient;
  return {
    birth,
    sex: gender === 'male' || gender === 'female' ? gender : 'unknown',
    given: resources.immunizations.flatMap((one) => givenFrom(one) ?? []),
    circumstances: circumstancesFrom(resources),
  };
}

function circumstancesFrom(resources: PersonResources): Circumstance[] {
  return [
    ...immunoglobulins(resources.immunizations),
    ...reactions(resources.allergies ?? []),
    ...((resources.conditions ?? []).some(isImmunodeficiency) ? [{ kind: 'immunodeficiency' } as const] : []),
    ...lowWeight(resources.observations ?? []),
    ...((resources.episodes ?? []).some(isPregnancy) ? [{ kind: 'pregnant' } as const] : []),
  ];
}

function immunoglobulins(list: readonly Immunization[]): Circumstance[] {
  return list.flatMap((one): Circumstance[] => {
    const given = givenFrom(one);
    return given?.cvx !== undefined && immunoglobulinCvx.has(given.cvx)
      ? [{ kind: 'immunoglobulin', on: given.on }]
      : [];
  });
}

/** A vaccine that stands among the allergies as dangerous is not given again. */
function reactions(list: readonly AllergyIntolerance[]): Circumstance[] {
  return list.flatMap((one): Circumstance[] => {
    if (one.criticality !== 'high') return [];
    const coding = one.code?.coding ?? [];
    const cvx = coding.find(({ system }) => system === codeSystem.cvx)?.code;
    const doseCode = coding.find(({ system }) => system === codeSystem.vaccineDose)?.code;
    return seriesFor({ cvx, doseCode }, 0).map((series) => ({ kind: 'severe-reaction', series }));
  });
}

function isImmunodeficiency(condition: Condition): boolean {
  const isUntrue = condition.verificationStatus?.coding?.some(
    ({ code }) => code === 'refuted' || code === 'entered-in-error',
  );
  return (
    isUntrue !== true &&
    condition.code?.coding?.some(
      ({ system, code }) => system === codeSystem.icd10 && immunodeficiency.test(code ?? ''),
    ) === true
  );
}

function isPregnancy({ status, type }: EpisodeOfCare): boolean {
  return (
    status === 'active' &&
    type?.some(({ coding }) =>
      coding?.some(({ system, code }) => system === programmeSystem && code === 'antenatal'),
    ) === true
  );
}

function lowWeight(list: readonly Observation[]): Circumstance[] {
  const kg = (one: Observation): number | undefined => {
    const { value, unit, code } = one.valueQuantity ?? {};
    return value === undefined ? undefined : code === 'g' || unit === 'g' ? value / 1000 : value;
  };
  const named = (loinc: string) => list.filter(({ code }) => code.coding?.some((one) => one.code === loinc));
  const atBirth = named(birthWeightLoinc).flatMap((one) => kg(one) ?? [])[0];
  if (atBirth === undefined || atBirth >= leastWeightKg) return [];
  const until = named(weightLoinc)
    .filter((one) => (kg(one) ?? 0) >= leastWeightKg)
    .flatMap((one) => dayFrom(one.effectiveDateTime) ?? [])
    .toSorted()[0];
  return [{ kind: 'low-birth-weight', ...(until !== undefined && { until }) }];
}
