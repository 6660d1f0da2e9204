import { AppError } from '../errors.ts';
import type { CodeTable } from './code-table.ts';
import type { ComposeFilter } from './compose.ts';
import { above, below } from './hierarchy.ts';
import { guardedRegex } from './guarded-regex.ts';

/**
 * The places of a table that meet one filter. Errors: terminology.filter where the operator or value has no meaning.
 * @source FHIR R4, ValueSet.compose.include.filter and FilterOperator
 */
export function filterTable(table: CodeTable, filter: ComposeFilter): (at: number) => boolean {
  const { op, property, value } = filter;
  switch (op) {
    case 'is-a':
      return isIn(reachFrom(table, value, below));
    case 'descendent-of': {
      const wanted = reachFrom(table, value, below);
      wanted.delete(table.find(value));
      return isIn(wanted);
    }
    case 'is-not-a': {
      const unwanted = reachFrom(table, value, below);
      return (at) => !unwanted.has(at);
    }
    case 'generalizes':
      return isIn(reachFrom(table, value, above));
    case '=':
      return (at) => valuesOf(table, at, property).includes(value);
    case 'in':
    case 'not-in': {
      const wanted = new Set(value.split(',').map((one) => one.trim()));
      const isWanted = (at: number): boolean => valuesOf(table, at, property).some((one) => wanted.has(one));
      return op === 'in' ? isWanted : (at) => !isWanted(at);
    }
    case 'exists':
      return (at) => valuesOf(table, at, property).length > 0 === (value === 'true');
    case 'regex': {
      const matches = guardedRegex(value);
      return (at) => valuesOf(table, at, property).some(matches);
    }
    default:
      throw new AppError('terminology.filter');
  }
}

/** Values of a property as text; 'code', 'display', 'parent', 'child' and 'inactive' are known of every list. */
export function valuesOf(table: CodeTable, at: number, property: string): readonly string[] {
  switch (property) {
    case 'code':
    case 'concept':
      return [table.code(at)];
    case 'display':
      return [table.vi(at), table.en(at)].filter((name) => name !== undefined);
    case 'parent':
      return table.parents(at).map((one) => table.code(one));
    case 'child':
      return table.children(at).map((one) => table.code(one));
    case 'inactive':
      return [String(table.isInactive(at))];
    case 'notSelectable':
      return [String(table.isAbstract(at))];
    default:
      return table
        .properties(at)
        .filter((one) => one.code === property)
        .map((one) => String(one.value));
  }
}

/** An unknown code reaches nothing in a list that is only partly held; in a whole list it is a mistake. */
function reachFrom(
  table: CodeTable,
  code: string,
  reach: (table: CodeTable, at: number) => Set<number>,
): Set<number> {
  const at = table.find(code);
  if (at >= 0) return reach(table, at);
  if (table.content === 'complete') throw new AppError('terminology.filter');
  return new Set();
}

function isIn(set: ReadonlySet<number>): (at: number) => boolean {
  return (at) => set.has(at);
}
