import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute, type StreamRoute } from '#platform/module/define-module.ts';
import {
  applyImport,
  listImportLines,
  listImports,
  readImport,
  stopImport,
  uploadPath,
  type ImportView,
  type LineView,
} from '../domain/import-contract.ts';
import { sentenceOf, tellsValue } from '../domain/sheet/findings.ts';
import { openLine, readImportRow, type ImportRow } from '../imports/import-row.ts';
import { applyImportJob, planImportJob } from '../jobs/import.job.ts';
import { placesOfDesk } from '../places-of-desk.ts';

const mostBytes = 20_000_000;
const pageSize = 50;

/** Takes a spreadsheet; it is on disk before it is looked at. */
export const uploadStream: StreamRoute = {
  method: 'POST',
  path: uploadPath,
  allow: 'directory.keep',
  accepts: [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.ms-excel',
    'text/csv',
    'application/octet-stream',
  ],
  bodyLimit: mostBytes,
  summary: {
    vi: 'Gửi bảng tính cơ sở hoặc người hành nghề để xem thử',
    en: 'Send a spreadsheet of facilities or health workers for a dry run',
  },
  async handle(ctx, { params, headers, body }) {
    const { kind = '' } = params;
    if (kind !== 'facilities' && kind !== 'practitioners') throw new AppError('record.not-found');
    const places = await placesOfDesk(ctx);
    if (places.length === 0) throw new AppError('directory.other-place');
    const { sha256, size } = await ctx.files.put(body, mostBytes);
    if (size === 0) throw new AppError('request.invalid');
    const id = randomUUID();
    await ctx.transaction(async (tx) => {
      await tx.sql.query(
        `insert into directory.import (id, kind, file_name, sha256, by, by_name, at, places, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'reading')`,
        [
          id,
          kind,
          nameOf(headers['x-file-name']),
          sha256,
          tx.actor.accountId,
          tx.actor.display,
          tx.now(),
          places,
        ],
      );
      await tx.enqueue(planImportJob, { importId: id });
    });
    return {
      status: 201,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ id }),
    };
  },
};

/** The name of the file as its sender calls it, percent-encoded in its header. */
function nameOf(header: string | undefined): string {
  try {
    return decodeURIComponent(header ?? '')
      .replace(/[\p{Cc}/\\]/gu, ' ')
      .trim()
      .slice(0, 200);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}

export const listImportsRoute = defineRoute({
  ...listImports,
  allow: 'directory.keep',
  async handle(ctx) {
    const rows = await ctx.sql.query<ImportRow>(
      'select * from directory.import where ($1::text is null or by = $1) order by at desc, id desc limit 50',
      [seesAll(ctx) ? null : ctx.actor.accountId],
    );
    const imports: ImportView[] = [];
    for (const row of rows) imports.push(await viewOf(ctx, row));
    return { imports };
  },
});

export const readImportRoute = defineRoute({
  ...readImport,
  allow: 'directory.keep',
  handle: async (ctx, { id }) => viewOf(ctx, await readOwn(ctx, id)),
});

export const listImportLinesRoute = defineRoute({
  ...listImportLines,
  allow: 'directory.keep',
  async handle(ctx, { id, outcome, after }) {
    await readOwn(ctx, id);
    const rows = await ctx.sql.query<LineRow>(
      `select line, outcome, state, sealed from directory.import_line
       where import_id = $1 and line > $2 and ($3::text is null or outcome = $3 or ($3 = 'noted' and state = 'refused'))
       order by line limit ${pageSize + 1}`,
      [id, after, outcome ?? null],
    );
    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    return { lines: page.map((row) => lineOf(ctx, id, row)), ...(last !== undefined && { next: last.line }) };
  },
});

export const applyImportRoute = defineRoute({
  ...applyImport,
  allow: 'directory.keep',
  async handle(ctx, { id }) {
    const row = await readOwn(ctx, id, true);
    if (row.state !== 'ready' && row.state !== 'stopped') throw new AppError('directory.import-state');
    if (row.read_lines < row.lines) throw new AppError('directory.import-state');
    // What she may change now counts, not what she could when she sent the file.
    await ctx.sql.query(`update directory.import set state = 'applying', places = $2 where id = $1`, [
      id,
      await placesOfDesk(ctx),
    ]);
    await ctx.enqueue(applyImportJob, { importId: id });
    return { state: 'applying' as const };
  },
});

export const stopImportRoute = defineRoute({
  ...stopImport,
  allow: 'directory.keep',
  async handle(ctx, { id }) {
    const { state } = await readOwn(ctx, id, true);
    if (state === 'done' || state === 'broken') throw new AppError('directory.import-state');
    await ctx.sql.query(`update directory.import set state = 'stopped' where id = $1`, [id]);
    return { state: 'stopped' as const };
  },
});

/** The report of an import as a table that any spreadsheet opens. */
export const reportStream: StreamRoute = {
  method: 'GET',
  path: '/api/directory/imports/:id/report',
  allow: 'directory.keep',
  accepts: [],
  summary: { vi: 'Tải báo cáo nhập dữ liệu (CSV)', en: 'Download the report of an import (CSV)' },
  async handle(ctx, { params }) {
    const { id = '' } = params;
    if (!/^[0-9a-f-]{36}$/u.test(id)) throw new AppError('record.not-found');
    await readOwn(ctx, id);
    const rows = await ctx.sql.query<LineRow>(
      'select line, outcome, state, sealed from directory.import_line where import_id = $1 order by line',
      [id],
    );
    const { language } = ctx.actor;
    const table = [
      reportHead.map((word) => word[language]),
      ...rows.map((row) => {
        const { line, key, title, outcome, state, fields, findings } = lineOf(ctx, id, row);
        const said = findings.map(({ column, written, text }) =>
          [column, written, text[language]].filter(Boolean).join(': '),
        );
        return [
          String(line),
          key,
          title,
          outcomeWords[state === 'refused' ? 'refused' : outcome][language],
          stateWords[state][language],
          fields.join(' '),
          said.join(' | '),
        ];
      }),
    ];
    return {
      status: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="sen-import-report.csv"',
        'cache-control': 'no-store',
      },
      // The mark in front tells spreadsheets that it is Unicode.
      body: `\ufeff${table.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`,
    };
  },
};

/** Quoted, and never taken for a formula: a sheet would run what begins like one. */
function csvCell(text: string): string {
  const plain = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}

interface LineRow {
  readonly line: number;
  readonly outcome: LineView['outcome'];
  readonly state: LineView['state'];
  readonly sealed: string;
}

function lineOf(ctx: Context, importId: string, { line, outcome, state, sealed }: LineRow): LineView {
  const { key, title, fields, findings } = openLine(ctx, importId, line, sealed);
  return {
    line,
    key,
    title,
    outcome,
    state,
    fields: [...fields],
    findings: findings.map((finding) => ({
      level: finding.level,
      ...(finding.column !== undefined && { column: finding.column }),
      ...(finding.value !== undefined && !tellsValue(finding) && { written: finding.value }),
      text: sentenceOf(finding),
    })),
  };
}

const seesAll = (ctx: Context): boolean => ctx.can('directory.keep-all');

/** Error: record.not-found, also for what is another's. */
async function readOwn(ctx: Context, id: string, holding = false): Promise<ImportRow> {
  const row = await readImportRow(ctx, id, holding);
  if (row.by !== ctx.actor.accountId && !seesAll(ctx)) throw new AppError('record.not-found');
  return row;
}

async function viewOf(ctx: Context, row: ImportRow): Promise<ImportView> {
  const rows = await ctx.sql.query<{ outcome: LineView['outcome']; state: LineView['state']; count: number }>(
    'select outcome, state, count(*)::int as count from directory.import_line where import_id = $1 group by outcome, state',
    [row.id],
  );
  const sum = (outcome: LineView['outcome']): number =>
    rows.filter((one) => one.outcome === outcome).reduce((total, { count }) => total + count, 0);
  return {
    id: row.id,
    kind: row.kind,
    fileName: row.file_name,
    by: row.by_name,
    at: row.at.toISOString(),
    state: row.state,
    lines: row.lines,
    readLines: row.read_lines,
    applied: row.applied,
    reason: row.reason === null ? undefined : (JSON.parse(row.reason) as Bilingual),
    counts: { make: sum('make'), change: sum('change'), same: sum('same'), refused: sum('refused') },
    failed: rows.filter(({ state }) => state === 'refused').reduce((total, { count }) => total + count, 0),
    unused: [...(row.head.unused ?? [])],
  };
}

const reportHead: readonly Bilingual[] = [
  { vi: 'Dòng', en: 'Line' },
  { vi: 'Mã', en: 'Code' },
  { vi: 'Tên', en: 'Name' },
  { vi: 'Kết quả', en: 'Outcome' },
  { vi: 'Đã làm', en: 'Done' },
  { vi: 'Mục thay đổi', en: 'Fields' },
  { vi: 'Lý do', en: 'Reasons' },
];

const outcomeWords: Readonly<Record<LineView['outcome'], Bilingual>> = {
  make: { vi: 'thêm mới', en: 'made' },
  change: { vi: 'sửa', en: 'changed' },
  same: { vi: 'không đổi', en: 'unchanged' },
  refused: { vi: 'từ chối', en: 'refused' },
};

const stateWords: Readonly<Record<LineView['state'], Bilingual>> = {
  planned: { vi: 'chưa', en: 'not yet' },
  done: { vi: 'rồi', en: 'yes' },
  refused: { vi: 'không', en: 'no' },
};
