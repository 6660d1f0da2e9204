import type { Bundle, Coverage } from '@medplum/fhirtypes';
import { isDeepStrictEqual } from 'node:util';
import { newId } from '#kernel/fhir/id.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { InsuredPerson } from '../../doors/api.ts';
import { coverageMark, coverageOf, endedCoverage, registerSystem } from '../domain/coverage-of.ts';
import { personBucket } from '../person-place.ts';
import type { Judged } from './verdict-of.ts';

type StoredCoverage = Coverage & { readonly id: string };
type Insured = Judged & { readonly insured: InsuredPerson };

const marksAtOnce = 100;

/**
 * Writes the cards of people as social insurance tells them: validity, group, facility of first registration and its changes. Only where who
 * is told of is who was asked about: name, birth day and sex agree. What stands so already is not written again.
 */
export async function storeCoverages(ctx: Context, judged: readonly Judged[]): Promise<void> {
  const insured = judged.filter(isHers);
  if (insured.length === 0) return;
  const known = await findCoverages(
    ctx,
    insured.flatMap(({ insured: { card, formerCards } }) => [card, ...formerCards]),
  );
  const today = dayInVietnam(ctx.now());
  const written = insured.flatMap((one) => coveragesOf(one, known, today, ctx.now()));
  if (written.length === 0) return;
  await ctx.record.bundle({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: written.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `Coverage/${resource.id}` },
    })),
  } satisfies Bundle);
}

/** A number that answers with somebody else's name says nothing of this person's card. */
function isHers(one: Judged): one is Insured {
  const { verdict, insured } = one;
  if (insured === undefined || verdict === undefined || verdict.outcome === 'mismatch') return false;
  return verdict.fields.name !== 'missing' && verdict.fields.birthDate !== 'missing';
}

function coveragesOf(
  { patient, insured }: Insured,
  known: ReadonlyMap<string, readonly StoredCoverage[]>,
  today: string,
  now: Date,
): StoredCoverage[] {
  const reference = `Patient/${patient.id}`;
  const ofCard = (card: string): StoredCoverage | undefined =>
    known.get(coverageMark(card))?.find(({ beneficiary }) => beneficiary.reference === reference);
  const before = ofCard(insured.card);
  const current = coverageOf(insured, patient.id, before, today);
  const id = before?.id ?? newId(personBucket(patient.id), now);
  const former = insured.formerCards.flatMap((card) => {
    const stored = ofCard(card);
    return stored === undefined || stored.status === 'cancelled'
      ? []
      : [{ ...endedCoverage(stored, today), id: stored.id }];
  });
  const isSame = before !== undefined && isDeepStrictEqual(before, current);
  return [...(isSame ? [] : [{ ...current, id }]), ...former];
}

/** Coverages that social insurance told of these cards, by their mark. */
async function findCoverages(
  ctx: Context,
  cards: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredCoverage[]>> {
  const marks = [...new Set(cards)].map(coverageMark);
  const found: StoredCoverage[] = [];
  for (let at = 0; at < marks.length; at += marksAtOnce) {
    const some = marks.slice(at, at + marksAtOnce).map((mark) => `${registerSystem}|${mark}`);
    const query = `identifier=${encodeURIComponent(some.join(','))}&_count=${marksAtOnce * 2}`;
    const page = await ctx.record.search('Coverage', query);
    found.push(...page.matches.map(({ text }) => JSON.parse(text) as StoredCoverage));
  }
  return Map.groupBy(
    found,
    ({ identifier }) => identifier?.find(({ system }) => system === registerSystem)?.value ?? '',
  );
}
