import { Kind, type FieldNode, type SelectionSetNode } from 'graphql';
import { AppError } from '#kernel/errors.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import type { SharedTime } from '#kernel/fhir/fhirpath/limits.ts';
import type { Desk } from '../desk.ts';
import { merge, type Output } from './output.ts';
import { valueOf, wrongQuery, type GraphQuery } from './read-document.ts';
import type { ReferenceLoader } from './reference-loader.ts';
import type { Turns } from './turns.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What went wrong with one field; the others are answered. */
export interface FieldError {
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

/** A query under way. */
export interface Answering {
  readonly desk: Desk;
  readonly query: GraphQuery;
  readonly loader: ReferenceLoader;
  readonly errors: FieldError[];
  /** Fields written so far: what lists of lists may grow to has an end. */
  written: number;
  /** Runs a search when it is its turn. Error: graphql.too-costly for one search too many. */
  readonly searches: Turns;
  /** For all expressions of the query. */
  readonly time: SharedTime;
  /** Answers the selection of one object: a resource or a part of one. */
  readonly parts: (
    selection: SelectionSetNode,
    value: Json,
    shape: string,
    output: Output,
    spot: Spot,
  ) => Promise<void>;
}

/** Where a selection is answered: its path, the suffix of @slice, and whether a flattened list lies around it. */
export interface Spot {
  readonly path: readonly (string | number)[];
  readonly suffix: string;
  readonly inList: boolean;
}

/** The fields of a selection, fragments opened where they fit, @skip and @include obeyed. */
export function flat(work: Answering, selection: SelectionSetNode, shape: string): FieldNode[] {
  const { fragments, variables } = work.query;
  return selection.selections.flatMap((one): FieldNode[] => {
    for (const directive of one.directives ?? []) {
      const [argument] = directive.arguments ?? [];
      const name = directive.name.value;
      if (name !== 'skip' && name !== 'include') continue;
      const holds = argument !== undefined && valueOf(argument.value, variables) === true;
      if (holds === (name === 'skip')) return [];
    }
    if (one.kind === Kind.FIELD) return [one];
    const fragment = one.kind === Kind.FRAGMENT_SPREAD ? fragments.get(one.name.value)! : one;
    const on = fragment.typeCondition?.name.value ?? shape;
    const fits =
      on === shape.replaceAll('.', '') ||
      on === shape ||
      (isResourceType(shape) && /^(Domain)?Resource$/.test(on));
    return fits ? flat(work, fragment.selectionSet, shape) : [];
  });
}

/** Runs the work of one field; what it throws is told beside the answer of the others. What costs too much ends it all. */
export async function guarded(
  work: Answering,
  spot: Spot,
  output: Output,
  key: string,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof AppError) || !isOfField(error)) throw error;
    output[key] ??= null;
    const message = error.sentence(work.desk.actor.language);
    work.errors.push({ message, path: spot.path, extensions: { code: error.code } });
  }
}

const isOfField = ({ code }: AppError): boolean =>
  /^(record\.(not-found|gone|reference-not-found)|access\.denied|search\.)/.test(code);

/** Arguments by name; those without a value are left out. */
export function argumentsOf(work: Answering, field: FieldNode): ReadonlyMap<string, unknown> {
  const pairs = (field.arguments ?? []).map(
    ({ name, value }) => [name.value, valueOf(value, work.query.variables)] as const,
  );
  return new Map(pairs.filter(([, value]) => value !== undefined && value !== null));
}

/** The name under which a field is answered. */
export const keyOf = (field: FieldNode): string => field.alias?.value ?? field.name.value;
/** True where a field carries a directive. */
export const has = (field: FieldNode, name: string): boolean =>
  field.directives?.some((one) => one.name.value === name) === true;

/** The selection of a field that has fields. Error: graphql.invalid. */
export function selectionOf(field: FieldNode): SelectionSetNode {
  if (field.selectionSet !== undefined) return field.selectionSet;
  const name = field.name.value;
  throw wrongQuery({ vi: `${name}: cần chọn trường con.`, en: `${name}: choose its fields.` });
}

/** Puts an object under a key; the same key asked for twice is one object with both selections. */
export function join(output: Output, key: string, made: Output): void {
  const held = output[key];
  if (typeof held === 'object' && held !== null) merge(held as Output, made);
  else output[key] = made;
}

/** The path of @slice; undefined without one. */
export function sliceOf(work: Answering, field: FieldNode): string | undefined {
  const directive = field.directives?.find((one) => one.name.value === 'slice');
  if (directive === undefined) return undefined;
  const path = directive.arguments?.find((one) => one.name.value === 'path');
  const value = path === undefined ? undefined : valueOf(path.value, work.query.variables);
  if (typeof value === 'string' && /^(\$index|\w+)$/.test(value)) return value;
  throw wrongQuery({
    vi: '@slice cần path: tên một trường hoặc $index.',
    en: '@slice needs path: the name of a field or $index.',
  });
}

/** What @slice(path) puts behind the names of the fields of one element. */
export function sliceName(value: unknown, path: string): string {
  const name = (value as Json | null)?.[path];
  return typeof name === 'string' || typeof name === 'number' || typeof name === 'boolean'
    ? String(name)
    : '';
}

/** The type has no such field. */
export const unknownField = (shape: string, name: string): AppError =>
  wrongQuery({ vi: `${shape} không có trường ${name}.`, en: `${shape} has no field ${name}.` });
