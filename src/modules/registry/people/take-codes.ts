import type { Organization } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import { temporaryCode } from '../domain/temporary-code.ts';

/** Somebody who needs a code. */
export interface CodeWish {
  /** Where she is registered, if it was told: five characters. */
  readonly facility: string | undefined;
  /** Otherwise that of the Organization of who registers, which Sen reads. */
  readonly facilityId: string | undefined;
  readonly sen: Context;
}

const nowhere = '00000';

/** Temporary codes for those who need one, in their order; numbers count up by facility and day. In the transaction of the write. */
export async function takeCodes(
  tx: Context,
  wishes: readonly (CodeWish | undefined)[],
): Promise<(string | undefined)[]> {
  const facilities: (string | undefined)[] = [];
  for (const wish of wishes)
    facilities.push(wish && (wish.facility ?? (await facilityCodeOf(wish)) ?? nowhere));
  const wanted = new Map<string, number>();
  for (const facility of facilities)
    if (facility !== undefined) wanted.set(facility, (wanted.get(facility) ?? 0) + 1);
  const next = await countUp(tx, wanted);
  return facilities.map((facility) => {
    if (facility === undefined) return undefined;
    const number = next.get(facility)!;
    next.set(facility, number + 1);
    return temporaryCode(facility, tx.now(), number);
  });
}

/** The first number of each facility, after as many as are wanted were taken; facilities in one order, so that nobody waits in a circle. */
async function countUp(ctx: Context, wanted: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  if (wanted.size === 0) return new Map();
  const sorted = [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rows = await ctx.sql.query<{ facility: string; last: number }>(
    `insert into registry.code_number as c (facility, day, last)
     select w.facility, ($3::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date, w.count
     from unnest($1::text[], $2::int[]) with ordinality as w (facility, count, place) order by w.place
     on conflict (facility, day) do update set last = c.last + excluded.last returning facility, last`,
    [sorted.map(([facility]) => facility), sorted.map(([, count]) => count), ctx.now()],
  );
  return new Map(rows.map(({ facility, last }) => [facility, last - wanted.get(facility)! + 1]));
}

const keptMs = 600_000;
const mostKept = 20_000;
/** Codes of facilities by installation and id: asked for with every registration, changed as good as never. */
const codes = new WeakMap<object, Map<string, { readonly code: string; readonly until: number }>>();

async function facilityCodeOf({ facilityId: id, sen }: CodeWish): Promise<string | undefined> {
  if (id === undefined) return undefined;
  let known = codes.get(sen.seal);
  if (known === undefined) codes.set(sen.seal, (known = new Map()));
  const now = sen.now().getTime();
  const kept = known.get(id);
  if (kept !== undefined && kept.until > now) return kept.code;
  const found = await sen.record.search('Organization', `_id=${encodeURIComponent(id)}`);
  const text = found.matches[0]?.text;
  const { identifier = [] } = text === undefined ? {} : (JSON.parse(text) as Organization);
  const code = identifier.find(({ system }) => system === identifierSystem.facility)?.value;
  if (code === undefined) return undefined;
  if (known.size >= mostKept) known.clear();
  known.set(id, { code, until: now + keptMs });
  return code;
}
