import type {
  AllergyIntolerance,
  Condition,
  EpisodeOfCare,
  Immunization,
  Observation,
  Patient,
} from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { searchAll } from '#platform/record/search-all.ts';
import { birthWeightLoinc, type PersonResources } from '../domain/from-fhir.ts';

/** Everything of some people that bears on their vaccinations, as the actor may see it; who may not be seen is left out. */
export async function readPeople(
  ctx: Context,
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, PersonResources>> {
  if (patientIds.length === 0) return new Map();
  const of = `patient=${patientIds.map((id) => encodeURIComponent(id)).join(',')}`;
  // One after the other: inside a transaction there is one connection.
  const { record } = ctx;
  const named = `_id=${patientIds.map((id) => encodeURIComponent(id)).join(',')}`;
  const patients = await searchAll<Patient>(record, 'Patient', named);
  const immunizations = await searchAll<Immunization>(record, 'Immunization', of);
  const allergies = await searchAll<AllergyIntolerance>(record, 'AllergyIntolerance', of);
  const conditions = await searchAll<Condition>(record, 'Condition', `${of}&code=${immunodeficiencyCodes}`);
  const observations = await searchAll<Observation>(record, 'Observation', `${of}&code=${birthWeightLoinc}`);
  const episodes = await searchAll<EpisodeOfCare>(record, 'EpisodeOfCare', `${of}&status=active`);
  const small = observations.filter(isSmall).map(({ subject }) => subject?.reference?.split('/')[1] ?? '');
  const weights =
    small.length === 0
      ? []
      : await searchAll<Observation>(ctx.record, 'Observation', `patient=${small.join(',')}&code=29463-7`);
  const own = <T>(list: readonly T[], id: string, whose: (one: T) => string | undefined): T[] =>
    list.filter((one) => whose(one) === `Patient/${id}`);
  return new Map(
    patients.map((patient) => {
      const id = patient.id!;
      return [
        id,
        {
          patient,
          immunizations: own(immunizations, id, (one) => one.patient.reference),
          allergies: own(allergies, id, (one) => one.patient.reference),
          conditions: own(conditions, id, (one) => one.subject.reference),
          observations: own([...observations, ...weights], id, (one) => one.subject?.reference),
          episodes: own(episodes, id, (one) => one.patient.reference),
        },
      ];
    }),
  );
}

/** ICD-10 categories and their subdivisions that mean immunodeficiency. From general knowledge, verify. */
const immunodeficiencyCodes = ['D80', 'D81', 'D82', 'D83', 'D84']
  .flatMap((code) => [code, ...Array.from({ length: 10 }, (_, at) => `${code}.${at}`)])
  .join(',');

/** Under 2,000 g at birth: only then are later weights asked for. */
function isSmall({ valueQuantity }: Observation): boolean {
  const { value, unit, code } = valueQuantity ?? {};
  return value !== undefined && value < (unit === 'g' || code === 'g' ? 2000 : 2);
}
