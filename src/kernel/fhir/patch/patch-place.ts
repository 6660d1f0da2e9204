import { AppError } from '../../errors.ts';
import { compileFhirPathPlaces } from '../fhirpath/evaluate.ts';
import type { SharedTime } from '../fhirpath/limits.ts';
import { exactObject, isExactObject, printExact } from '../json/exact.ts';
import type { ExactJson, ExactObject } from '../json/exact.ts';
import { namedElements } from '../xml/xml-names.ts';
import { patchError, patchTexts } from './patch-error.ts';

/** A place in a resource: an element by its holder, or the resource itself (no key). */
export interface Place {
  readonly holder: ExactObject;
  /** Shape of the holder. */
  readonly shape: string;
  readonly key: string | undefined;
  /** Set for an item of a list. */
  readonly index: number | undefined;
}

/** What no location needs, told early and by name; other spellings of it are refused where they are called. */
const costly = /\b(?:matches|matchesFull|replaceMatches|repeat)\s*\(/;

/**
 * The places that a FHIRPath leads to in the present resource; all operations of a patch share their time.
 * @throws AppError request.invalid, fhirpath.invalid, fhirpath.too-costly; patch.not-applicable for what is worked out and stands nowhere
 */
export function placesOf(resource: ExactObject, path: string, at: number, time: SharedTime): Place[] {
  if (costly.test(path)) throw patchError(at, patchTexts.simple, 'request.invalid');
  try {
    const found = time((limits) =>
      compileFhirPathPlaces(path, limits)(JSON.parse(printExact(resource)) as unknown),
    );
    return found.map((one) => placeAt(resource, one.path, at));
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('fhirpath.')) throw error;
    const issues = error.issues.length > 0 ? error.issues : [{ text: error.kind.text }];
    throw new AppError(error.code, {
      cause: error,
      issues: issues.map((issue) => ({ ...issue, path: `operation[${at}].path` })),
    });
  }
}

function placeAt(resource: ExactObject, path: readonly (string | number)[], at: number): Place {
  let place: Place = { holder: resource, shape: shapeOf(resource), key: undefined, index: undefined };
  for (const part of path) {
    if (typeof part === 'number') place = { ...place, index: part };
    else {
      const [holder, shape] = inside(place, at);
      // The engine's name for what extension('url') finds.
      place = { holder, shape, key: part === 'extensionExtension' ? 'extension' : part, index: undefined };
    }
  }
  return place;
}

/** The object at a place and its shape; for a primitive the object beside it, made where there is none. */
export function inside(place: Place, at: number): [holder: ExactObject, shape: string] {
  const { holder, key, index, shape } = place;
  if (key === undefined) return [holder, shape];
  const found = index === undefined ? holder[key] : at0(holder[key], index);
  const named = namedElements(shape).get(key);
  if (named === undefined) throw patchError(at, patchTexts.nowhere);
  if (isExactObject(found)) {
    return [found, named.kind === 'resource' ? shapeOf(found) : named.type.shape!];
  }
  if (named.kind !== 'primitive') throw patchError(at, patchTexts.nowhere);
  return [companionOf(holder, key, index), 'Element'];
}

function companionOf(holder: ExactObject, key: string, index: number | undefined): ExactObject {
  const name = `_${key}`;
  const found = index === undefined ? holder[name] : at0(holder[name], index);
  if (isExactObject(found)) return found;
  const made = exactObject();
  if (index === undefined) holder[name] = made;
  else {
    const list = holder[name];
    const filled = Array.isArray(list) ? list : [];
    while (filled.length <= index) filled.push(null);
    filled[index] = made;
    holder[name] = filled;
  }
  return made;
}

function at0(list: ExactJson | undefined, index: number): ExactJson | undefined {
  return Array.isArray(list) ? list[index] : undefined;
}

function shapeOf(resource: ExactObject): string {
  const type = resource['resourceType'];
  return typeof type === 'string' ? type : '';
}
