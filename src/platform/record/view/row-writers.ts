import type { ViewColumn } from '#kernel/fhir/view/view-definition.ts';
import type { Cells } from '#kernel/fhir/view/compile-view.ts';

/** Writes rows in one format, piece by piece. */
export interface RowWriter {
  start(): string | Uint8Array;
  write(rows: readonly Cells[]): string | Uint8Array;
  finish(): string | Uint8Array;
}

/** One object a line. */
export function ndjsonWriter(columns: readonly ViewColumn[]): RowWriter {
  const print = objectPrinter(columns);
  return {
    start: () => '',
    write: (rows) => rows.map((cells) => `${print(cells)}\n`).join(''),
    finish: () => '',
  };
}

/** One array of objects, an object a line. */
export function jsonWriter(columns: readonly ViewColumn[]): RowWriter {
  const print = objectPrinter(columns);
  let first = true;
  return {
    start: () => '[',
    write: (rows) =>
      rows
        .map((cells) => {
          const lead = first ? '\n' : ',\n';
          first = false;
          return lead + print(cells);
        })
        .join(''),
    finish: () => '\n]\n',
  };
}

function objectPrinter(columns: readonly ViewColumn[]): (cells: Cells) => string {
  const keys = columns.map(({ name }, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return (cells) => `${cells.map((cell, at) => keys[at]! + JSON.stringify(cell ?? null)).join('')}}`;
}

/**
 * RFC 4180: comma, CRLF, quotes doubled. No value is an empty cell, an empty text is ""; lists and parts are JSON. A text that a
 * spreadsheet would run as a formula comes behind an apostrophe; numbers and telephone numbers stay as they are.
 */
export function csvWriter(columns: readonly ViewColumn[], header: boolean): RowWriter {
  return {
    start: () => (header ? `${columns.map(({ name }) => name).join(',')}\r\n` : ''),
    write: (rows) => rows.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join(''),
    finish: () => '',
  };
}

function csvCell(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'object' ? JSON.stringify(cell) : String(cell as string | number | boolean);
  const safe = typeof cell === 'string' && isFormula(text) ? `'${text}` : text;
  return safe === '' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What people sent stands in cells, and whoever opens the file did not write it. */
function isFormula(text: string): boolean {
  return /^[=@\t\r]/.test(text) || (/^[+-]/.test(text) && !/^[+-][\d\s().-]*$/.test(text));
}
