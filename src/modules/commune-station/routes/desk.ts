import { randomUUID } from 'node:crypto';
import type { Organization } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { areaOfDuty } from '#platform/record/area-of-duty.ts';
import { decideClosing, periodDecided, periodSent, readDesk, sendProvince } from '../api.ts';
import {
  closingColumns,
  closingsOf,
  keepClosing,
  sentViewOf,
  viewOf,
  type ClosingRow,
} from '../books/closings.ts';
import { insideRecord } from '../books/stations.ts';
import { addUp } from '../domain/books/add-up.ts';
import { dueDay } from '../domain/books/periods.ts';
import { demandPeriod } from './read-books.ts';

const country = 'VN';

/** Codes of the provinces whose stations report to the caller's office; the whole country for the ministry. */
export async function areaOfDesk(ctx: Context): Promise<readonly string[]> {
  if (ctx.can('commune-station.country')) return [country];
  const { places, facilityId } = ctx.actor;
  if (places !== undefined) return places;
  if (facilityId === undefined) return [];
  const { text } = await insideRecord(ctx).record.read('Organization', facilityId);
  return areaOfDuty(JSON.parse(text) as Organization & Record<string, unknown>);
}

interface Desk {
  readonly level: 'province' | 'country';
  readonly area: readonly string[];
}

async function sitAt(ctx: Context): Promise<Desk> {
  const area = await areaOfDesk(ctx);
  if (area.length === 0) throw new AppError('station.no-facility');
  return { level: area.includes(country) ? 'country' : 'province', area };
}

/** The newest closing of each office that reports to this desk. */
function newest(ctx: Context, { level, area }: Desk, period: string): Promise<ClosingRow[]> {
  return ctx.sql.query<ClosingRow>(
    `select distinct on (owner_id) ${closingColumns} from commune_station.closing
     where level = $1 and period = $2 and ($3::boolean or province = any ($4::text[]))
     order by owner_id, version desc`,
    [level === 'country' ? 'province' : 'station', period, level === 'country', area],
  );
}

export const readDeskRoute = defineRoute({
  ...readDesk,
  allow: 'commune-station.review',
  handle: async (ctx, { period: name }) => {
    const period = demandPeriod(ctx, name);
    const desk = await sitAt(ctx);
    const rows = await newest(ctx, desk, name);
    const own =
      desk.level === 'province' && ctx.actor.facilityId !== undefined
        ? (await closingsOf(ctx, ctx.actor.facilityId, name))[0]
        : undefined;
    return {
      level: desk.level,
      dueOn: dueDay(period),
      sent: rows.toSorted((a, b) => a.owner_name.localeCompare(b.owner_name, 'vi')).map(sentViewOf),
      missing: desk.level === 'country' ? [] : await missingOf(ctx, desk, rows),
      figures: addUp(rows.filter(({ state }) => state !== 'returned').map(({ figures }) => figures)),
      ...(own !== undefined && { own: viewOf(own) }),
    };
  },
});

async function missingOf(
  ctx: Context,
  { area }: Desk,
  rows: readonly ClosingRow[],
): Promise<{ id: string; name: string }[]> {
  return ctx.sql.query<{ id: string; name: string }>(
    `select id, name from commune_station.station where province = any ($1::text[]) and not id = any ($2::text[]) order by name`,
    [area, rows.map(({ owner_id: id }) => id)],
  );
}

export const decideClosingRoute = defineRoute({
  ...decideClosing,
  allow: 'commune-station.review',
  handle: async (ctx, { id, decision, reason }) => {
    const desk = await sitAt(ctx);
    const [row] = await ctx.sql.query<ClosingRow>(
      `select ${closingColumns} from commune_station.closing where id = $1 for update`,
      [id],
    );
    if (row === undefined || !isOfDesk(row, desk)) throw new AppError('station.other-station');
    if (row.state !== 'sent') throw new AppError('station.decided-already');
    if (decision === 'return' && reason === undefined) throw new AppError('station.reason-needed');
    const [decided] = await ctx.sql.query<ClosingRow>(
      `update commune_station.closing set state = $2, decided_at = $3, decided_by_name = $4, reason = $5
       where id = $1 returning ${closingColumns}`,
      [id, decision === 'approve' ? 'approved' : 'returned', ctx.now(), ctx.actor.display, reason ?? null],
    );
    await ctx.emit(periodDecided, {
      closingId: id,
      ownerId: row.owner_id,
      period: row.period,
      state: decided!.state,
    });
    return sentViewOf(decided!);
  },
});

function isOfDesk({ level, province }: ClosingRow, desk: Desk): boolean {
  if (desk.level === 'country') return level === 'province';
  return level === 'station' && province !== null && desk.area.includes(province);
}

export const sendProvinceRoute = defineRoute({
  ...sendProvince,
  allow: 'commune-station.review',
  handle: async (ctx, { period: name }) => {
    const period = demandPeriod(ctx, name);
    const desk = await sitAt(ctx);
    const { facilityId } = ctx.actor;
    if (desk.level !== 'province' || facilityId === undefined) throw new AppError('station.no-facility');
    const rows = await newest(ctx, desk, name);
    const missing = await missingOf(ctx, desk, rows);
    if (missing.length > 0 || rows.length === 0 || rows.some(({ state }) => state !== 'approved'))
      throw new AppError('station.stations-open');
    const [last] = await closingsOf(ctx, facilityId, name);
    if (last !== undefined && last.state !== 'returned') throw new AppError('station.closed-already');
    const id = randomUUID();
    const row = await keepClosing(ctx, {
      id,
      level: 'province',
      owner: { id: facilityId, name: ctx.actor.display, province: desk.area[0] },
      period: name,
      dueOn: dueDay(period),
      figures: addUp(rows.map(({ figures }) => figures)),
      signed: false,
    });
    await ctx.emit(periodSent, { closingId: id, ownerId: facilityId, period: name, level: 'province' });
    return viewOf(row);
  },
});
