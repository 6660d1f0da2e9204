import type { TableName } from '../field-lists.ts';
import type { RawLine } from '../parse/raw-visit.ts';

/** A line that passed the checks: empty and refused values are gone, former names are today's. */
export class ClaimLine {
  readonly table: TableName;
  /** Place in its table, from 1. */
  readonly row: number;
  /** What names the line inside its visit: STT, or the row where the table has none. */
  readonly key: string;
  readonly #values: ReadonlyMap<string, string>;

  constructor(table: TableName, row: number, values: RawLine) {
    this.table = table;
    this.row = row;
    this.#values = values;
    this.key = values.get('STT') ?? `row-${row}`;
  }

  /** Undefined where the field is absent or empty. */
  get(field: string): string | undefined {
    const value = this.#values.get(field);
    return value === undefined || value === '' ? undefined : value;
  }

  /** All values in the order of the file. */
  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }
}
