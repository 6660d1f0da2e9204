import { ExactNumber, copyExact, equalExact, isExactObject, parseExact, printExact } from '../json/exact.ts';
import type { ExactJson, ExactObject } from '../json/exact.ts';
import { withoutEmpty } from './without-empty.ts';
import { mostOperations, patchError, patchTexts } from './patch-error.ts';

interface Operation {
  readonly at: number;
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: readonly string[];
  readonly from: readonly string[];
  readonly value: ExactJson;
}

/**
 * Compiles a JSON Patch; the function makes the new text of a resource from the present one. Digits of numbers stay as written
 * on both sides. All operations or none.
 * @throws AppError request.invalid for what is no JSON Patch; when it is applied patch.not-applicable and patch.test-failed; each
 * names the operation
 * @source RFC 6902, RFC 6901; HL7 FHIR R4 http.html#patch
 */
export function compileJsonPatch(patchText: string): (text: string) => string {
  const list = parseExact(patchText);
  if (!Array.isArray(list)) throw patchError(0, patchTexts.list, 'request.invalid', '');
  if (list.length > mostOperations) throw patchError(0, patchTexts.many, 'request.invalid', '');
  const operations = list.map(readOperation);
  return (text) => {
    const resource = parseExact(text);
    for (const operation of operations) apply(resource, operation);
    return printExact(withoutEmpty(resource));
  };
}

const names: readonly unknown[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

function readOperation(json: ExactJson, at: number): Operation {
  if (!isExactObject(json) || !names.includes(json['op']))
    throw patchError(at, patchTexts.operation, 'request.invalid');
  const op = json['op'] as Operation['op'];
  const path = pointer(json['path']);
  if (path === undefined) throw patchError(at, patchTexts.path, 'request.invalid');
  const from = pointer(json['from']);
  const needsFrom = op === 'move' || op === 'copy';
  if (needsFrom && from === undefined) throw patchError(at, patchTexts.from, 'request.invalid');
  const needsValue = op === 'add' || op === 'replace' || op === 'test';
  if (needsValue && !Object.hasOwn(json, 'value')) throw patchError(at, patchTexts.value, 'request.invalid');
  return { at, op, path, from: from ?? [], value: json['value'] ?? null };
}

/** '/name/0/given' as its parts; undefined for what is no JSON Pointer. */
function pointer(text: ExactJson | undefined): string[] | undefined {
  if (typeof text !== 'string' || (text !== '' && !text.startsWith('/'))) return undefined;
  if (/~(?![01])/.test(text)) return undefined;
  return text
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function apply(resource: ExactJson, { at, op, path, from, value }: Operation): void {
  switch (op) {
    case 'add':
      put(resource, path, copyExact(value), at);
      return;
    case 'remove':
      take(resource, path, at);
      return;
    case 'replace':
      take(resource, path, at);
      put(resource, path, copyExact(value), at);
      return;
    case 'copy':
      put(resource, path, copyExact(read(resource, from, at)), at);
      return;
    case 'move':
      if (path.length > from.length && from.every((part, place) => path[place] === part))
        throw patchError(at, patchTexts.inside);
      put(resource, path, take(resource, from, at), at);
      return;
    case 'test':
      if (!equalExact(read(resource, path, at), value))
        throw patchError(at, patchTexts.differs, 'patch.test-failed');
  }
}

function read(node: ExactJson, path: readonly string[], at: number): ExactJson {
  return path.reduce((inner, part) => {
    const next = Array.isArray(inner)
      ? inner[placeIn(inner, part, inner.length - 1, at)]
      : isExactObject(inner)
        ? inner[part]
        : undefined;
    if (next === undefined) throw patchError(at, patchTexts.nowhere);
    return next;
  }, node);
}

function put(node: ExactJson, path: readonly string[], value: ExactJson, at: number): void {
  const [holder, last] = holderOf(node, path, at);
  if (!Array.isArray(holder)) {
    holder[last] = value;
    return;
  }
  const place = last === '-' ? holder.length : placeIn(holder, last, holder.length, at);
  holder.splice(place, 0, value);
}

function take(node: ExactJson, path: readonly string[], at: number): ExactJson {
  const [holder, last] = holderOf(node, path, at);
  if (Array.isArray(holder)) return holder.splice(placeIn(holder, last, holder.length - 1, at), 1)[0]!;
  const taken = holder[last];
  if (taken === undefined) throw patchError(at, patchTexts.nowhere);
  delete holder[last];
  return taken;
}

function holderOf(
  node: ExactJson,
  path: readonly string[],
  at: number,
): [holder: ExactJson[] | ExactObject, last: string] {
  const last = path.at(-1);
  if (last === undefined) throw patchError(at, patchTexts.whole);
  const holder = read(node, path.slice(0, -1), at);
  if (typeof holder !== 'object' || holder === null || holder instanceof ExactNumber)
    throw patchError(at, patchTexts.nowhere);
  return [holder, last];
}

function placeIn(list: readonly ExactJson[], part: string, highest: number, at: number): number {
  const place = /^(?:0|[1-9]\d{0,8})$/.test(part) ? Number(part) : -1;
  if (place < 0 || place > highest || place > list.length) throw patchError(at, patchTexts.index);
  return place;
}
