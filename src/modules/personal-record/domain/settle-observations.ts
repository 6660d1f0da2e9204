import type { DiagnosticReport, Observation, Reference, Resource } from '@medplum/fhirtypes';
import { joinPressures } from './join-pressures.ts';

/** The report that each result stands in, by 'Observation/<id>'; of several the one with most results, which is the panel. */
export function reportsByResult(resources: readonly Resource[]): Map<string, DiagnosticReport> {
  const reports = new Map<string, DiagnosticReport>();
  for (const one of resources) {
    if (
      one.resourceType !== 'DiagnosticReport' ||
      one.status === 'entered-in-error' ||
      one.status === 'cancelled'
    )
      continue;
    for (const { reference } of one.result ?? []) {
      const known = reference && reports.get(reference);
      if (reference && (!known || (known.result?.length ?? 0) < (one.result?.length ?? 0)))
        reports.set(reference, one);
    }
  }
  return reports;
}

/**
 * Results as they are read: what a result does not say itself (who made it, in which visit) its report says for it, and two halves
 * of one blood pressure are one. The other resources stay as they are.
 */
export function settleObservations(
  resources: readonly Resource[],
  reports: ReadonlyMap<string, DiagnosticReport>,
): Resource[] {
  const others: Resource[] = [];
  const observations: Observation[] = [];
  for (const one of resources) {
    if (one.resourceType !== 'Observation') others.push(one);
    else observations.push(withReport(one, reports.get(`Observation/${one.id}`)));
  }
  return [...others, ...joinPressures(observations)];
}

function withReport(observation: Observation, report: DiagnosticReport | undefined): Observation {
  if (!report) return observation;
  const encounter = observation.encounter ?? report.encounter;
  const performer = observation.performer?.some(namesMaker)
    ? observation.performer
    : [...(observation.performer ?? []), ...(report.performer ?? [])];
  return { ...observation, ...(encounter && { encounter }), ...(performer.length > 0 && { performer }) };
}

/** A citizen who measured herself made the result herself, whoever reported it. */
function namesMaker({ reference }: Reference): boolean {
  return /^(?:Organization|Patient|RelatedPerson)\//u.test(reference ?? '');
}
