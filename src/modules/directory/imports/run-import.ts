import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import type { SheetRow } from '../domain/sheet/cell.ts';
import type { Finding } from '../domain/sheet/findings.ts';
import { overlay, type FacilityWishLine } from '../domain/sheet/facility-line.ts';
import { overlayWorker, type WorkerWishLine } from '../domain/sheet/worker-line.ts';
import { readSheet } from '../read/read-sheet.ts';
import { saveFacility } from '../save-facility.ts';
import { saveWorker } from '../save-worker.ts';
import {
  asSender,
  breakImport,
  openLine,
  readImportRow,
  sealLine,
  type ImportRow,
  type Plan,
  type PlannedLine,
} from './import-row.ts';
import { findByCode, planFacility } from './plan-facility.ts';
import { findFacility, findWorker, planWorker } from './plan-worker.ts';
import { isBlank, scanSheet, sheetBytes, type SheetScan } from './scan-sheet.ts';

/** Lines of one step; what a kill in the middle costs. */
const planStep = 50;
const applyStep = 20;

/**
 * The dry run: reads the sheet and writes down what each line would do. Each step is committed with its lines, so that a run that was cut
 * off goes on where it was. Nothing happens where the import is not to be read.
 */
export async function planImport(ctx: Context, id: string): Promise<void> {
  const row = await readImportRow(ctx, id);
  if (row.state !== 'reading') return;
  const acting = asSender(ctx, row);
  try {
    const bytes = await sheetBytes(ctx, row.sha256);
    const scan = await scanSheet(row.kind, bytes);
    await ctx.sql.query('update directory.import set lines = $2, head = $3 where id = $1', [
      id,
      scan.lines,
      JSON.stringify({ unused: scan.head.unused }),
    ]);
    for await (const rows of stepsOf(bytes, await lastPlanned(ctx, id, scan.head.line)))
      if (!(await acting.transaction((tx) => planRows(tx, id, scan, rows)))) return;
    await ctx.sql.query(`update directory.import set state = 'ready' where id = $1 and state = 'reading'`, [
      id,
    ]);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'request.invalid') throw error;
    await breakImport(ctx, id, error.issues[0]?.text ?? error.kind.text);
  }
}

async function lastPlanned(ctx: Context, id: string, headLine: number): Promise<number> {
  const [found] = await ctx.sql.query<{ last: number | null }>(
    'select max(line) as last from directory.import_line where import_id = $1',
    [id],
  );
  return found?.last ?? headLine;
}

async function* stepsOf(bytes: Buffer, after: number): AsyncGenerator<SheetRow[]> {
  let step: SheetRow[] = [];
  for await (const row of readSheet(bytes)) {
    if (row.line <= after || isBlank(row)) continue;
    if (step.push(row) < planStep) continue;
    yield step;
    step = [];
  }
  if (step.length > 0) yield step;
}

/** False where the import was stopped meanwhile. */
async function planRows(
  ctx: Context,
  id: string,
  scan: SheetScan,
  rows: readonly SheetRow[],
): Promise<boolean> {
  const row = await readImportRow(ctx, id, true);
  if (row.state !== 'reading') return false;
  const plan = row.kind === 'facilities' ? planFacility : planWorker;
  for (const one of rows) {
    const { line, outcome, ...planned }: Plan = await plan(ctx, row.places ?? [], scan, one);
    await ctx.sql.query(
      'insert into directory.import_line (import_id, line, outcome, sealed) values ($1, $2, $3, $4) on conflict do nothing',
      [id, line, outcome, sealLine(ctx, id, line, planned)],
    );
  }
  await ctx.sql.query('update directory.import set read_lines = read_lines + $2 where id = $1', [
    id,
    rows.length,
  ]);
  return true;
}

/** Does what the dry run showed, step by step; goes on where it was cut off. */
export async function carryOutImport(ctx: Context, id: string): Promise<void> {
  const row = await readImportRow(ctx, id);
  const acting = asSender(ctx, row);
  while ((await acting.transaction((tx) => applyLines(tx, id))) > 0);
  await ctx.sql.query(`update directory.import set state = 'done' where id = $1 and state = 'applying'`, [
    id,
  ]);
}

async function applyLines(ctx: Context, id: string): Promise<number> {
  const row = await readImportRow(ctx, id, true);
  if (row.state !== 'applying') return 0;
  const lines = await ctx.sql.query<{ line: number; sealed: string }>(
    `select line, sealed from directory.import_line
     where import_id = $1 and state = 'planned' and outcome in ('make', 'change') order by line limit ${applyStep}`,
    [id],
  );
  for (const { line, sealed } of lines) await applyOne(ctx, row, line, openLine(ctx, id, line, sealed));
  await ctx.sql.query('update directory.import set applied = applied + $2 where id = $1', [id, lines.length]);
  return lines.length;
}

/** One line in a savepoint of its own: what is refused leaves the others as they are. */
async function applyOne(ctx: Context, row: ImportRow, line: number, planned: PlannedLine): Promise<void> {
  const close = (state: 'done' | 'refused', more?: Finding): Promise<object[]> =>
    ctx.sql.query(
      'update directory.import_line set state = $3, sealed = $4 where import_id = $1 and line = $2',
      [
        row.id,
        line,
        state,
        sealLine(ctx, row.id, line, {
          ...planned,
          findings: [...planned.findings, ...(more === undefined ? [] : [more])],
        }),
      ],
    );
  try {
    const refusal = await ctx.transaction((inner) =>
      row.kind === 'facilities' ? applyFacility(inner, row, planned) : applyWorker(inner, row, planned),
    );
    await close(refusal === undefined ? 'done' : 'refused', refusal);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind.status >= 500) throw error;
    await close('refused', { code: 'not-taken', level: 'error', value: textOf(error)[ctx.actor.language] });
  }
}

function textOf(error: AppError): Bilingual {
  return error.issues[0]?.text ?? error.kind.text;
}

async function applyFacility(
  ctx: Context,
  row: ImportRow,
  planned: PlannedLine,
): Promise<Finding | undefined> {
  const wish = planned.wish as FacilityWishLine;
  const before = await findByCode(ctx, wish.code);
  if (await isChangedByOthers(ctx, row, `Organization/${before?.id ?? ''}`, before?.version, planned.version))
    return changed;
  const form = overlay(wish, before?.form);
  if (form === undefined) return changed;
  await saveFacility(ctx, form, { places: row.places ?? [], importId: row.id, ...(before && { before }) });
  return undefined;
}

async function applyWorker(ctx: Context, row: ImportRow, planned: PlannedLine): Promise<Finding | undefined> {
  const wish = planned.wish as WorkerWishLine;
  const before = await findWorker(ctx, wish);
  if (await isChangedByOthers(ctx, row, `Practitioner/${before?.id ?? ''}`, before?.version, planned.version))
    return changed;
  const form = overlayWorker(wish, before?.form, await findFacility(ctx, row.places ?? [], wish));
  await saveWorker(ctx, form, { places: row.places ?? [], importId: row.id, ...(before && { before }) });
  return undefined;
}

const changed: Finding = { code: 'changed-meanwhile', level: 'error' };

/** Whether something is not as the dry run saw it, and it was not this import that changed it. */
async function isChangedByOthers(
  ctx: Context,
  { id }: ImportRow,
  subject: string,
  now: string | undefined,
  planned: string | undefined,
): Promise<boolean> {
  if (now === planned) return false;
  const [last] = await ctx.sql.query<{ import_id: string | null }>(
    'select import_id from directory.change where subject = $1 order by at desc limit 1',
    [subject],
  );
  return last?.import_id !== id;
}
