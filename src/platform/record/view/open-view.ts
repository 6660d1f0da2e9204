import { AppError } from '#kernel/errors.ts';
import { compileView, type Cells } from '#kernel/fhir/view/compile-view.ts';
import { parseExactJson } from '#kernel/fhir/view/exact-json.ts';
import { readViewDefinition, type ViewColumn } from '#kernel/fhir/view/view-definition.ts';
import type { TaskAnswer } from '../expression/tasks.ts';
import type { ViewFormat } from './formats.ts';
import { csvWriter, jsonWriter, ndjsonWriter, type RowWriter } from './row-writers.ts';

/** A view at work, in a thread of its own. */
export interface OpenView {
  start(): string | Uint8Array;
  /** Rows of resources given as JSON texts, at most `limit`. Errors: view.invalid, view.too-costly, fhirpath.too-costly. */
  rows(texts: readonly string[], limit: number): TaskAnswer;
  finish(): string | Uint8Array;
}

/** Reads, checks and compiles a view. Errors: view.invalid, view.too-costly. */
export async function openView(asked: {
  readonly view: string;
  readonly format: ViewFormat;
  readonly header: boolean;
}): Promise<OpenView> {
  const view = compileView(readViewDefinition(JSON.parse(asked.view)));
  const writer = await writerOf(asked.format, view.columns, asked.header);
  const parse = (view.needsExactDecimals ? parseExactJson : JSON.parse) as (
    text: string,
  ) => Record<string, unknown>;
  return {
    start: () => writer.start(),
    rows: (texts, limit) => {
      const rows: Cells[] = [];
      for (const text of texts) {
        for (const cells of view.rowsOf(parse(text))) rows.push(cells);
        if (rows.length >= limit) break;
      }
      if (rows.length > limit) rows.length = limit;
      return { output: writer.write(rows), rows: rows.length };
    },
    finish: () => writer.finish(),
  };
}

async function writerOf(
  format: ViewFormat,
  columns: readonly ViewColumn[],
  header: boolean,
): Promise<RowWriter> {
  switch (format) {
    case 'json':
      return jsonWriter(columns);
    case 'ndjson':
      return ndjsonWriter(columns);
    case 'csv':
      return csvWriter(columns, header);
    case 'parquet': {
      if (columns.length === 0) throw new AppError('view.invalid');
      return (await import('./parquet-writer.ts')).parquetWriter(columns);
    }
  }
}
