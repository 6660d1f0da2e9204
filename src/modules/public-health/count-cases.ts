import type { Condition } from '@medplum/fhirtypes';
import type { Actor } from '#platform/access/actor.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { codesOf, type ReportedDisease } from './domain/diseases.ts';
import { weekOf, type Week } from './domain/weeks.ts';

const pageSize = 1000;
const untrue = new Set(['refuted', 'entered-in-error']);

/**
 * Persons of a place with the disease, by the week in which it was written down; a person counts once a week. Counted by Sen itself with
 * exactly the right that the law gives the office of that place: nothing sensitive is counted, and who reads the figure has seen nobody.
 */
export async function countCases(
  ctx: Context,
  disease: ReportedDisease,
  place: string,
  weeks: readonly Week[],
): Promise<number[]> {
  const office = ctx.as(officeOf(ctx.actor, place));
  const persons = new Map(weeks.map(({ name }) => [name, new Set<string>()]));
  const query = new URLSearchParams({
    code: codesOf(disease),
    _count: String(pageSize),
    _total: 'none',
  });
  query.append('recorded-date', `ge${weeks[0]!.from}`);
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    if (cursor !== '') query.set('_cursor', cursor);
    const page = await office.record.search('Condition', query.toString());
    for (const { text } of page.matches) {
      const { subject, recordedDate, verificationStatus } = JSON.parse(text) as Condition;
      if (recordedDate === undefined || subject.reference === undefined) continue;
      if (verificationStatus?.coding?.some(({ code }) => untrue.has(code ?? '')) === true) continue;
      persons.get(weekOf(momentOf(recordedDate)).name)?.add(subject.reference);
    }
    cursor = page.next;
  }
  return [...persons.values()].map((found) => found.size);
}

/** A day without a time is that day in Việt Nam. */
function momentOf(date: string): Date {
  return new Date(date.length === 10 ? `${date}T12:00:00+07:00` : date);
}

function officeOf({ requestId, language, facilityId }: Actor, place: string): Actor {
  return {
    ...platformActor(requestId, language),
    kind: 'person',
    roles: ['public-health-officer'],
    facilityId: facilityId ?? place,
    places: [place],
    purpose: 'public-health',
  };
}
