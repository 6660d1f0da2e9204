import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { signer } from '#modules/signatures/api.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { closePeriod, periodSent, readReports } from '../api.ts';
import { closingsOf, keepClosing, linesPurpose, viewOf, type ClosingRow } from '../books/closings.ts';
import { countMonth, type CountedMonth } from '../books/count-month.ts';
import { forgetMonths } from '../books/kept-months.ts';
import { ownStation, type Station } from '../books/stations.ts';
import { differencesOf, movedLines } from '../domain/books/differences.ts';
import type { Figures } from '../domain/books/figures.ts';
import { lookOver, type Concern } from '../domain/books/look-over.ts';
import { dueDay } from '../domain/books/periods.ts';
import type { Period } from '../domain/books/tables.ts';
import { makeMonthPaper } from '../paper/month-paper.ts';
import { demandPeriod } from './read-books.ts';

interface Counted extends CountedMonth {
  readonly concerns: readonly Concern[];
}

/** Counts a period anew and looks it over. */
async function countNow(ctx: Context, station: Station, period: Period): Promise<Counted> {
  const { lines, figures } = await countMonth(ctx, station, period);
  const before = await figuresBefore(ctx, station.id, period);
  const concerns = lookOver(lines, figures, period, dayInVietnam(ctx.now()), before);
  return { figures, lines, concerns };
}

async function figuresBefore(
  ctx: Context,
  stationId: string,
  { name }: Period,
): Promise<Figures | undefined> {
  if (name.length !== 7) return undefined;
  const before = new Date(Date.parse(`${name}-01`) - 86_400_000).toISOString().slice(0, 7);
  const [row] = await ctx.sql.query<{ figures: Figures }>(
    'select figures from commune_station.month where station_id = $1 and period = $2',
    [stationId, before],
  );
  return row?.figures;
}

export const readReportsRoute = defineRoute({
  ...readReports,
  allow: 'commune-station.books',
  handle: async (ctx, { period: name }) => {
    const [station, period] = [await ownStation(ctx), demandPeriod(ctx, name)];
    const { figures, lines, concerns } = await countNow(ctx, station, period);
    const closings = await closingsOf(ctx, station.id, name);
    const [last] = closings;
    return {
      station: station.name,
      period: name,
      dueOn: dueDay(period),
      figures,
      concerns: concerns.map(({ lines: _ids, ...rest }) => rest),
      closings: closings.map(viewOf),
      differences: last === undefined ? [] : differencesOf(last.figures, figures),
      ...(last !== undefined && { moved: movedSince(ctx, last, lines) }),
      mayClose: ctx.can('commune-station.close') && mayClose(last, concerns),
    };
  },
});

function movedSince(ctx: Context, last: ClosingRow, lines: Counted['lines']): { came: number; left: number } {
  if (last.sealed_lines === null) return { came: 0, left: 0 };
  const closed = JSON.parse(ctx.seal.open(last.sealed_lines, linesPurpose(last.id))) as string[];
  const { came, left } = movedLines(closed, idsOf(lines));
  return { came: came.length, left: left.length };
}

const idsOf = (lines: Counted['lines']): string[] => (lines.get('A1') ?? []).map(({ id }) => String(id));

function mayClose(last: ClosingRow | undefined, concerns: readonly Concern[]): boolean {
  return (last === undefined || last.state === 'returned') && concerns.every(({ grade }) => grade !== 'stop');
}

export const closePeriodRoute = defineRoute({
  ...closePeriod,
  allow: 'commune-station.close',
  handle: async (ctx, { period: name }) => {
    const [station, period] = [await ownStation(ctx), demandPeriod(ctx, name)];
    await ctx.sql.query('select 1 from commune_station.station where id = $1 for update', [station.id]);
    const [last] = await closingsOf(ctx, station.id, name);
    if (last !== undefined && last.state !== 'returned') throw new AppError('station.closed-already');
    forgetMonths();
    const { figures, lines, concerns } = await countNow(ctx, station, period);
    if (!mayClose(last, concerns)) throw new AppError('station.period-open');
    const paper = await makeMonthPaper(station, period, figures, ctx);
    const signed = await signPaper(ctx, paper);
    const { sha256 } = await ctx.files.put(once(signed ?? paper));
    const id = randomUUID();
    const row = await keepClosing(ctx, {
      id,
      level: 'station',
      owner: station,
      period: name,
      dueOn: dueDay(period),
      figures,
      sealedLines: ctx.seal.seal(JSON.stringify(idsOf(lines)), linesPurpose(id)),
      paper: sha256,
      signed: signed !== undefined,
    });
    await ctx.emit(periodSent, { closingId: id, ownerId: station.id, period: name, level: 'station' });
    return viewOf(row);
  },
});

/** Signs in the worker's name; undefined where she has no certificate, so that a station without one can send all the same. */
async function signPaper(ctx: Context, paper: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await ctx.use(signer).signPdf(paper);
  } catch (error) {
    if (error instanceof AppError && error.code === 'signature.no-certificate') return undefined;
    throw error;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
