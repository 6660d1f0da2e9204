/**
 * Writes src/kernel/fhir/generated/*.json: the facts of FHIR R4 (4.0.1) that the FHIR kernel stands on, taken from the
 * definitions that the standard publishes. Run `node tools/generate-r4.ts` after a change here; a test compares the files.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  generateCompartment,
  generateSearchParameters,
  generateSummaryElements,
} from './generate-r4-search.ts';
import { generateInvariants } from './generate-r4-invariants.ts';
import { readInstalled, resourcesOf, sorted, standard, structuresOf } from './r4-definitions.ts';
import type {
  ElementDefinition,
  ElementType,
  ReadDefinitions,
  StructureDefinition,
} from './r4-definitions.ts';

interface Concept {
  code: string;
  concept?: Concept[];
}
interface Terminology {
  resourceType: string;
  url: string;
  content?: string;
  concept?: Concept[];
  compose?: {
    include: { system?: string; concept?: Concept[]; filter?: unknown; valueSet?: string[] }[];
    exclude?: unknown;
  };
}

/** 'Reference:Patient/Group', 'code', 'CodeableConcept': what stands in the types column. */
function typeText(element: ElementDefinition, type: ElementType): string {
  if (type.code.startsWith('http://hl7.org/fhirpath/')) {
    if (element.path === 'Extension.url') return 'uri';
    const hint = type.extension?.find((extension) =>
      extension.url.endsWith('/structuredefinition-fhir-type'),
    );
    return element.base?.path === 'Resource.id' ? 'id' : (hint?.valueUrl ?? 'string');
  }
  const targets = (type.targetProfile ?? [])
    .map((url) => url.replace(standard, ''))
    .filter((target) => target !== 'Resource');
  return type.code === 'Reference' && targets.length > 0 ? `Reference:${targets.join('/')}` : type.code;
}

/**
 * One structure as lines: '<Base' where it inherits, then per element 'path min max types [!value set]'. Types: names joined by
 * commas; '#BackboneElement' for elements with children of their own; '@path' for a repeat of another element's content.
 */
function structureLines(definition: StructureDefinition, valueSets: Record<string, unknown>): string[] {
  const lines =
    definition.baseDefinition === undefined ? [] : [`<${definition.baseDefinition.replace(standard, '')}`];
  const elements = definition.snapshot.element;
  for (const element of elements.slice(1)) {
    if (element.base !== undefined && element.base.path !== element.path) continue;
    const path = element.path.slice(definition.id.length + 1);
    const own = elements.some((other) => other.path.startsWith(`${element.path}.`));
    const types = element.contentReference
      ? `@${element.contentReference.slice(element.contentReference.indexOf('.') + 1)}`
      : own
        ? `#${element.type?.[0]?.code}`
        : [...new Set((element.type ?? []).map((type) => typeText(element, type)))].join(',');
    const url =
      element.binding?.strength === 'required' ? element.binding.valueSet?.split('|')[0] : undefined;
    const id = url?.slice(url.lastIndexOf('/') + 1);
    const bound = id !== undefined && id in valueSets ? ` !${id}` : '';
    lines.push(`${path} ${element.min} ${element.max} ${types}${bound}`);
  }
  return lines;
}

/** Value set id -> code system -> codes, for required bindings whose codes are all known; others are left to terminology. */
function generateValueSets(
  read: ReadDefinitions,
  structures: StructureDefinition[],
): Record<string, Record<string, string[]>> {
  const all = ['valuesets.json', 'v3-codesystems.json'].flatMap((name) =>
    resourcesOf<Terminology>(read(name)),
  );
  const systems = new Map(
    all.filter((one) => one.resourceType === 'CodeSystem').map((one) => [one.url, one]),
  );
  const sets = new Map(all.filter((one) => one.resourceType === 'ValueSet').map((one) => [one.url, one]));
  const flatten = (concepts: Concept[]): string[] =>
    concepts.flatMap((one) => [one.code, ...flatten(one.concept ?? [])]);
  const codesOf = (system: string, listed: Concept[] | undefined): string[] | undefined => {
    if (listed !== undefined) return listed.map((one) => one.code);
    const known = systems.get(system);
    // UCUM is a grammar, not a list: what the package holds of it is only an excerpt.
    if (known?.content !== 'complete' || system === 'http://unitsofmeasure.org') return undefined;
    return flatten(known.concept ?? []);
  };
  const result: Record<string, Record<string, string[]>> = {};
  const urls = structures.flatMap((one) =>
    one.snapshot.element.map((element) =>
      element.binding?.strength === 'required' ? element.binding.valueSet : undefined,
    ),
  );
  for (const url of new Set(urls.map((one) => one?.split('|')[0]))) {
    const compose = url === undefined ? undefined : sets.get(url)?.compose;
    if (url === undefined || compose === undefined || compose.exclude !== undefined) continue;
    const expansion: Record<string, string[]> = {};
    const complete = compose.include.every((include) => {
      if (include.filter !== undefined || include.valueSet !== undefined || include.system === undefined)
        return false;
      const codes = codesOf(include.system, include.concept);
      if (codes === undefined || codes.length === 0) return false;
      expansion[include.system] = [...(expansion[include.system] ?? []), ...codes];
      return true;
    });
    if (complete) result[url.slice(url.lastIndexOf('/') + 1)] = expansion;
  }
  return sorted(result);
}

/** All generated files: name -> text. `read` gives a definition file, parsed. */
export function generateR4(read: ReadDefinitions): Record<string, string> {
  const structures = structuresOf(read);
  const valueSets = generateValueSets(read, structures);
  const resources = structures.filter((one) => one.kind === 'resource' && !one.abstract).map((one) => one.id);
  const lines = Object.fromEntries(structures.map((one) => [one.id, structureLines(one, valueSets)]));
  const print = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
  return {
    'structures.json': print({ resources: resources.toSorted(), structures: sorted(lines) }),
    'value-sets.json': print(valueSets),
    'search-parameters.json': print(generateSearchParameters(read, resources)),
    'invariants.json': print(generateInvariants(structures)),
    'patient-compartment.json': print(generateCompartment(read)),
    'summary-elements.json': print(generateSummaryElements(structures)),
  };
}

/** Where the generated files lie. */
export const generatedFolder = new URL('../src/kernel/fhir/generated/', import.meta.url);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(generateR4(readInstalled))) {
    writeFileSync(new URL(name, generatedFolder), text);
    console.log(`${name}: ${Math.round(text.length / 1024)} kB`);
  }
}
