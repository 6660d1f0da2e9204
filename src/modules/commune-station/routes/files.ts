import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { StreamAnswer, StreamRoute } from '#platform/module/define-module.ts';
import { makePdf } from '#platform/print/make-pdf.ts';
import { closingColumns, type ClosingRow } from '../books/closings.ts';
import { countTables } from '../books/count-month.ts';
import { keptMonth } from '../books/kept-months.ts';
import { showLines } from '../books/people-of-lines.ts';
import { ownStation, type Station } from '../books/stations.ts';
import { findReport } from '../domain/books/reports/reports.ts';
import { bookTable, paperOf, reportTable, sheetOf, type PaperTable } from '../domain/papers/sheets.ts';
import { writeXlsx } from '../domain/papers/write-xlsx.ts';
import { demandPeriod, linesOfBook } from './read-books.ts';
import { areaOfDesk } from './desk.ts';

const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

async function fileOf(
  ctx: Context,
  kind: string | undefined,
  table: PaperTable,
  station: Station,
  name: string,
): Promise<StreamAnswer> {
  const isSheet = kind === 'xlsx';
  if (!isSheet && kind !== 'pdf') throw new AppError('record.not-found');
  const by = { name: ctx.actor.display, at: ctx.now() };
  const body = isSheet
    ? await writeXlsx(sheetOf(table, station.name))
    : await makePdf(
        new URL('../paper/table.typ', import.meta.url),
        paperOf(table, station.name, by, ctx.actor.language),
      );
  return {
    status: 200,
    headers: {
      'Content-Type': isSheet ? sheetType : 'application/pdf',
      'Content-Disposition': `${isSheet ? 'attachment' : 'inline'}; filename="${name}.${isSheet ? 'xlsx' : 'pdf'}"`,
      'Cache-Control': 'no-store',
    },
    body,
  };
}

/** A whole book as a spreadsheet or on A4, in the layout of the annex. */
export const bookFileStream: StreamRoute = {
  method: 'GET',
  path: '/api/station/files/books/:code/:kind',
  allow: 'commune-station.books',
  accepts: [],
  summary: { vi: 'Sổ của trạm thành Excel hoặc PDF', en: 'A book of the station as Excel or PDF' },
  async handle(ctx, { params, query }) {
    const { station, register, period, lines } = await linesOfBook(
      ctx,
      params['code'] ?? '',
      query.get('period') ?? '',
    );
    const shown = await showLines(ctx, register, lines);
    const table = bookTable(register, shown, period, ctx.actor.language);
    return fileOf(ctx, params['kind'], table, station, `so-${register.code}-${period.name}`);
  },
};

/** A statistic form as a spreadsheet or on A4. */
export const reportFileStream: StreamRoute = {
  method: 'GET',
  path: '/api/station/files/reports/:code/:kind',
  allow: 'commune-station.books',
  accepts: [],
  summary: {
    vi: 'Biểu báo cáo của trạm thành Excel hoặc PDF',
    en: 'A report of the station as Excel or PDF',
  },
  async handle(ctx, { params, query }) {
    const report = findReport(params['code'] ?? '');
    if (report === undefined) throw new AppError('record.not-found');
    const station = await ownStation(ctx);
    const period = demandPeriod(ctx, query.get('period') ?? '');
    const tables = await keptMonth(ctx, station, period);
    const { figures } = countTables(tables, { ...period, station: station.id });
    const table = reportTable(report, figures, period, ctx.actor.language);
    return fileOf(ctx, params['kind'], table, station, `bieu-${report.code}-${period.name}`);
  },
};

/** The paper of a closed period as it was signed: for the station itself and for the Department of its province. */
export const closingFileStream: StreamRoute = {
  method: 'GET',
  path: '/api/station/files/closings/:id',
  allow: 'commune-station.reports',
  accepts: [],
  summary: { vi: 'Báo cáo đã chốt, đã ký', en: 'A closed report as it was signed' },
  async handle(ctx, { params }) {
    const id = params['id'] ?? '';
    if (!/^[0-9a-f-]{36}$/u.test(id)) throw new AppError('record.not-found');
    const [row] = await ctx.sql.query<ClosingRow>(
      `select ${closingColumns} from commune_station.closing where id = $1`,
      [id],
    );
    if (row?.paper == null || !(await mayRead(ctx, row))) throw new AppError('record.not-found');
    return {
      status: 200,
      headers: {
        'Content-Type': 'application/pdf',
        'Content-Disposition': `inline; filename="bao-cao-${row.period}.pdf"`,
        'Cache-Control': 'no-store',
      },
      body: await bytesOf(await ctx.files.open(row.paper)),
    };
  },
};

async function mayRead(ctx: Context, row: ClosingRow): Promise<boolean> {
  if (row.owner_id === ctx.actor.facilityId) return true;
  if (!ctx.can('commune-station.review')) return false;
  const area = await areaOfDesk(ctx);
  return area.includes('VN') || (row.province !== null && area.includes(row.province));
}

async function bytesOf(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
}
