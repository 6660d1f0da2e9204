import type { Context } from '#platform/context.ts';
import { findFacilities, type FacilityLine, type FacilityWish } from '../api.ts';
import { prefixQuery } from '../domain/find-words.ts';
import { isOpenAt, type Hours } from '#kernel/vietnam/opening-hours.ts';
import { publicAnswer } from '../public-answer.ts';

const pageSize = 20;
/** More are told as 'this many or more'. */
const mostCounted = 1000;

/** A facility as it is kept. */
export interface FacilityRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: FacilityLine['kind'];
  readonly level: string | null;
  readonly ownership: string | null;
  readonly province: string | null;
  readonly commune: string | null;
  readonly card: Readonly<Record<string, string | undefined>>;
  readonly state: FacilityLine['state'];
  readonly note: string | null;
  readonly hours: readonly Hours[];
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly services: readonly string[];
  readonly beds: number;
}

/** Columns of `FacilityRow`. */
export const facilityColumns =
  'id, code, name, kind, level, ownership, province, commune, card, state, note, hours, latitude, longitude, services, beds';

/**
 * A wish as SQL with its values. Only what was asked stands in it, so that a short statement is planned for the index that serves it.
 */
export function whereOf(wish: FacilityWish): { readonly where: string; readonly values: unknown[] } {
  const values: unknown[] = [];
  const parts = (
    [
      ['words @@ ?::tsquery', prefixQuery(wish.words ?? '')],
      ['province = ?', wish.province],
      ['commune = ?', wish.commune],
      ['kind = ?', wish.kind],
      ['services @> array[?::text]', wish.service],
    ] as const
  ).flatMap(([sql, value]) =>
    value === undefined ? [] : [sql.replace('?', () => `$${String(values.push(value))}`)],
  );
  return { where: ['true', ...parts].join(' and '), values };
}

/** One page of facilities that meet a wish, and how many do. */
async function findPage(
  ctx: Context,
  wish: FacilityWish,
  from: number,
): Promise<{ facilities: FacilityLine[]; total: number }> {
  const found = whereOf(wish);
  const hasWords = prefixQuery(wish.words ?? '') !== undefined;
  // A word that many have is met soon along the order; a rare one is looked up in the index of words, as walking on would pass the whole
  // country.
  const near = hasWords && from === 0 ? await readRows(ctx, found, 0, 'near') : [];
  const rows =
    near.length === pageSize ? near : await readRows(ctx, found, from, hasWords ? 'index' : 'order');
  const facilities = rows.map((row) => lineOf(row, ctx.now()));
  if (from === 0 && rows.length < pageSize) return { facilities, total: rows.length };
  // Who finds a thousand types on: counting all of them would take longer than finding the first.
  const [counted] = await ctx.sql.query<{ total: number }>(
    `select count(*)::int as total from (select 1 from directory.facility where ${found.where} limit ${mostCounted}) as found`,
    found.values,
  );
  return { facilities, total: counted?.total ?? 0 };
}

/** How many facilities are walked past, along the order, before the index of words is asked. */
const mostWalked = 2000;

function readRows(
  ctx: Context,
  { where, values }: ReturnType<typeof whereOf>,
  from: number,
  way: 'near' | 'index' | 'order',
): Promise<FacilityRow[]> {
  const inOrder = 'order by rank, sort_name, id';
  const page = `${inOrder} limit ${pageSize} offset $${values.length + 1}`;
  const source = {
    near: `select id from (select * from directory.facility ${inOrder} limit ${mostWalked}) as near where ${where} ${page}`,
    index: `with found as materialized (select id, rank, sort_name from directory.facility where ${where})
      select id from found ${page}`,
    order: `select id from directory.facility where ${where} ${page}`,
  }[way];
  return ctx.sql.query<FacilityRow>(
    `select ${facilityColumns} from directory.facility where id in (${source}) ${inOrder}`,
    [...values, from],
  );
}

/** A row as a line of the answer. */
export function lineOf(row: FacilityRow, now: Date): FacilityLine {
  const { id, code, name, kind, level, province, commune, state, beds } = row;
  const openNow = state === 'open' ? (isOpenAt(row.hours, now) ?? null) : false;
  return {
    id,
    code,
    name,
    kind,
    level,
    province,
    commune,
    address: row.card['address'] ?? null,
    state,
    openNow,
    beds,
  };
}

export const findFacilitiesStream = publicAnswer(
  findFacilities,
  {
    vi: 'Tìm cơ sở y tế theo nơi, loại, dịch vụ và tên',
    en: 'Find facilities by place, kind, service and name',
  },
  (ctx, { offset, ...wish }) => findPage(ctx, wish, offset),
);
