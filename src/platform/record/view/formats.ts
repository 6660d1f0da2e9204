import { AppError } from '#kernel/errors.ts';

/** How the rows of a view are written. */
export type ViewFormat = 'json' | 'ndjson' | 'csv' | 'parquet';

export const contentTypes: Readonly<Record<ViewFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

const known: Readonly<Record<string, ViewFormat>> = {
  json: 'json',
  'application/json': 'json',
  'application/fhir+json': 'json',
  '*/*': 'json',
  ndjson: 'ndjson',
  'application/ndjson': 'ndjson',
  'application/x-ndjson': 'ndjson',
  'application/fhir+ndjson': 'ndjson',
  csv: 'csv',
  'text/csv': 'csv',
  parquet: 'parquet',
  'application/parquet': 'parquet',
  'application/vnd.apache.parquet': 'parquet',
  'application/octet-stream': 'parquet',
};

/** What the caller takes: `_format` before Accept, JSON where neither says. Errors: request.invalid, request.not-acceptable. */
export function viewFormatOf(asked: string | undefined, accept: string | undefined): ViewFormat {
  if (asked !== undefined) {
    // '+' in an address is a blank.
    const format = known[asked.replace(' ', '+').split(';', 1)[0]!.trim().toLowerCase()];
    if (format !== undefined) return format;
    const text = {
      vi: 'Định dạng này chưa có. Hãy chọn json, ndjson, csv hoặc parquet.',
      en: 'This format is not there. Choose json, ndjson, csv or parquet.',
    };
    throw new AppError('request.invalid', { issues: [{ path: '_format', issue: 'not-supported', text }] });
  }
  if (accept === undefined || accept === '' || accept.includes('text/html')) return 'json';
  for (const one of accept.split(',')) {
    const format = known[one.split(';', 1)[0]!.trim().toLowerCase()];
    if (format !== undefined) return format;
  }
  throw new AppError('request.not-acceptable');
}
