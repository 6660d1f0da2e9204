/** A cell of a spreadsheet as its reader saw it. `serial` is a number that the sheet shows as a date. */
export interface SheetCell {
  readonly kind: 'text' | 'number' | 'serial' | 'error';
  readonly text: string;
}

/** A row with its number in the sheet, from 1. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly SheetCell[];
}

/** An empty cell. */
export const emptyCell: SheetCell = { kind: 'text', text: '' };
