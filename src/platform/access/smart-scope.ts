import { joinFilters, parseFilter, printFilter } from './scope-filter.ts';
import type { FilterPart } from './scope-filter.ts';

/** What a SMART scope speaks about: one chosen person, what the signed-in user may see, or a system without a user. */
export type ScopeContext = 'patient' | 'user' | 'system';

/** Create, read, update, delete, search, as SMART v2 spells them. */
export type ScopeLetter = 'c' | 'r' | 'u' | 'd' | 's';

/** One resource scope, read. */
export interface SmartScope {
  readonly context: ScopeContext;
  /** A resource type or '*'. */
  readonly resourceType: string;
  readonly letters: ReadonlySet<ScopeLetter>;
  /** What a resource must meet, all of it; empty where the scope is about every resource of the type. */
  readonly filter: readonly FilterPart[];
}

const shape =
  /^(patient|user|system)\/(\*|[A-Z][A-Za-z]+)\.(?:(read|write|\*)|(c?r?u?d?s?)(?:\?(\S{1,1000}))?)$/u;
const order: readonly ScopeLetter[] = ['c', 'r', 'u', 'd', 's'];

/** The letters that the words of SMART v1 stand for. */
const words: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/**
 * Reads one SMART scope, version 1 ('system/Patient.read') or 2 ('system/Observation.rs', also with a filter:
 * 'patient/Observation.rs?category=laboratory'). Everything else gives undefined, also a filter that is not understood and one over
 * all types at once.
 * @source SMART App Launch 2.2.0, section "Scopes and Launch Context"
 */
export function parseSmartScope(scope: string): SmartScope | undefined {
  const match = shape.exec(scope);
  const [, context, resourceType, word, verbs, query] = match ?? [];
  const letters = word === undefined ? verbs : words[word];
  if (!context || !resourceType || !letters) return undefined;
  if (query !== undefined && resourceType === '*') return undefined;
  const filter = query === undefined ? [] : parseFilter(resourceType, query);
  return (
    filter && {
      context: context as ScopeContext,
      resourceType,
      letters: new Set(order.filter((letter) => letters.includes(letter))),
      filter,
    }
  );
}

/** Writes a scope in SMART v2. */
export function printSmartScope(scope: SmartScope): string {
  const letters = order.filter((letter) => scope.letters.has(letter)).join('');
  return `${scope.context}/${scope.resourceType}.${letters}${printFilter(scope.filter)}`;
}

/** The part of `asked` that `held` covers; undefined where they have nothing in common. */
export function narrowScope(asked: SmartScope, held: SmartScope): SmartScope | undefined {
  if (asked.context !== held.context) return undefined;
  const resourceType = commonType(asked.resourceType, held.resourceType);
  const letters = new Set([...asked.letters].filter((letter) => held.letters.has(letter)));
  if (resourceType === undefined || letters.size === 0) return undefined;
  return { context: asked.context, resourceType, letters, filter: joinFilters(asked.filter, held.filter) };
}

/**
 * What a client gets that holds `held` and asks for `asked` (both blank-separated lists): the common part, never more than either.
 * A part that is whole keeps the words it was asked in.
 */
export function narrowScopes(asked: string, held: string): readonly string[] {
  const heldScopes = splitScopes(held).flatMap((text) => parseSmartScope(text) ?? []);
  const granted = splitScopes(asked).flatMap((text) => {
    const wanted = parseSmartScope(text);
    if (!wanted) return [];
    const parts = heldScopes.flatMap((scope) => narrowScope(wanted, scope) ?? []);
    return parts.some((part) => isSame(part, wanted)) ? [text] : parts.map(printSmartScope);
  });
  return [...new Set(granted)];
}

/** Splits a blank-separated list. */
export function splitScopes(list: string): string[] {
  return list.split(/\s+/u).filter(Boolean);
}

function commonType(one: string, other: string): string | undefined {
  if (one === '*') return other;
  return other === '*' || other === one ? one : undefined;
}

function isSame(one: SmartScope, other: SmartScope): boolean {
  return (
    one.resourceType === other.resourceType &&
    one.letters.size === other.letters.size &&
    printFilter(one.filter) === printFilter(other.filter)
  );
}
