/** One cell of a view, a line or a table sent to SQL. */
export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/** What the station's views are called; each is a table that books and reports are made of. */
export const tableNames = [
  'visit',
  'diagnosis',
  'medicine',
  'measure',
  'procedure',
  'referral',
  'dose',
  'enrolment',
  'person',
  'worker',
  'talk',
] as const;
export type TableName = (typeof tableNames)[number];

/** Rows of every view for one station and one period, in the order of what happened. */
export type Tables = Readonly<Record<TableName, readonly Row[]>>;

/** A period of books: whole days of Việt Nam, both ends belonging to it. */
export interface Period {
  /** '2026-11' or '2026'. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Id of the station's Organization: whose people are counted. */
  readonly station?: string;
}

/** Tables without a row. */
export function noTables(): Record<TableName, Row[]> {
  return Object.fromEntries(tableNames.map((name) => [name, []])) as unknown as Record<TableName, Row[]>;
}
