import { ByteWriter, ParquetWriter, schemaFromColumnData, type BasicType } from 'hyparquet-writer';
import type { Cells } from '#kernel/fhir/view/compile-view.ts';
import type { ViewColumn } from '#kernel/fhir/view/view-definition.ts';
import type { RowWriter } from './row-writers.ts';

/** Rows of one row group: enough for compression to pay, few enough for flat memory. */
const groupRows = 20_000;

const types: Readonly<Record<string, BasicType>> = {
  boolean: 'BOOLEAN',
  integer: 'INT32',
  positiveInt: 'INT32',
  unsignedInt: 'INT32',
  integer64: 'INT64',
  decimal: 'DOUBLE',
};

/** Parquet with a typed column where the view names a FHIR type of number or boolean; all else is text, lists and parts are JSON. */
export function parquetWriter(columns: readonly ViewColumn[]): RowWriter {
  const bytes = new ByteWriter();
  const kinds = columns.map(({ type, collection }): BasicType =>
    collection === true ? 'JSON' : (types[type?.replace(/^.*\//, '') ?? ''] ?? 'STRING'),
  );
  const columnData = (rows: readonly Cells[]) =>
    columns.map(({ name }, at) => ({
      name,
      type: kinds[at]!,
      nullable: true,
      data: rows.map((cells) => parquetCell(cells[at], kinds[at]!)),
    }));
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnData([]) }),
    createdBy: 'Sen',
  });
  let open: Cells[] = [];

  // What was written is taken out; the count of bytes goes on, since the footer points into the whole file.
  const take = (): Uint8Array => {
    const taken = bytes.getBytes().slice();
    bytes.index = 0;
    return taken;
  };
  const writeGroup = (): void => {
    if (open.length > 0) void writer.write({ columnData: columnData(open), rowGroupSize: groupRows });
    open = [];
  };

  return {
    start: take,
    write: (rows) => {
      for (const row of rows) {
        open.push(row);
        if (open.length >= groupRows) writeGroup();
      }
      return take();
    },
    finish: () => {
      writeGroup();
      void writer.finish();
      return take();
    },
  };
}

/** A value as its column takes it; one of another kind than the view promised is left out rather than bent. */
function parquetCell(cell: unknown, kind: BasicType): unknown {
  if (cell === null || cell === undefined) return null;
  if (kind === 'BOOLEAN') return typeof cell === 'boolean' ? cell : null;
  if (kind === 'INT32')
    return typeof cell === 'number' && Number.isInteger(cell) && Math.abs(cell) < 2 ** 31 ? cell : null;
  if (kind === 'INT64') return typeof cell === 'number' && Number.isSafeInteger(cell) ? BigInt(cell) : null;
  if (kind === 'DOUBLE') return typeof cell === 'number' ? cell : null;
  if (kind === 'JSON') return cell;
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell as string | number | boolean);
}
