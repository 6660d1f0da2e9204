import { elementsOf, jsonName, type ElementFacts, type TypeFacts } from '../structure/element-facts.ts';
import type { Coding } from '@medplum/fhirtypes';

/** A part of a resource that is being put together: 'Patient' or 'Patient.name' with its object. */
export interface Part {
  /** As element definitions write it. */
  readonly path: string;
  readonly shape: string;
  readonly object: Record<string, unknown>;
  /** Parts that were opened below it in this run, by their path; lists that were begun anew. */
  readonly opened: Map<string, Part>;
  readonly begun: Set<string>;
}

/** Begins a part. */
export function partOf(path: string, shape: string, object: Record<string, unknown>): Part {
  return { path, shape, object, opened: new Map(), begun: new Set() };
}

/** 'Patient.name:official.family' of '...#Patient.name:official.family', slices left out; undefined where there is none. */
export function elementPathOf(definition: string | undefined): string | undefined {
  const path = definition?.split('#')[1];
  return path?.replaceAll(/:[^.]+/g, '').replaceAll('[x]', '');
}

/** Opens a new element at a path below a part: an entry of a list each time, or the one element there may be. Undefined where R4 has none. */
export function openPart(part: Part, path: string): Part | undefined {
  const [parent, name] = parentOf(part, path);
  const facts = parent === undefined ? undefined : elementsOf(parent.shape).get(name);
  const shape = facts?.types.length === 1 ? facts.types[0]!.shape : undefined;
  if (parent === undefined || facts === undefined || shape === undefined || facts.choice) return undefined;
  const object: Record<string, unknown> = {};
  put(parent, facts, name, object);
  const made = partOf(path, shape, object);
  parent.opened.set(path, made);
  return made;
}

/** Sets what an answer says at a path below a part; false where R4 has no such element or it takes no such value. */
export function setElement(part: Part, path: string, kind: string, value: unknown): boolean {
  const [parent, name] = parentOf(part, path);
  const facts = parent === undefined ? undefined : elementsOf(parent.shape).get(name);
  if (parent === undefined || facts === undefined) return false;
  for (const type of facts.types) {
    const fitting = fitted(type, kind, value);
    if (fitting === undefined) continue;
    const key = jsonName(facts, type.code);
    if (facts.choice) for (const other of facts.types) delete parent.object[jsonName(facts, other.code)];
    put(parent, facts, key, fitting);
    return true;
  }
  return false;
}

/** The part that holds the last name of a path; elements on the way are opened once. */
function parentOf(part: Part, path: string): readonly [Part | undefined, string] {
  if (!path.startsWith(`${part.path}.`)) return [undefined, ''];
  const names = path.slice(part.path.length + 1).split('.');
  const last = names.pop()!;
  let at: Part | undefined = part;
  for (const name of names) {
    if (at === undefined) break;
    const next: string = `${at.path}.${name}`;
    at = at.opened.get(next) ?? openPart(at, next);
  }
  return [at, last];
}

/** A list is begun anew by the first value of a run, so that reading the same form twice changes nothing. */
function put(parent: Part, facts: ElementFacts, key: string, value: unknown): void {
  if (facts.max <= 1) {
    parent.object[key] = value;
    return;
  }
  const list = parent.begun.has(key) ? (parent.object[key] as unknown[]) : [];
  parent.begun.add(key);
  parent.object[key] = [...list, value];
}

const texts = new Set(['string', 'markdown', 'uri', 'url', 'canonical', 'code', 'id', 'oid', 'uuid']);
const numbers = new Set(['decimal', 'integer', 'positiveInt', 'unsignedInt']);

/** The value as an element of a type takes it; undefined where it does not. */
function fitted({ code: type }: TypeFacts, kind: string, value: unknown): unknown {
  if (kind === 'Coding') {
    const coding = value as Coding;
    if (type === 'Coding') return coding;
    if (type === 'CodeableConcept') return { coding: [coding] };
    if (type === 'code') return coding.code;
    return type === 'string' ? (coding.display ?? coding.code) : undefined;
  }
  if (kind === 'String' || kind === 'Uri') {
    if (type === 'CodeableConcept') return { text: value };
    return texts.has(type) ? value : undefined;
  }
  if (kind === 'Integer' || kind === 'Decimal') {
    if (type === 'Quantity') return { value };
    return numbers.has(type) && (type === 'decimal' || Number.isInteger(value)) ? value : undefined;
  }
  if (kind === 'Date' || kind === 'DateTime') return time(type, kind, value as string);
  if (kind === 'Boolean' || kind === 'Time') return type === kind.toLowerCase() ? value : undefined;
  return type === kind || (kind === 'Quantity' && ['Age', 'Duration', 'Distance', 'Count'].includes(type))
    ? value
    : undefined;
}

function time(type: string, kind: string, value: string): string | undefined {
  if (type === 'date') return value.slice(0, 10);
  if (type === 'dateTime') return value;
  return type === 'instant' && kind === 'DateTime' && value.includes('T') ? value : undefined;
}
