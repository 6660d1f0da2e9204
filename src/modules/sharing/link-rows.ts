import { createHash } from 'node:crypto';
import type { Organization } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { ShownLink } from './api.ts';
import type { SharedPart } from './domain/shared-part.ts';
import { stateOf } from './domain/link-state.ts';

/** A link as it is kept, without its content. */
export interface LinkRow {
  readonly id: string;
  readonly patient_id: string;
  readonly made_at: Date;
  readonly what: SharedPart;
  readonly label: string | null;
  readonly passcode: string | null;
  readonly tries_left: number;
  readonly until: Date;
  readonly once: boolean;
  readonly opened: number;
  readonly ended_at: Date | null;
  readonly refused_at: Date | null;
}
export const linkColumns =
  'id, patient_id, made_at, what, label, passcode, tries_left, until, once, opened, ended_at, refused_at';

interface OpeningRow {
  readonly id: string;
  readonly link_id: string;
  readonly at: Date;
  readonly account_id: string | null;
  readonly facility_id: string | null;
  /** Null where the reader was erased by law. */
  readonly said: string | null;
  readonly outcome: ShownLink['openings'][number]['outcome'];
}

/** Addresses and tickets are 32 bytes in base64url; whatever is none is not looked for. */
export const secretShape = /^[A-Za-z0-9_-]{43}$/u;
/** By what an address, or a ticket, is found: the address itself stands nowhere. */
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
export const labelOf = (id: string): string => `sharing.label:${id}`;
export const saidOf = (openingId: string): string => `sharing.said:${openingId}`;

/** How a link stands now. */
export const stateOfRow = (row: LinkRow, now: Date): ShownLink['state'] =>
  stateOf(
    {
      until: row.until,
      once: row.once,
      opened: row.opened,
      triesLeft: row.tries_left,
      endedAt: row.ended_at,
    },
    now,
  );

const mostOpenings = 20;

/** Links as their owner sees them, with who opened them. */
export async function showLinks(ctx: Context, rows: readonly LinkRow[]): Promise<ShownLink[]> {
  const openings = await ctx.sql.query<OpeningRow>(
    `select o.* from unnest($1::uuid[]) as l (id) cross join lateral (
       select id, link_id, at, account_id, facility_id, said, outcome from sharing.opening
       where link_id = l.id order by at desc limit ${mostOpenings}) o`,
    [rows.map(({ id }) => id)],
  );
  const names = await ctx.trail.names(openings.flatMap(({ account_id }) => account_id ?? []));
  const facilities = await facilityNames(ctx, openings);
  const byLink = Map.groupBy(openings, ({ link_id }) => link_id);
  return rows.map((row) => ({
    id: row.id,
    what: row.what,
    ...(row.label !== null && { label: ctx.seal.open(row.label, labelOf(row.id)) }),
    hasPasscode: row.passcode !== null,
    once: row.once,
    state: stateOfRow(row, ctx.now()),
    madeAt: row.made_at.toISOString(),
    until: row.until.toISOString(),
    opened: row.opened,
    openings: (byLink.get(row.id) ?? []).map((one) => {
      const known = one.account_id === null ? undefined : names.get(one.account_id)?.display;
      const facility = one.facility_id === null ? undefined : facilities.get(one.facility_id);
      return {
        at: one.at.toISOString(),
        who: known ?? (one.said === null ? '' : ctx.seal.open(one.said, saidOf(one.id))),
        isKnown: known !== undefined,
        ...(facility !== undefined && { facility }),
        outcome: one.outcome,
      };
    }),
  }));
}

async function facilityNames(
  ctx: Context,
  openings: readonly OpeningRow[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(openings.flatMap(({ facility_id }) => facility_id ?? []))];
  const names = new Map<string, string>();
  for (let at = 0; at < ids.length; at += 50) {
    const query = new URLSearchParams({ _id: ids.slice(at, at + 50).join(','), _count: '50' });
    const { matches } = await ctx.record.search('Organization', query.toString());
    for (const { id, text } of matches) names.set(id, (JSON.parse(text) as Organization).name ?? '');
  }
  return names;
}
