import { AmbiguousJson, Digits, parseStrict, type Exact } from './strict-json.ts';

/**
 * The one text of a JSON value that is signed: members in the order of their UTF-16 units, no white space, strings as ECMAScript
 * prints them. Numbers keep their digits, because FHIR says that 1.00 and 1.0 are not the same measurement; for a number that is
 * already in its shortest form this is exactly RFC 8785.
 * @source RFC 8785 (JSON Canonicalization Scheme); FHIR R4 4.0.1, decimal
 */
export function printCanonical(value: Exact): string {
  if (value instanceof Digits) return value.source;
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, Exact>)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${printCanonical(member)}`).join(',')}}`;
  }
  if (Array.isArray(value)) return `[${(value as readonly Exact[]).map(printCanonical).join(',')}]`;
  return JSON.stringify(value);
}

/** Canonical form of a JSON text. Error: AmbiguousJson. */
export function canonicalize(text: string): string {
  return printCanonical(parseStrict(text));
}

/** What is signed for some resources: one alone, or several as a list in the order in which the signature names them. */
export function payloadOf(texts: readonly string[]): string {
  const [only] = texts;
  return texts.length === 1 && only !== undefined
    ? canonicalize(only)
    : `[${texts.map(canonicalize).join(',')}]`;
}

/** What is signed of a Bundle: everything in it save the signature itself. Error: AmbiguousJson. */
export function payloadOfBundle(text: string): string {
  const bundle = parseStrict(text);
  if (!(bundle instanceof Map)) throw new AmbiguousJson('syntax');
  return printCanonical(
    new Map([...(bundle as ReadonlyMap<string, Exact>)].filter(([name]) => name !== 'signature')),
  );
}
