import type {
  AllergyIntolerance,
  Condition,
  EpisodeOfCare,
  Immunization,
  Observation,
  Patient,
  Resource,
} from '@medplum/fhirtypes';
import { immunisationErrorKinds } from '#kernel/immunisation-errors.ts';
import type { Language } from '#kernel/schema.ts';
import { RequestProblem } from '#web/data/problem.ts';
import type { Device } from '#web/offline/device.ts';
import type { PersonFacts } from '../../domain/facts.ts';
import { factsFrom } from '../../domain/from-fhir.ts';
import type { ShotIssue } from '../../domain/shot-words.ts';

const types = [
  'Immunization',
  'AllergyIntolerance',
  'Condition',
  'Observation',
  'EpisodeOfCare',
] as const satisfies Resource['resourceType'][];

/** What bears on somebody's vaccinations, from the facts that the device holds. Errors: as the centre's, RequestProblem. */
export async function heldFacts(device: Device, patientId: string, language: Language): Promise<PersonFacts> {
  const patient = await device.read<Patient>('Patient', patientId);
  if (patient === undefined) throw new RequestProblem('missing');
  const facts = factsOfPerson(patient, await device.about(patientId, types));
  if (facts === undefined) throw problem('immunisation.birth-unknown', language);
  return facts;
}

/** The same from resources at hand; undefined where the day of birth is not known whole. */
export function factsOfPerson(patient: Patient, resources: readonly Resource[]): PersonFacts | undefined {
  const own = <R extends Resource>(type: R['resourceType']): R[] =>
    resources.filter((one) => one.resourceType === type) as R[];
  return factsFrom({
    patient,
    immunizations: own<Immunization>('Immunization'),
    allergies: own<AllergyIntolerance>('AllergyIntolerance'),
    conditions: own<Condition>('Condition'),
    observations: own<Observation>('Observation'),
    episodes: own<EpisodeOfCare>('EpisodeOfCare'),
  });
}

/** A refusal in the shape of the centre's. */
export function problem(
  code: keyof typeof immunisationErrorKinds,
  language: Language,
  issues: readonly ShotIssue[] = [],
): RequestProblem {
  return new RequestProblem('wrong', {
    code,
    sentence: immunisationErrorKinds[code].text[language],
    findings: issues.map(({ path, text }) => ({ path, sentence: text[language] })),
  });
}
