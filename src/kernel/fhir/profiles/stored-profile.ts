import { AppError } from '../../errors.ts';
import type { Bilingual } from '../../schema.ts';
import { refuseHugeExpression } from '../fhirpath/limits.ts';
import { isResourceType } from '../structure/element-facts.ts';
import { compileFrom, compileProfile, type CompiledProfile, type ElementRule } from './compile-profile.ts';
import { standardType } from './known-profiles.ts';
import type { ProfileElement } from './profile.ts';

/** A profile that somebody stored: ready to be checked, with what it says that is not checked here; or why it is not used at all. */
export type StoredProfile =
  | { readonly compiled: CompiledProfile; readonly unchecked: readonly string[] }
  | { readonly refused: Bilingual };

type Json = Readonly<Record<string, unknown>>;

const mostElements = 1000;
const mostConstraints = 300;
/** Profiles that build on each other. */
const deepestChain = 8;

/**
 * Profiles out of stored StructureDefinitions. A differential says what is checked; the snapshot has to be there as well, as the sign that a
 * publisher worked the profile out. Expressions are not run here.
 * @param find the StructureDefinition of a canonical address, or undefined
 */
export function openStoredProfiles(
  find: (canonical: string) => unknown,
): (canonical: string) => StoredProfile | undefined {
  const made = new Map<string, StoredProfile | undefined>();
  const open = (canonical: string, depth: number): StoredProfile | undefined => {
    if (made.has(canonical)) return made.get(canonical);
    const definition = find(canonical);
    if (typeof definition !== 'object' || definition === null) return undefined;
    // Set before its base is read: one that builds on itself is refused.
    made.set(canonical, { refused: texts.circle });
    const read =
      depth > deepestChain ? { refused: texts.circle } : readProfile(definition as Json, open, depth);
    made.set(canonical, read);
    return read;
  };
  return (canonical) => open(canonical, 0);
}

type Open = (canonical: string, depth: number) => StoredProfile | undefined;

function readProfile(definition: Json, open: Open, depth: number): StoredProfile {
  const { kind, derivation, type, url, baseDefinition } = definition;
  const elements = elementsOf(definition['differential']);
  if (kind !== 'resource' || derivation !== 'constraint' || !isResourceType(type) || typeof url !== 'string')
    return { refused: texts.kind };
  if (elementsOf(definition['snapshot']) === undefined) return { refused: texts.snapshot };
  if (elements === undefined || typeof baseDefinition !== 'string') return { refused: texts.differential };
  const [base] = baseDefinition.split('|') as [string];
  const below =
    compileProfile(base) ?? (standardType(base) === undefined ? open(baseDefinition, depth + 1) : undefined);
  if (below !== undefined && 'refused' in below) return below;
  const stored = below !== undefined && 'compiled' in below ? below : undefined;
  const known = stored?.compiled ?? (below as CompiledProfile | undefined);
  if (elements.length > mostElements) return { refused: texts.tooLarge };
  const unchecked: string[] = [];
  const read: ProfileElement[] = [];
  let constraints = 0;
  for (const element of elements) {
    const one = readElement(element, type, unchecked);
    if (one === undefined) return { refused: texts.element };
    constraints += one.constraint?.length ?? 0;
    if (constraints > mostConstraints || !one.constraint?.every(({ expression }) => isModest(expression)))
      return { refused: texts.tooLarge };
    read.push(one);
  }
  const profile = {
    id: nameOf(definition, url),
    url,
    type,
    baseDefinition: base,
    differential: { element: read },
  };
  const compiled = compileFrom(profile, known);
  if (leadsNowhere(compiled.root)) return { refused: texts.element };
  const unknownBase = known === undefined && standardType(base) === undefined ? base : undefined;
  return {
    compiled: { ...compiled, unknownBase },
    unchecked: [...(stored?.unchecked ?? []), ...unchecked],
  };
}

function elementsOf(part: unknown): readonly Json[] | undefined {
  const list = (part as { element?: unknown } | null | undefined)?.element;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return list.every((one) => typeof one === 'object' && one !== null) ? (list as Json[]) : undefined;
}

/** Members of an element that are words, or are read below. */
const read = new Set(['id', 'path', 'sliceName', 'slicing', 'min', 'max', 'type', 'constraint', 'binding']);
const idPattern = /^[A-Za-z]+(?:\.[A-Za-z0-9]+(?:\[x\])?(?::[\w\-/@]+)*)*$/;

/** An element as compiling takes it; what of it no check here knows is named. Undefined where it cannot be read. */
function readElement(element: Json, type: string, unchecked: string[]): ProfileElement | undefined {
  const { id, path } = element;
  if (typeof id !== 'string' || typeof path !== 'string' || !idPattern.test(id)) return undefined;
  if (id !== type && !id.startsWith(`${type}.`)) return undefined;
  const made: Record<string, unknown> = { constraint: constraintsOf(element, unchecked) };
  for (const key of Object.keys(element)) {
    const value = element[key];
    if (key === 'constraint') continue;
    if (read.has(key)) made[key] = key === 'binding' ? bindingOf(value) : value;
    else if (/^(?:fixed|pattern)[A-Z]/.test(key)) {
      if (typeof value === 'string') made['fixedCode'] = value;
      else if (key === 'patternCoding' || key === 'patternCodeableConcept') made[key] = value;
      else unchecked.push(`${id}: ${key}`);
    } else if (/^(?:minValue|maxValue)[A-Z]|^maxLength$/.test(key)) unchecked.push(`${id}: ${key}`);
  }
  return made as unknown as ProfileElement;
}

function constraintsOf(element: Json, unchecked: string[]): ProfileElement['constraint'] {
  const list = Array.isArray(element['constraint']) ? (element['constraint'] as readonly Json[]) : [];
  return list.flatMap(({ key, severity, expression }) => {
    if (typeof key === 'string' && typeof severity === 'string' && typeof expression === 'string')
      return [{ key, severity, expression }];
    unchecked.push(`${String(element['id'])}: constraint`);
    return [];
  });
}

/** A version behind the address of a value set does not matter: there is one of each here. */
function bindingOf(value: unknown): unknown {
  const { strength, valueSet } = (value ?? {}) as Json;
  return { strength, ...(typeof valueSet === 'string' && { valueSet: valueSet.split('|')[0] }) };
}

function isModest(expression: string): boolean {
  try {
    refuseHugeExpression(expression);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** True where an element names what R4 does not have at its place. */
function leadsNowhere(rule: ElementRule): boolean {
  if (rule.ways.length === 0) return true;
  return [...rule.children.values(), ...rule.slices.map((slice) => slice.rule)].some(leadsNowhere);
}

/** How sentences call it: its id or name where that is a plain word, else the end of its address. */
function nameOf(definition: Json, url: string): string {
  const named = [definition['id'], definition['name'], url.slice(url.lastIndexOf('/') + 1)];
  return (named.find((one) => typeof one === 'string' && /^[\w.-]{1,64}$/.test(one)) as string) ?? 'profile';
}

const texts = {
  kind: {
    vi: 'StructureDefinition này không phải hồ sơ của một loại bản ghi (kind resource, derivation constraint).',
    en: 'this StructureDefinition is no profile of a resource type (kind resource, derivation constraint).',
  },
  snapshot: {
    vi: 'hồ sơ này không có snapshot. Hãy nạp bản do công cụ phát hành tạo ra, có cả snapshot và differential.',
    en: 'this profile has no snapshot. Store the one that a publisher made, with both snapshot and differential.',
  },
  differential: {
    vi: 'hồ sơ này không có differential hoặc baseDefinition. Hãy nạp bản có cả snapshot và differential.',
    en: 'this profile has no differential or no baseDefinition. Store the one with both snapshot and differential.',
  },
  element: {
    vi: 'hồ sơ này có phần tử thiếu id, hoặc nêu phần tử mà R4 không có.',
    en: 'an element of this profile has no id, or names what R4 does not have.',
  },
  tooLarge: {
    vi: `hồ sơ này quá lớn: nhiều nhất ${mostElements} phần tử, ${mostConstraints} quy tắc, và biểu thức vừa phải.`,
    en: `this profile is too large: ${mostElements} elements and ${mostConstraints} rules at most, and modest expressions.`,
  },
  circle: {
    vi: 'hồ sơ này dựa trên chính nó hoặc dựa trên quá nhiều tầng hồ sơ.',
    en: 'this profile builds on itself, or on too many others.',
  },
} as const satisfies Record<string, Bilingual>;
