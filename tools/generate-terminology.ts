/**
 * Writes src/kernel/terminology/generated/hl7-*.json: codes, names and compositions of HL7's own code systems and value sets, taken from
 * the definitions that the standard publishes. Run `node tools/generate-terminology.ts` after a change here; a test compares.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readInstalled, resourcesOf, sorted } from './r4-definitions.ts';
import type { ReadDefinitions } from './r4-definitions.ts';

interface Concept {
  code: string;
  display?: string;
  property?: { code: string; valueBoolean?: boolean; valueCode?: string; valueString?: string }[];
  concept?: Concept[];
}
interface Include {
  system?: string;
  version?: string;
  concept?: { code: string; display?: string }[];
  filter?: { property: string; op: string; value: string }[];
  valueSet?: string[];
}
interface Definition {
  resourceType: string;
  id: string;
  url: string;
  version?: string;
  name?: string;
  title?: string;
  content?: string;
  caseSensitive?: boolean;
  concept?: Concept[];
  compose?: { include: Include[]; exclude?: Include[] };
}

/** Files of the standard by the family that the codes are kept under. */
const families = { r4: 'valuesets.json', v3: 'v3-codesystems.json', v2: 'v2-tables.json' } as const;
/** Lists that need a licence; neither their codes nor their names are taken. */
const licensed = new Set([
  'http://snomed.info/sct',
  'http://www.ama-assn.org/go/cpt',
  'http://nucc.org/provider-taxonomy',
]);
/** Lists whose names belong to HL7; of any other list only the code is taken. */
const isHl7 = (system: string): boolean => /^http:\/\/(hl7\.org\/fhir|terminology\.hl7\.org)\//.test(system);
const isExample = (url: string): boolean => /example|acme|hl7\.org\/fhir\/CodeSystem\/summary/i.test(url);
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const cell = (text: string): string => oneLine(text).replaceAll('|', '/');

function flagsOf(concept: Concept): string {
  const is = (code: string, value: unknown): boolean =>
    (concept.property ?? []).some(
      (one) => one.code === code && (one.valueBoolean ?? one.valueCode ?? one.valueString) === value,
    );
  const inactive = ['retired', 'deprecated', 'inactive', 'D', 'R'].some((value) => is('status', value));
  const children = (concept.property ?? [])
    .filter((one) => one.code === 'child')
    .map((one) => one.valueCode ?? '');
  return [
    inactive ? 'i' : '',
    is('notSelectable', true) || is('abstract', true) ? 'a' : '',
    children.length > 0 ? `<${children.join(',')}` : '',
  ].join('');
}

/** A line a concept: a tab for each level it lies below the top, code, tab, name unless it is the code, tab, flags. */
function linesOf(concepts: readonly Concept[], depth = 0): string[] {
  return concepts.flatMap((concept) => {
    const display = oneLine(concept.display ?? '');
    const parts = [concept.code, display === concept.code ? '' : display, flagsOf(concept)];
    return ['\t'.repeat(depth) + parts.join('\t').trimEnd(), ...linesOf(concept.concept ?? [], depth + 1)];
  });
}

/** What a composition says, without names that the code system says too and without names that are not HL7's. */
function composeOf(
  definition: Definition,
  nameOf: (system: string, code: string) => string | undefined,
  isSole: (system: string) => boolean,
): object {
  const cut = (include: Include): object => {
    const { system = '', version, concept, filter, valueSet } = include;
    const [url, pinned] = system.split('|');
    return {
      ...(url !== '' && { system: url }),
      // Some sets name a version from before their publication; where HL7 publishes one only, that one is meant.
      ...((version ?? pinned) !== undefined && !isSole(url!) && { version: version ?? pinned }),
      ...(concept && {
        codes: concept.map(({ code, display }) =>
          display !== undefined && isHl7(system) && nameOf(system, code) === undefined
            ? `${code}\t${oneLine(display)}`
            : code,
        ),
      }),
      ...(filter && { filter: filter.map(({ property, op, value }) => ({ property, op, value })) }),
      ...(valueSet && { valueSet }),
    };
  };
  const { include, exclude } = definition.compose!;
  return { include: include.map(cut), ...(exclude && { exclude: exclude.map(cut) }) };
}

interface Map4 {
  id: string;
  url: string;
  version?: string;
  title?: string;
  sourceCanonical?: string;
  targetCanonical?: string;
  group?: {
    source: string;
    target: string;
    element: { code: string; target?: { code?: string; equivalence: string }[] }[];
  }[];
}

/** HL7's own maps between its own lists, cut to what a ConceptMap needs to translate. */
function mapsOf(read: ReadDefinitions, isCode: (system: string, code: string) => boolean): object[] {
  return resourcesOf<Map4>(read('conceptmaps.json'))
    .filter(
      ({ group = [] }) =>
        group.length > 0 && group.every(({ source, target }) => isHl7(source) && isHl7(target)),
    )
    .map(({ id, url, version, title, sourceCanonical, targetCanonical, group }) => ({
      id: /^\d/.test(id) ? `cm-${id}` : id,
      url,
      version,
      title,
      sourceCanonical,
      targetCanonical,
      group: group!.map(({ source, target, element }) => ({
        source,
        target,
        element: element.map(({ code, target: targets = [] }) => ({
          code,
          // One published map names a code that its target does not have.
          target: targets
            .filter(({ code: to }) => to === undefined || isCode(target, to))
            .map(({ code: to, equivalence }) => ({ code: to, equivalence })),
        })),
      })),
    }));
}

/** All generated files: name -> text. */
export function generateTerminology(read: ReadDefinitions): Record<string, string> {
  const systems: string[] = [];
  const sets: string[] = [];
  const composes: Record<string, string> = {};
  const files: Record<string, string> = {};
  const seen = new Set<string>();
  const names = new Map<string, Map<string, string>>();
  const all = Object.entries(families).map(
    ([family, file]) => [family, resourcesOf<Definition>(read(file))] as const,
  );
  const flatten = (concepts: readonly Concept[]): Concept[] =>
    concepts.flatMap((one) => [one, ...flatten(one.concept ?? [])]);
  for (const [family, definitions] of all) {
    const codes: Record<string, string> = {};
    for (const one of definitions) {
      if (one.resourceType !== 'CodeSystem' || one.concept === undefined || isExample(one.url)) continue;
      // UCUM is a grammar, not a list.
      if (licensed.has(one.url) || one.url === 'http://unitsofmeasure.org' || one.content === 'supplement')
        continue;
      if (seen.has(one.url)) continue;
      seen.add(one.url);
      // Two v2 tables changed so much that each version has a resource of its own: 'v2-0006|2.1'.
      const [url, pinned] = one.url.split('|');
      names.set(
        one.url,
        new Map(flatten(one.concept).map((concept) => [concept.code, concept.display ?? ''])),
      );
      const lines = linesOf(one.concept);
      codes[one.url] = lines.join('\n');
      const head = [
        url,
        pinned ?? one.version,
        cell(one.title ?? one.name ?? ''),
        one.content,
        family,
        lines.length,
      ];
      systems.push([...head, one.caseSensitive === false ? 'ci' : ''].join('|'));
    }
    files[`hl7-codes-${family}.json`] = `${JSON.stringify(sorted(codes), null, 1)}\n`;
  }
  for (const one of all.flatMap(([, definitions]) => definitions)) {
    if (one.resourceType !== 'ValueSet' || one.compose === undefined || isExample(one.url)) continue;
    if (seen.has(one.url)) continue;
    seen.add(one.url);
    const parts = [...one.compose.include, ...(one.compose.exclude ?? [])];
    const locked = parts.find((part) => licensed.has(part.system ?? ''))?.system;
    if (parts.some((part) => /^#|example/.test(part.system ?? ''))) continue;
    sets.push([one.url, one.version, cell(one.title ?? one.name ?? ''), locked ?? ''].join('|'));
    if (locked === undefined)
      composes[one.url] = JSON.stringify(
        composeOf(
          one,
          (system, code) => names.get(system)?.get(code),
          (system) => names.has(system),
        ),
      );
  }
  files['hl7-value-sets.json'] = `${JSON.stringify(sorted(composes), null, 1)}\n`;
  const source = 'HL7 FHIR R4 4.0.1, HL7 v3 and HL7 v2 tables as published with it (hl7.org/fhir/R4, CC0)';
  const index = { source, systems: systems.toSorted().join('\n'), valueSets: sets.toSorted().join('\n') };
  files['hl7-maps.json'] =
    `${JSON.stringify({ source, maps: JSON.stringify(mapsOf(read, (system, code) => names.get(system)?.has(code) === true)) }, null, 1)}\n`;
  files['hl7-index.json'] = `${JSON.stringify(index, null, 1)}\n`;
  return files;
}

/** Where the generated files lie. */
export const terminologyFolder = new URL('../src/kernel/terminology/generated/', import.meta.url);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(generateTerminology(readInstalled))) {
    writeFileSync(new URL(name, terminologyFolder), text);
    console.log(`${name}: ${Math.round(text.length / 1024)} kB`);
  }
}
