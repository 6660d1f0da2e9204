import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import type { SheetKind } from '../domain/sheet/columns.ts';
import type { Finding } from '../domain/sheet/findings.ts';
import type { ImportView, Outcome } from '../domain/import-contract.ts';

/** An import as it is kept. */
export interface ImportRow {
  readonly id: string;
  readonly kind: SheetKind;
  readonly file_name: string;
  readonly sha256: string;
  readonly by: string;
  readonly by_name: string;
  readonly at: Date;
  readonly places: readonly string[] | null;
  readonly state: ImportView['state'];
  readonly lines: number;
  readonly read_lines: number;
  readonly applied: number;
  readonly reason: string | null;
  readonly head: { readonly unused?: readonly string[] };
}

/** What a line came to; kept sealed, since lines about health workers hold what is nobody else's business. */
export interface PlannedLine {
  readonly key: string;
  readonly title: string;
  /** What the line asks for; absent where it could not be read. */
  readonly wish?: object;
  readonly fields: readonly string[];
  readonly findings: readonly Finding[];
  /** The state of what it changes, as the dry run saw it; absent for what was not there. */
  readonly version?: string;
}

/** A planned line with its outcome. */
export interface Plan extends PlannedLine {
  readonly line: number;
  readonly outcome: Outcome;
}

/** One import; `holding` keeps others from changing it until the transaction ends. Error: record.not-found. */
export async function readImportRow(ctx: Context, id: string, holding = false): Promise<ImportRow> {
  const [row] = await ctx.sql.query<ImportRow>(
    `select * from directory.import where id = $1${holding ? ' for update' : ''}`,
    [id],
  );
  if (row === undefined) throw new AppError('record.not-found');
  return row;
}

const purposeOf = (importId: string, line: number): string => `directory import:${importId}:${line}`;

export function sealLine(ctx: Context, importId: string, line: number, planned: PlannedLine): string {
  return ctx.seal.seal(JSON.stringify(planned), purposeOf(importId, line));
}

export function openLine(ctx: Context, importId: string, line: number, sealed: string): PlannedLine {
  return JSON.parse(ctx.seal.open(sealed, purposeOf(importId, line))) as PlannedLine;
}

/** Ends an import that cannot be read. */
export async function breakImport(ctx: Context, id: string, reason: Bilingual): Promise<void> {
  await ctx.sql.query(`update directory.import set state = 'broken', reason = $2 where id = $1`, [
    id,
    JSON.stringify(reason),
  ]);
}

/** The context in which an import's lines are looked at and written: in the name of who sent it. */
export function asSender(ctx: Context, { by, by_name: display }: Pick<ImportRow, 'by' | 'by_name'>): Context {
  return ctx.as({ ...ctx.actor, accountId: by, display });
}
