import { shareTime, type SharedTime } from '../fhirpath/limits.ts';
import { ExactNumber, isExactObject, parseExact, printExact } from '../json/exact.ts';
import type { ExactJson, ExactObject } from '../json/exact.ts';
import { isResourceType } from '../structure/element-facts.ts';
import { namedElements } from '../xml/xml-names.ts';
import { mostOperations, patchError, patchTexts } from './patch-error.ts';
import { inside, placesOf, type Place } from './patch-place.ts';
import {
  addMember,
  insertAt,
  jsonOf,
  listLength,
  readValue,
  setMember,
  takeAt,
  targetOf,
} from './patch-value.ts';
import type { PatchValue } from './patch-value.ts';
import { withoutEmpty } from './without-empty.ts';

interface Operation {
  readonly at: number;
  readonly type: 'add' | 'insert' | 'delete' | 'replace' | 'move';
  readonly path: string;
  readonly name: string | undefined;
  readonly value: PatchValue | undefined;
  readonly index: number | undefined;
  readonly source: number | undefined;
  readonly destination: number | undefined;
}

/** For finding the places of all operations of one patch: it is done in the server's own thread. */
const mostMilliseconds = 1_000;

/**
 * Compiles a FHIRPath Patch (a Parameters); the function makes the new text of a resource from the present one. Digits of numbers
 * stay as written on both sides. All operations or none.
 * @throws AppError request.invalid for what is no such patch; when it is applied patch.not-applicable, fhirpath.invalid; each names
 * the operation
 * @source HL7 FHIR R4 fhirpatch.html
 */
export function compileFhirPathPatch(parametersText: string): (text: string) => string {
  const parameters = parseExact(parametersText);
  if (!isExactObject(parameters) || parameters['resourceType'] !== 'Parameters')
    throw patchError(0, patchTexts.parameters, 'request.invalid', '');
  const list = Array.isArray(parameters['parameter']) ? parameters['parameter'] : [];
  if (list.length > mostOperations) throw patchError(0, patchTexts.many, 'request.invalid', '');
  const operations = list.map(readOperation);
  return (text) => {
    const resource = parseExact(text);
    if (!isExactObject(resource) || !isResourceType(resource['resourceType']))
      throw patchError(0, patchTexts.nowhere);
    const time = shareTime(mostMilliseconds);
    for (const operation of operations) apply(resource, operation, time);
    return printExact(withoutEmpty(resource));
  };
}

const types: readonly unknown[] = ['add', 'insert', 'delete', 'replace', 'move'];

function readOperation(parameter: ExactJson, at: number): Operation {
  const wrong = (text: Parameters<typeof patchError>[1]): Error =>
    patchError(at, text, 'request.invalid', `operation[${at}]`);
  const parts = isExactObject(parameter) ? parameter['part'] : undefined;
  if (!isExactObject(parameter) || parameter['name'] !== 'operation' || !Array.isArray(parts))
    throw wrong(patchTexts.operationParts);
  const named = new Map<string, ExactObject>();
  for (const part of parts) {
    const name = isExactObject(part) ? part['name'] : undefined;
    if (!isExactObject(part) || typeof name !== 'string' || named.has(name))
      throw wrong(patchTexts.operationParts);
    named.set(name, part);
  }
  const plain = (name: string): ExactJson | undefined => {
    const part = named.get(name);
    return part === undefined ? undefined : readValue(part)?.json;
  };
  const whole = (name: string): number | undefined => {
    const value = plain(name);
    return value instanceof ExactNumber && /^\d{1,9}$/.test(value.source) ? Number(value.source) : undefined;
  };
  const [type, path, name] = [plain('type'), plain('path'), plain('name')];
  if (!types.includes(type)) throw wrong(patchTexts.type);
  if (typeof path !== 'string' || path === '') throw wrong(patchTexts.fhirPath);
  const value = named.has('value') ? readValue(named.get('value')!) : undefined;
  const operation = {
    at,
    type: type as Operation['type'],
    path,
    name: typeof name === 'string' ? name : undefined,
    value,
    index: whole('index'),
    source: whole('source'),
    destination: whole('destination'),
  };
  const { type: kind, index, source, destination } = operation;
  if (['add', 'insert', 'replace'].includes(kind) && value === undefined) throw wrong(patchTexts.value);
  if (kind === 'add' && operation.name === undefined) throw wrong(patchTexts.name);
  if (kind === 'insert' && index === undefined) throw wrong(patchTexts.indexNeeded);
  if (kind === 'move' && (source === undefined || destination === undefined))
    throw wrong(patchTexts.sourceNeeded);
  return operation;
}

function apply(resource: ExactObject, operation: Operation, time: SharedTime): void {
  const { at, type, path, value } = operation;
  const fail = (text: Parameters<typeof patchError>[1]): Error =>
    patchError(at, text, 'patch.not-applicable', `operation[${at}]`);
  if (type === 'insert' || type === 'move') {
    const { holder, shape, key } = listPlace(resource, path, at, fail, time);
    const length = listLength(holder, key);
    if (type === 'move') {
      const { source, destination } = operation as { source: number; destination: number };
      if (source >= length || destination >= length) throw fail(patchTexts.index);
      insertAt(holder, key, destination, takeAt(holder, key, source));
      return;
    }
    const target = targetOf(shape, key, value!);
    const made = target === undefined ? undefined : jsonOf(value!, target.type);
    if (target === undefined || made === undefined) throw fail(patchTexts.noFit);
    if (operation.index! > length) throw fail(patchTexts.index);
    insertAt(holder, target.key, operation.index!, made);
    return;
  }
  const places = placesOf(resource, path, at, time);
  if (places.length > 1) throw fail(patchTexts.several);
  const [place] = places;
  if (place === undefined) {
    if (type === 'delete') return;
    throw fail(patchTexts.nowhere);
  }
  if (type === 'add') {
    const [node, shape] = inside(place, at);
    if (!addMember(node, shape, operation.name!, value!)) throw fail(patchTexts.noRoom);
    return;
  }
  if (place.key === undefined) throw fail(patchTexts.whole);
  if (type === 'delete') remove(place, place.key);
  else replace(place, place.key, value!, fail);
}

function remove({ holder, index }: Place, key: string): void {
  if (index !== undefined) takeAt(holder, key, index);
  else setMember(holder, key, { json: undefined, companion: undefined });
}

type Fail = (text: Parameters<typeof patchError>[1]) => Error;

function replace({ holder, shape, index }: Place, key: string, value: PatchValue, fail: Fail): void {
  const element = namedElements(shape).get(key)?.element;
  const target = element === undefined ? undefined : targetOf(shape, element.name, value);
  const made = target === undefined ? undefined : jsonOf(value, target.type);
  if (target === undefined || made === undefined) throw fail(patchTexts.noFit);
  if (index !== undefined) {
    takeAt(holder, key, index);
    insertAt(holder, key, index, made);
    return;
  }
  // valueQuantity that becomes valueString changes its name.
  if (target.key !== key) setMember(holder, key, { json: undefined, companion: undefined });
  setMember(holder, target.key, made);
}

/** The list that a path names as a whole: 'Patient.name', also where it is still empty. */
function listPlace(
  resource: ExactObject,
  path: string,
  at: number,
  fail: Fail,
  time: SharedTime,
): { holder: ExactObject; shape: string; key: string } {
  const places = placesOf(resource, path, at, time);
  const [first] = places;
  if (first !== undefined) {
    const { holder, shape, key, index } = first;
    if (key === undefined || index === undefined) throw fail(patchTexts.noList);
    const isWhole =
      places.length === listLength(holder, key) &&
      places.every((one) => one.holder === holder && one.key === key);
    if (!isWhole) throw fail(patchTexts.noList);
    return { holder, shape, key };
  }
  const split = /^(.+)\.([A-Za-z]\w*)$/s.exec(path);
  if (split === null) throw fail(patchTexts.noList);
  const parents = placesOf(resource, split[1]!, at, time);
  if (parents.length !== 1) throw fail(patchTexts.nowhere);
  const [holder, shape] = inside(parents[0]!, at);
  const named = namedElements(shape).get(split[2]!);
  if (named === undefined || named.element.max <= 1) throw fail(patchTexts.noList);
  return { holder, shape, key: split[2]! };
}
