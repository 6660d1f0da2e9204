import { compilePath, shapeAt } from './path.ts';
import type { Walk } from './path.ts';
import { addDates, addReferences, addStrings, addTokens } from './convert.ts';
import { addNumbers, addPosition } from './convert-numbers.ts';
import { narrativeWords } from './full-text.ts';
import type { ComponentValues, CompositeValue, IndexValues } from './index-values.ts';
import { searchParameterMap } from './search-parameters.ts';
import type { SearchParameterDefinition, SearchParameterType } from './search-parameters.ts';
import { unionParametersOf } from './union-parameters.ts';

/** Kinds of value, as IndexValues names its lists. */
type Kind = Exclude<keyof IndexValues, 'composites' | 'narrative'>;
type Extractor = (resource: object, into: IndexValues) => void;

const kinds: Partial<Record<SearchParameterType, Kind>> = {
  token: 'tokens',
  string: 'strings',
  date: 'dates',
  number: 'numbers',
  quantity: 'quantities',
  reference: 'references',
  uri: 'uris',
  // R4 has one special parameter that a resource itself answers: Location's 'near'.
  special: 'positions',
};

/** FHIR types that each kind of parameter can use; a path's other types are not walked at all. */
const usable: Record<Kind, RegExp> = {
  tokens:
    /^(Coding|CodeableConcept|Identifier|ContactPoint|code|boolean|string|id|uri|url|canonical|oid|uuid)$/,
  strings: /^(string|markdown|code|id|uri|HumanName|Address|CodeableConcept|Reference|Annotation)$/,
  dates: /^(date|dateTime|instant|Period|Timing)$/,
  numbers: /^(integer|decimal|positiveInt|unsignedInt|Range|Quantity|Duration|Age)$/,
  quantities: /^(Quantity|Age|Duration|Count|Distance|Money|Range|SampledData)$/,
  references: /^(Reference|canonical|uri|url|Resource)$/,
  uris: /^(uri|url|canonical|oid|uuid)$/,
  positions: /^BackboneElement$/,
};

const compiled = new Map<string, readonly Extractor[]>();
const compiledForIndex = new Map<string, readonly Extractor[]>();
/** Known to the store itself. */
const byStore = new Set(['_id', '_lastUpdated']);
/** A component's path that starts at the resource and not at the composite's element. */
const fromRoot = '%resource.';
const existsPattern = /^(\w+)\.(\w+)\.exists\(\) and \1\.\2 != false$/;

/**
 * Everything a resource can be found by, except _id, _lastUpdated, _text and _content. Extractors are compiled from the
 * standard's expressions at the first resource of a type; no FHIRPath is interpreted. The resource should have passed
 * validateStructure; what has the wrong form is left out rather than refused.
 */
export function extractIndex(resource: { readonly resourceType: string }): IndexValues {
  return extract(resource, extractorsOf(resource.resourceType));
}

/**
 * The same without what is found by its parts: composites, and parameters that are unions of others; with the words of the narrative. For a
 * store's index.
 */
export function extractForIndex(resource: { readonly resourceType: string }): IndexValues {
  const { resourceType } = resource;
  let made = compiledForIndex.get(resourceType);
  if (made === undefined) {
    const unions = unionParametersOf(resourceType);
    compiledForIndex.set(
      resourceType,
      (made = compileAll(resourceType, ({ code, type }) => type !== 'composite' && !unions.has(code))),
    );
  }
  const values = extract(resource, made);
  const narrative = narrativeWords(resource);
  if (narrative !== undefined) values.narrative = narrative;
  return values;
}

function extract(resource: { readonly resourceType: string }, extractors: readonly Extractor[]): IndexValues {
  const into: IndexValues = {
    tokens: {},
    strings: {},
    dates: {},
    numbers: {},
    quantities: {},
    references: {},
    uris: {},
    composites: {},
    positions: {},
  };
  extraction++;
  for (const one of extractors) one(resource, into);
  return into;
}

/**
 * The compiled extractors of a type.
 * @throws RangeError for an unknown type, or where an expression of the standard could not be compiled.
 */
export function extractorsOf(resourceType: string): readonly Extractor[] {
  const known = compiled.get(resourceType);
  if (known !== undefined) return known;
  const made = compileAll(resourceType, () => true);
  compiled.set(resourceType, made);
  return made;
}

function compileAll(
  resourceType: string,
  wanted: (parameter: SearchParameterDefinition) => boolean,
): readonly Extractor[] {
  const made: Extractor[] = [];
  for (const parameter of searchParameterMap(resourceType).values()) {
    if (parameter.expression === '' || byStore.has(parameter.code) || !wanted(parameter)) continue;
    const extractor = compileParameter(resourceType, parameter);
    if (extractor !== undefined) made.push(extractor);
  }
  return made;
}

function compileParameter(resourceType: string, parameter: SearchParameterDefinition): Extractor | undefined {
  const { code, type, expression } = parameter;
  if (type === 'composite') return compileComposite(resourceType, parameter);
  const kind = kinds[type];
  if (kind === undefined) return undefined;
  const exists = existsPattern.exec(expression);
  if (exists !== null) return compileExists(resourceType, exists[2]!, code);
  const collect = compileValues(resourceType, relativePaths(expression), kind);
  return (resource, into) => {
    const values = collect(resource);
    if (values !== undefined) (into[kind] as Record<string, unknown>)[code] = values;
  };
}

/** 'Patient.name | Patient.alias' as paths below the type. */
function relativePaths(expression: string): string[] {
  return expression.split(' | ').map((part) => part.slice(part.indexOf('.') + 1));
}

/** The values of one kind below a node; undefined where there are none. Lists may be shared between parameters. */
type Collect = (node: object) => readonly unknown[] | undefined;

/** Counts extractions, so that what one of them collected is never taken for another's. */
let extraction = 0;
const collectors = new Map<string, Collect>();

/** One path: several parameters and composites ask for the same one, which is then walked once per resource. */
function compileCollect(shape: string, path: string, kind: Kind): Collect {
  const key = `${shape} ${path} ${kind}`;
  const known = collectors.get(key);
  if (known !== undefined) return known;
  const walk = compilePath(shape, path, (type) => usable[kind].test(type));
  let values: unknown[] = [];
  const found = adder(kind, () => values);
  let last: object | undefined;
  let lastExtraction = -1;
  let lastValues: readonly unknown[] | undefined;
  const collect: Collect = (node) => {
    if (last === node && lastExtraction === extraction) return lastValues;
    walk(node, found);
    last = node;
    lastExtraction = extraction;
    lastValues = values.length === 0 ? undefined : values;
    if (lastValues !== undefined) values = [];
    return lastValues;
  };
  collectors.set(key, collect);
  return collect;
}

function compileValues(shape: string, paths: readonly string[], kind: Kind): Collect {
  const collects = paths.map((path) => compileCollect(shape, path, kind));
  if (collects.length === 1) return collects[0]!;
  return (node) => {
    let all: readonly unknown[] | undefined;
    for (const collect of collects) {
      const values = collect(node);
      if (values !== undefined) all = all === undefined ? values : [...all, ...values];
    }
    return all;
  };
}

function adder(kind: Kind, list: () => unknown[]): Parameters<Walk>[1] {
  switch (kind) {
    case 'tokens':
      return (value, type, element) => addTokens(value, type, element, list() as never);
    case 'strings':
      return (value, type) => addStrings(value, type, list() as never);
    case 'dates':
      return (value, type) => addDates(value, type, list() as never);
    case 'numbers':
    case 'quantities':
      return (value, type) => addNumbers(value, type, list() as never);
    case 'references':
      return (value, type) => addReferences(value, type, list() as never);
    case 'uris':
      return (value) => {
        if (typeof value === 'string' && value !== '') list().push(value);
      };
    case 'positions':
      return (value) => addPosition(value, list() as never);
  }
}

/** 'Patient.deceased.exists() and Patient.deceased != false': true or false for every resource. */
function compileExists(resourceType: string, name: string, code: string): Extractor {
  const walk = compilePath(resourceType, name, () => true);
  return (resource, into) => {
    let holds = false;
    walk(resource, (value) => {
      holds ||= value !== false;
    });
    into.tokens[code] = [
      { system: 'http://terminology.hl7.org/CodeSystem/special-values', code: String(holds) },
    ];
  };
}

function compileComposite(resourceType: string, parameter: SearchParameterDefinition): Extractor {
  const map = searchParameterMap(resourceType);
  const parts = parameter.expression.split(' | ').map((root) => {
    const path = root === resourceType ? '' : root.slice(root.indexOf('.') + 1);
    const shape = shapeAt(resourceType, path);
    const components = (parameter.components ?? []).map(({ code, expression }) => {
      const kind = kinds[map.get(code)?.type ?? 'token'] ?? 'tokens';
      const whole = expression.startsWith(fromRoot);
      const paths = (whole ? expression.slice(fromRoot.length) : expression).split(' | ');
      return { kind, whole, collect: compileValues(whole ? resourceType : shape, paths, kind) };
    });
    return { walk: compilePath(resourceType, path, () => true), components };
  });
  return (resource, into) => {
    const tuples: CompositeValue[] = [];
    for (const { walk, components } of parts) {
      walk(resource, (node) => {
        const made: ComponentValues[] = [];
        for (const { kind, whole, collect } of components) {
          const values = collect(whole ? resource : (node as object));
          if (values === undefined) return;
          made.push({ [kind]: values });
        }
        tuples.push({ components: made });
      });
    }
    if (tuples.length > 0) into.composites[parameter.code] = tuples;
  };
}
