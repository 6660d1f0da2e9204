import { compileView, type CompiledView } from '#kernel/fhir/view/compile-view.ts';
import { readViewDefinition } from '#kernel/fhir/view/view-definition.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { stationViews, type StationView } from './station-views.ts';
import { noTables, type Cell, type Row, type TableName, type Tables } from './tables.ts';

type Json = Readonly<Record<string, unknown>>;

let compiled: ReadonlyMap<string, readonly (readonly [StationView, CompiledView])[]> | undefined;

function compiledViews(): NonNullable<typeof compiled> {
  compiled ??= Map.groupBy(
    stationViews.map((view) => [view, compileView(readViewDefinition(view.definition))] as const),
    ([{ definition }]) => definition.resource,
  );
  return compiled;
}

/** The types of resources that books are made of. */
export const bookTypes: readonly string[] = [
  ...new Set(stationViews.map(({ definition }) => definition.resource)),
];

/**
 * Runs the published views over resources: the one way from the record to books, on the device and at the centre. Rows come in the order of
 * their first day, then of their ids, so that equal records give equal tables wherever they are read.
 */
export function tablesOf(resources: Iterable<Json>): Tables {
  const tables = noTables();
  for (const resource of resources)
    for (const [view, { rowsOf }] of compiledViews().get(String(resource['resourceType'])) ?? [])
      for (const cells of rowsOf(resource)) tables[view.table].push(rowOf(view, cells));
  for (const name of Object.keys(tables) as TableName[]) tables[name] = inOrder(tables[name]);
  return tables;
}

function rowOf({ columns, days }: StationView, cells: readonly unknown[]): Row {
  const row: Record<string, Cell> = {};
  columns.forEach(({ name, type }, at) => {
    const cell = cells[at];
    row[name] = days.includes(name) ? localDay(cell) : type === 'decimal' ? numberOf(cell) : plain(cell);
  });
  return row;
}

/** '2026-11-02T23:30:00Z' is the third of November in Việt Nam; dates without an hour stay as they are. */
function localDay(cell: unknown): string | null {
  if (typeof cell !== 'string') return null;
  if (cell.length <= 10) return cell;
  if (cell.endsWith('+07:00')) return cell.slice(0, 10);
  const at = new Date(cell);
  return Number.isNaN(at.getTime()) ? cell.slice(0, 10) : dayInVietnam(at);
}

const numberOf = (cell: unknown): number | null =>
  cell === null || cell === undefined || !Number.isFinite(Number(cell)) ? null : Number(cell);

const plain = (cell: unknown): Cell =>
  typeof cell === 'string' || typeof cell === 'boolean' || typeof cell === 'number' ? cell : null;

/** Keys of order are worked out once a row. */
function inOrder(rows: readonly Row[]): Row[] {
  const keyed = rows.map(
    (row) => [`${String(row['day'] ?? row['since'] ?? '')} ${String(row['id'])}`, row] as const,
  );
  return keyed.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, row]) => row);
}
