import type { Resource } from '@medplum/fhirtypes';

/** Months back that a device keeps of each type; Infinity keeps all. Types that stand here nowhere stay at the centre. */
const monthsKept: Readonly<Record<string, number>> = {
  Patient: Infinity,
  RelatedPerson: Infinity,
  AllergyIntolerance: Infinity,
  Immunization: Infinity,
  ImmunizationRecommendation: 24,
  EpisodeOfCare: Infinity,
  Condition: Infinity,
  CarePlan: Infinity,
  Coverage: Infinity,
  FamilyMemberHistory: Infinity,
  Flag: Infinity,
  Encounter: 24,
  Observation: 24,
  Procedure: 36,
  MedicationStatement: 18,
  MedicationRequest: 18,
  MedicationDispense: 18,
  ServiceRequest: 18,
  DiagnosticReport: 18,
  QuestionnaireResponse: 24,
  Composition: 12,
  Appointment: 12,
  Task: 12,
};

/** What a device asks for of each person. */
export const keptTypes: readonly string[] = Object.keys(monthsKept);

/** Observations and the like of one person at most, newest first: somebody measured daily does not fill a phone. */
const mostOfType = 120;

/**
 * The facts of a person that a station's device holds: the lasting ones whole, the others as far back as a follow-up looks.
 * @source own rule, verify
 * @param today 'YYYY-MM-DD'
 */
export function recentFacts<R extends Resource>(resources: readonly R[], today: string): readonly R[] {
  const byType = Map.groupBy(resources, ({ resourceType }) => resourceType);
  const kept = new Set<R>();
  for (const [type, all] of byType) {
    const months = monthsKept[type];
    if (months === undefined) continue;
    const from = months === Infinity ? '' : monthsBefore(today, months);
    const recent = all.filter((one) => dayOf(one) >= from);
    const newest = recent.toSorted((a, b) => (dayOf(a) < dayOf(b) ? 1 : -1)).slice(0, mostOfType);
    for (const one of months === Infinity ? all : newest) kept.add(one);
  }
  return resources.filter((one) => kept.has(one));
}

function monthsBefore(today: string, months: number): string {
  const at = new Date(`${today}T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() - months);
  return at.toISOString().slice(0, 10);
}

const elements = [
  'effectiveDateTime',
  'occurrenceDateTime',
  'performedDateTime',
  'authoredOn',
  'authored',
  'start',
  'whenHandedOver',
  'date',
  'recordedDate',
  'issued',
] as const;

/** The day a fact is about; where it tells none, the day it was last written. */
function dayOf(resource: Resource): string {
  const json = resource as unknown as Readonly<Record<string, unknown>>;
  for (const element of elements) {
    const value = json[element];
    if (typeof value === 'string') return value.slice(0, 10);
  }
  for (const element of ['period', 'effectivePeriod', 'performedPeriod'] as const) {
    const { end, start } = (json[element] ?? {}) as { end?: string; start?: string };
    const value = end ?? start;
    if (value !== undefined) return value.slice(0, 10);
  }
  return resource.meta?.lastUpdated?.slice(0, 10) ?? '9999-12-31';
}
