import type { FieldNode } from 'graphql';
import { AppError } from '#kernel/errors.ts';
import { shareTime } from '#kernel/fhir/fhirpath/limits.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import type { Desk } from '../desk.ts';
import { readCurrent } from '../read-record.ts';
import {
  argumentsOf,
  flat,
  guarded,
  has,
  join,
  keyOf,
  selectionOf,
  sliceName,
  sliceOf,
  unknownField,
  type Answering,
  type FieldError,
  type Json,
  type Spot,
} from './answering.ts';
import { filtered } from './filters.ts';
import { merge, put, type Output } from './output.ts';
import { wrongQuery, type GraphQuery } from './read-document.ts';
import { createReferenceLoader } from './reference-loader.ts';
import { runSearchField } from './search-field.ts';
import { fieldsOf, referencesTo, searchField, type ShapeField } from './shape-fields.ts';
import { parseText } from './stored-json.ts';
import { createTurns } from './turns.ts';

/** Searches of one query, and how many of them ask the database at the same time. */
const mostSearches = 200;
const searchesAtOnce = 4;
const mostWritten = 200_000;
/** For all expressions of a query together: they are worked out in the server's own thread. */
const mostExpressionMs = 1_000;
const start: Spot = { path: [], suffix: '', inList: false };

/** Answers a query on the whole store, or on one resource. Reads go through the actor's reach and are audited one by one. */
export async function answerQuery(
  desk: Desk,
  query: GraphQuery,
  one: { readonly type: string; readonly id: string } | undefined,
): Promise<{ data: Output; errors: readonly FieldError[] }> {
  const work: Answering = {
    desk,
    query,
    loader: createReferenceLoader(desk),
    errors: [],
    written: 0,
    time: shareTime(mostExpressionMs),
    searches: createTurns(mostSearches, searchesAtOnce),
    parts: (...given) => answerParts(work, ...given),
  };
  const data: Output = {};
  const { selectionSet } = query.operation;
  if (one === undefined)
    await Promise.all(flat(work, selectionSet, 'Query').map((field) => answerRoot(work, field, data)));
  else {
    const stored = await readCurrent(desk, one.type, one.id);
    await answerParts(work, selectionSet, parseText(stored.text), one.type, data, start);
  }
  return { data, errors: work.errors };
}

async function answerRoot(work: Answering, field: FieldNode, data: Output): Promise<void> {
  const name = field.name.value;
  const key = keyOf(field);
  const spot: Spot = { ...start, path: [key] };
  if (name === '__typename') return void (data[key] = 'Query');
  await guarded(work, spot, data, key, async () => {
    const args = argumentsOf(work, field);
    const search = searchField(name);
    if (search !== undefined) return runSearchField(work, field, search, args, data, spot);
    const id = args.get('id');
    if (!isResourceType(name)) throw unknownField('Query', name);
    if (typeof id !== 'string' || args.size > 1)
      throw wrongQuery({ vi: `${name} cần id.`, en: `${name} needs an id.` });
    const stored = await readCurrent(work.desk, name, id);
    const made: Output = {};
    await answerParts(work, selectionOf(field), parseText(stored.text), name, made, spot);
    join(data, key, made);
  });
}

async function answerParts(
  work: Answering,
  selection: FieldNode['selectionSet'] & object,
  value: Json,
  shape: string,
  output: Output,
  spot: Spot,
): Promise<void> {
  for (const field of flat(work, selection, shape)) {
    if (++work.written > mostWritten) throw new AppError('graphql.too-costly');
    await answerField(work, field, value, shape, output, spot);
  }
}

async function answerField(
  work: Answering,
  field: FieldNode,
  value: Json,
  shape: string,
  output: Output,
  spot: Spot,
): Promise<void> {
  const name = field.name.value;
  const key = keyOf(field) + spot.suffix;
  if (name === '__typename')
    return put(output, key, shape.replaceAll('.', ''), spot.inList && !has(field, 'singleton'));
  const args = argumentsOf(work, field);
  if (name === 'resource' && shape === 'Reference')
    return answerReference(work, field, value, args, output, spot);
  const search = isResourceType(shape) ? searchField(name) : undefined;
  if (search !== undefined) {
    const inner = { ...spot, path: [...spot.path, key] };
    return guarded(work, inner, output, key, () =>
      runSearchField(work, field, search, reverse(search.type, shape, value, args), output, inner),
    );
  }
  const known = fieldsOf(shape).get(name);
  if (known === undefined) throw unknownField(shape, name);
  await answerElement(work, field, known, value[name], args, output, spot);
}

async function answerElement(
  work: Answering,
  field: FieldNode,
  known: ShapeField,
  value: unknown,
  args: ReadonlyMap<string, unknown>,
  output: Output,
  spot: Spot,
): Promise<void> {
  if (known.list ? false : args.size > 0)
    throw wrongQuery({ vi: `${known.name} không có tham số.`, en: `${known.name} takes no argument.` });
  const all: readonly unknown[] =
    value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  const first = has(field, 'first');
  const chosen = filtered(all, known, args, work.time).slice(0, first ? 1 : undefined);
  const isList = !has(field, 'singleton') && (spot.inList || (known.list && !first));
  const flatten = has(field, 'flatten');
  if (
    known.kind === 'primitive'
      ? field.selectionSet !== undefined || flatten
      : field.selectionSet === undefined
  )
    throw wrongQuery({
      vi: `${known.name}: chọn trường con chưa đúng.`,
      en: `${known.name}: its selection of fields is not right.`,
    });
  const key = keyOf(field) + spot.suffix;
  const slice = sliceOf(work, field);
  const { suffix } = spot;
  const sliced = (one: unknown, at: number): string =>
    slice === undefined ? suffix : `${suffix}.${slice === '$index' ? at : sliceName(one, slice)}`;
  if (known.kind === 'primitive') {
    for (const [at, one] of chosen.entries())
      if (one !== null) put(output, keyOf(field) + sliced(one, at), one, isList);
    return;
  }
  const parts = chosen.filter((one): one is Json => one !== null);
  const shapeOf = (one: Json): string =>
    known.kind === 'resource' ? String(one['resourceType']) : known.shape!;
  const pathOf = (at: number): Spot['path'] => [...spot.path, key, ...(isList ? [at] : [])];
  if (flatten) {
    const inList = spot.inList || (known.list && !first && slice === undefined);
    for (const [at, one] of parts.entries())
      await answerParts(work, field.selectionSet!, one, shapeOf(one), output, {
        path: pathOf(at),
        suffix: sliced(one, at),
        inList,
      });
    return;
  }
  // Side by side, so that the references of all elements are read together.
  const made = await Promise.all(
    parts.map(async (one, at) => {
      const inner: Output = {};
      await answerParts(work, field.selectionSet!, one, shapeOf(one), inner, {
        path: pathOf(at),
        suffix: '',
        inList: false,
      });
      return inner;
    }),
  );
  if (isList && slice === undefined && Array.isArray(output[key]))
    return merge({ [key]: output[key] }, { [key]: made });
  for (const [at, inner] of made.entries()) {
    const name = keyOf(field) + sliced(parts[at], at);
    if (isList) put(output, name, inner, true);
    else join(output, name, inner);
  }
}

/** The resource that a reference names. Missing and out of reach are told alike, so that nobody learns what is there. */
async function answerReference(
  work: Answering,
  field: FieldNode,
  value: Json,
  args: ReadonlyMap<string, unknown>,
  output: Output,
  spot: Spot,
): Promise<void> {
  const key = keyOf(field) + spot.suffix;
  const path = [...spot.path, key];
  for (const name of args.keys())
    if (name !== 'optional' && name !== 'type') throw unknownField('resource', name);
  await guarded(work, { ...spot, path }, output, key, async () => {
    const match = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(
      (value['reference'] as string | undefined) ?? '',
    );
    const wanted = args.get('type');
    if (match !== null && wanted !== undefined && match[1] !== wanted) return;
    const text =
      match === null || !isResourceType(match[1]) ? undefined : await work.loader.load(match[1], match[2]!);
    if (text === undefined) {
      if (args.get('optional') === true) return;
      throw new AppError('record.reference-not-found');
    }
    const made: Output = {};
    const flatten = has(field, 'flatten');
    const inner = flatten ? { ...spot, path } : { path, suffix: '', inList: false };
    await answerParts(work, selectionOf(field), parseText(text), match![1]!, flatten ? output : made, inner);
    if (!flatten) put(output, key, made, spot.inList && !has(field, 'singleton'));
  });
}

/** Search arguments of 'ObservationList(_reference: patient)' on a resource. */
function reverse(
  type: string,
  target: string,
  value: Json,
  args: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, unknown> {
  const code = ((args.get('_reference') as string | undefined) ?? '').replaceAll('_', '-');
  if (!referencesTo(type, target).includes(code)) {
    throw wrongQuery({
      vi: `${type}List cần _reference là một tham số trỏ tới ${target}.`,
      en: `${type}List needs _reference: a search parameter that points to ${target}.`,
    });
  }
  const rest = [...args].filter(([name]) => name !== '_reference');
  return new Map([...rest, [code.replaceAll('-', '_'), `${target}/${String(value['id'])}`]]);
}
