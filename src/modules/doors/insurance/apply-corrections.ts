import type { Correction } from '../corrections.ts';
import type { RawVisit } from './parse/raw-visit.ts';

/** Lays corrected values over a visit as it was sent; `line` is the row in its table, from 1. The newest correction of a field wins. */
export function applyCorrections(visit: RawVisit, corrections: readonly Correction[]): RawVisit {
  if (corrections.length === 0) return visit;
  const tables = visit.tables.map((table) => ({
    ...table,
    lines: table.lines.map((line, index) => {
      const own = corrections.filter((c) => c.table === table.kind && c.line === index + 1);
      if (own.length === 0) return line;
      const mended = new Map(line);
      for (const correction of own) mended.set(correction.field, correction.value.normalize('NFC').trim());
      return mended;
    }),
  }));
  return { ...visit, tables };
}
