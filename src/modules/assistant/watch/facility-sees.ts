import { sensitivityOf } from '#kernel/sensitivity/sensitivity.ts';
import type { Actor } from '#platform/access/actor.ts';
import { decide, type PersonFacts } from '#platform/access/decide.ts';
import type { Context } from '#platform/context.ts';
import { shownBy } from '#platform/record/write/care-relation.ts';
import type { Ground } from '../domain/facts.ts';

const mostPapers = 200;

type Paper = Parameters<typeof shownBy>[0];

/**
 * Whether those who answer alerts at a facility may see a person and a line of what made the alert: she may have closed her record to it, or
 * it is guarded, and then nobody there is told. Worked out from the policy and her papers, as Sen; nobody of the facility has looked. A visit of the day
 * is left out, for it is over before an alert is.
 */
export async function facilitySees(
  ctx: Context,
  { patientId, facilityId }: { readonly patientId: string; readonly facilityId: string },
  grounds: readonly Ground[],
): Promise<boolean> {
  const now = ctx.now();
  const patient = JSON.parse((await ctx.record.read('Patient', patientId)).text) as Paper;
  const papers = [patient];
  for (const type of ['Consent', 'EpisodeOfCare']) {
    const query = `patient=${encodeURIComponent(patientId)}&status=active&_count=${mostPapers}`;
    const { matches, next } = await ctx.record.search(type, query);
    // More papers than anybody has: what they close is not known.
    if (next !== undefined && type === 'Consent') return false;
    papers.push(...matches.map(({ text }) => JSON.parse(text) as Paper));
  }
  const shown = papers.map((paper) => shownBy(paper, now));
  const facts: PersonFacts = {
    now,
    ties: shown.flatMap(({ ties }) => ties.map((tie) => ({ opens: 0, types: null, ...tie }))),
    closings: shown.flatMap(({ closings }) => closings),
  };
  const worker = workerOf(facilityId, ctx.actor);
  const sees = (resourceType: string, sensitive: number): boolean =>
    decide(worker, 'read', { resourceType, sensitive }, facts) === 'allow';
  // What an alert stands on is never sensitive.
  const seesLine = (ref: string | undefined): boolean => ref === undefined || sees(ref.split('/')[0]!, 0);
  return (
    sees('Patient', sensitivityOf(patient)) &&
    (grounds.length === 0 || grounds.some(({ ref, also }) => seesLine(ref) && seesLine(also)))
  );
}

/** Somebody who answers alerts there; doctors, workers and nurses of a facility are tied alike. */
function workerOf(facilityId: string, { requestId, language }: Actor): Actor {
  return {
    kind: 'person',
    accountId: 'sen',
    display: 'Sen',
    roles: ['station-doctor'],
    permissions: new Set(),
    scopes: [],
    facilityId,
    purpose: 'care',
    language,
    requestId,
  };
}
