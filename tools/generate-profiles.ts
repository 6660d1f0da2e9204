/**
 * Writes what VN Core 1.0.0 says beyond the files under profiles/vn-core, and what it takes over from the International Patient
 * Summary 1.0.0 (the version that VN Core names as its dependency), as facts: `node tools/generate-profiles.ts <folder of VN Core's
 * XML> <folder of IPS 1.0.0's profiles and vocabulary in XML>`. Both guides are published by their authors under CC0.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { profileFacts } from './generate-profile-facts.ts';
import { generateValueSets } from './generate-profile-value-sets.ts';
import { readInstalled, resourcesOf } from './r4-definitions.ts';
import { parseXml, valueOf } from './xml-tree.ts';
import type { XmlNode } from './xml-tree.ts';

interface Facts {
  readonly id: string;
  readonly url: string;
  readonly baseDefinition: string;
  readonly differential: {
    readonly element: readonly {
      readonly type?: readonly { readonly profile?: readonly string[] }[];
      readonly binding?: { readonly valueSet: string };
    }[];
  };
}

const kernel = new URL('../src/kernel/fhir/', import.meta.url);

/** The profiles of VN Core that are not written by hand: single observations of a person's history and findings. */
export function generateObservations(definitions: readonly XmlNode[]): Facts[] {
  return definitions
    .map((root) => profileFacts(root) as unknown as Facts)
    .filter(({ id }) => !byHand().has(id))
    .toSorted((a, b) => (a.url < b.url ? -1 : 1));
}

/** Those of the summary's profiles that VN Core stands on, by its bases and the profiles of its data types. */
export function generateInherited(definitions: readonly XmlNode[], from: readonly Facts[]): Facts[] {
  const known = new Map(
    definitions.map((root) => profileFacts(root) as unknown as Facts).map((one) => [one.url, one]),
  );
  const needed = new Map<string, Facts>();
  const add = (url: string): void => {
    const found = known.get(url);
    if (found === undefined || needed.has(url)) return;
    needed.set(url, found);
    namesOf(found).forEach(add);
  };
  from.flatMap(namesOf).forEach(add);
  return [...needed.values()].toSorted((a, b) => (a.url < b.url ? -1 : 1));
}

function namesOf(facts: Facts): string[] {
  const types = facts.differential.element.flatMap((element) => element.type ?? []);
  return [facts.baseDefinition, ...types.flatMap((type) => type.profile ?? [])];
}

/** Files that were written by hand, by profile id. */
function byHand(): Map<string, Facts> {
  const folder = new URL('profiles/vn-core/', kernel);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const read = files.map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Facts);
  return new Map(read.map((one) => [one.id, one]));
}

/** The value sets that the profiles bind, as far as the guides and R4 define them. */
export function generateSets(sources: readonly XmlNode[], profiles: readonly Facts[]): object {
  const urls = [...profiles, ...byHand().values()].flatMap((profile) =>
    profile.differential.element.flatMap((element) => element.binding?.valueSet ?? []),
  );
  return generateValueSets([...sources, ...standardSets(urls)], urls);
}

/** R4's own value sets of these urls, in the same form as those read from XML. */
function standardSets(urls: readonly string[]): XmlNode[] {
  return resourcesOf<Record<string, unknown>>(readInstalled('valuesets.json'))
    .filter((one) => one['resourceType'] === 'ValueSet' && urls.includes(one['url'] as string))
    .map((one) => toNode('ValueSet', one));
}

function toNode(name: string, value: unknown): XmlNode {
  if (typeof value !== 'object' || value === null)
    return { name, attributes: { value: String(value) }, children: [] };
  const children = Object.entries(value).flatMap(([key, inner]) =>
    (Array.isArray(inner) ? (inner as unknown[]) : [inner]).map((one) => toNode(key, one)),
  );
  return { name, attributes: {}, children };
}

function readFolder(path: string): XmlNode[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.xml'))
    .map((name) => parseXml(readFileSync(`${path}/${name}`, 'utf8')));
}

/** JSON with one fact a line at most, so that a change shows as one. */
export const print = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [vnCore, ips] = process.argv.slice(2);
  if (vnCore === undefined || ips === undefined) throw new Error('two folders are needed: VN Core, IPS');
  const [ours, theirs] = [readFolder(vnCore), readFolder(ips)];
  const definitions = (sources: readonly XmlNode[]): XmlNode[] =>
    sources.filter((one) => one.name === 'StructureDefinition' && valueOf(one, 'url') !== undefined);
  const observations = generateObservations(definitions(ours));
  const inherited = generateInherited(definitions(theirs), [...observations, ...byHand().values()]);
  const sets = generateSets([...ours, ...theirs], [...observations, ...inherited]);
  const files: [string, unknown][] = [
    ['generated/vn-core-observations.json', observations],
    ['generated/ips-profiles.json', inherited],
    ['generated/profile-value-sets.json', sets],
  ];
  for (const [name, value] of files) {
    const text = print(value);
    writeFileSync(new URL(name, kernel), text);
    console.log(`${name}: ${Math.round(text.length / 1024)} kB`);
  }
}
