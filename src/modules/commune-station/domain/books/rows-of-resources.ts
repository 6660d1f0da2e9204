import { compileView, type CompiledView } from '#kernel/fhir/view/compile-view.ts';
import { readViewDefinition } from '#kernel/fhir/view/view-definition.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { stationViews, type StationView } from './station-views.ts';
import { noTables, type Cell, type Row, type TableName, type Tables } from './tables.ts';

type Json = Readonly<Record<string, unknown>>;

/** How a cell of a column becomes one of a table. */
type CellReader = readonly [name: string, read: (cell: unknown) => Cell];
interface ReadyView {
  readonly view: StationView;
  readonly rowsOf: CompiledView['rowsOf'];
  readonly cells: readonly CellReader[];
}

let compiled: ReadonlyMap<string, readonly ReadyView[]> | undefined;

function compiledViews(): NonNullable<typeof compiled> {
  compiled ??= Map.groupBy(
    stationViews.map((view): ReadyView => ({
      view,
      rowsOf: compileView(readViewDefinition(view.definition)).rowsOf,
      cells: view.columns.map(({ name, type }) => [
        name,
        view.days.includes(name) ? localDay : type === 'decimal' ? numberOf : plain,
      ]),
    })),
    ({ view }) => view.definition.resource,
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
  const ready = compiledViews();
  for (const resource of resources)
    for (const { view, rowsOf, cells } of ready.get(String(resource['resourceType'])) ?? [])
      for (const found of rowsOf(resource)) tables[view.table].push(rowOf(cells, found));
  for (const name of Object.keys(tables) as TableName[]) tables[name] = inOrder(tables[name]);
  return tables;
}

function rowOf(readers: readonly CellReader[], cells: readonly unknown[]): Row {
  const row: Record<string, Cell> = {};
  for (let at = 0; at < readers.length; at += 1) {
    const [name, read] = readers[at]!;
    row[name] = read(cells[at]);
  }
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
