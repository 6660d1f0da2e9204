import type { Context } from '#platform/context.ts';
import { findFacilities, type FacilityLine, type FacilityWish } from '../api.ts';
import { prefixQuery } from '../domain/find-words.ts';
import { isOpenAt, type Hours } from '../domain/opening-hours.ts';
import { publicAnswer } from '../public-answer.ts';

const pageSize = 20;

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
export async function findPage(
  ctx: Context,
  wish: FacilityWish,
  from: number,
): Promise<{ facilities: FacilityLine[]; total: number }> {
  const { where, values } = whereOf(wish);
  const rows = await ctx.sql.query<FacilityRow>(
    `select ${facilityColumns} from directory.facility where ${where} order by rank, sort_name, id
     limit ${pageSize} offset $${values.length + 1}`,
    [...values, from],
  );
  const [counted] = await ctx.sql.query<{ total: number }>(
    `select count(*)::int as total from directory.facility where ${where}`,
    values,
  );
  return { facilities: rows.map((row) => lineOf(row, ctx.now())), total: counted?.total ?? 0 };
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
