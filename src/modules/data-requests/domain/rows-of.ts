import type { Resource } from '@medplum/fhirtypes';
import { compileView } from '#kernel/fhir/view/compile-view.ts';
import { readViewDefinition } from '#kernel/fhir/view/view-definition.ts';
import { personKey, shiftDate, shiftDays } from './de-identify.ts';
import type { ShownTraits } from './small-groups.ts';
import { fieldsOf, tableOf, type Field, type TableName } from './tables.ts';

/** A person of a request, and how she may be shown. */
export interface Subject {
  readonly patientId: string;
  readonly shown: ShownTraits;
}

/** Makes the lines of one table. */
export interface TableLines {
  readonly name: TableName;
  readonly head: string;
  /** The lines of one person, each ended by a line feed and begun by her key. */
  readonly linesOf: (subject: Subject, resources: readonly Resource[]) => string[];
}

/** Codes and units are short; anything else in their place may be a text about somebody, and does not leave. */
const code = /^[\p{L}\p{N}\p{Sc}%µ*[{(][\p{L}\p{N}\p{Sc}\p{No}.:/%_^*µ°'"[\](){} -]{0,31}$/u;

/** Prepares a table of a request: only the asked fields, each by the rule of its kind. */
export function linesOfTable(name: TableName, asked: readonly string[], secret: Buffer): TableLines {
  const fields = fieldsOf(name, asked);
  const head = `${['person', ...fields.map(([field]) => field)].join(',')}\n`;
  if (name === 'people')
    return {
      name,
      head,
      linesOf: ({ patientId, shown }) => [
        line(
          personKey(secret, patientId),
          fields.map(([, { kind }]) => shown[kind as keyof ShownTraits]),
        ),
      ],
    };
  const { resourceType } = tableOf(name);
  const column = fields.map(([field, { path = '' }]) => ({ name: field, path }));
  const view = compileView(
    readViewDefinition({
      resourceType: 'ViewDefinition',
      status: 'active',
      resource: resourceType,
      select: [{ column }],
    }),
  );
  return {
    name,
    head,
    linesOf({ patientId }, resources) {
      const key = personKey(secret, patientId);
      const days = shiftDays(secret, patientId);
      return resources
        .filter((resource) => resource.resourceType === resourceType)
        .flatMap((resource) => view.rowsOf({ ...resource }))
        .map((cells) =>
          line(
            key,
            cells.map((cell, at) => cellOf(fields[at]![1], cell, days)),
          ),
        )
        .toSorted();
    },
  };
}

function cellOf(field: Field, cell: unknown, days: number): string {
  if (typeof cell === 'number') return String(cell);
  if (typeof cell !== 'string') return '';
  if (field.kind === 'date') return shiftDate(cell, days) ?? '';
  return code.test(cell) ? cell : '';
}

function line(key: string, cells: readonly string[]): string {
  return `${[key, ...cells.map((cell) => (/["']/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))].join(',')}\n`;
}
