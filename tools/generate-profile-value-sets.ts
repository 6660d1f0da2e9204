import { sorted } from './r4-definitions.ts';
import { all, first, valueOf, valuesOf } from './xml-tree.ts';
import type { XmlNode } from './xml-tree.ts';

/** What is known of a value set: the codes of systems that are listed, and the systems of which anything may be in it. */
export interface ValueSetFacts {
  readonly listed: Record<string, string[]>;
  readonly open: string[];
}

/**
 * Systems whose codes are not listed here although a guide lists some: their owners license them (SNOMED CT, EDQM), so that whether
 * a code belongs is a terminology server's to say.
 */
const notCopied = new Set(['http://snomed.info/sct', 'http://standardterms.edqm.eu']);

/** Value set url -> what is known of it, for the urls given; those that no source defines are left out. */
export function generateValueSets(
  sources: readonly XmlNode[],
  urls: Iterable<string>,
): Record<string, ValueSetFacts> {
  const named = (kind: string): Map<string, XmlNode> =>
    new Map(sources.filter((one) => one.name === kind).map((one) => [valueOf(one, 'url')!, one]));
  const [sets, systems] = [named('ValueSet'), named('CodeSystem')];
  const factsOf = (url: string): ValueSetFacts | undefined => {
    const compose = first(sets.get(url), 'compose');
    if (compose === undefined) return undefined;
    const listed: Record<string, Set<string>> = {};
    const open = new Set<string>();
    const excluded = all(compose, 'exclude').map((one) => valueOf(one, 'system')!);
    for (const include of all(compose, 'include')) {
      for (const inner of valuesOf(include, 'valueSet')) {
        const facts = factsOf(inner);
        if (facts === undefined) return undefined;
        for (const [system, codes] of Object.entries(facts.listed))
          codes.forEach((code) => (listed[system] ??= new Set()).add(code));
        facts.open.forEach((system) => open.add(system));
      }
      const system = valueOf(include, 'system');
      if (system === undefined) continue;
      const codes = codesOf(include, systems.get(system));
      if (codes === undefined || excluded.includes(system) || notCopied.has(system)) open.add(system);
      else codes.forEach((code) => (listed[system] ??= new Set()).add(code));
    }
    const closed = Object.entries(listed).filter(([system]) => !open.has(system));
    return {
      listed: sorted(Object.fromEntries(closed.map(([system, codes]) => [system, [...codes]]))),
      open: [...open].toSorted(),
    };
  };
  const found = [...new Set(urls)].flatMap((url) => {
    const facts = factsOf(url);
    return facts === undefined ? [] : [[url, facts] as const];
  });
  return sorted(Object.fromEntries(found));
}

/** The codes of an include; undefined where they are not listed. */
function codesOf(include: XmlNode, system: XmlNode | undefined): string[] | undefined {
  if (all(include, 'filter').length > 0) return undefined;
  const chosen = all(include, 'concept').map((one) => valueOf(one, 'code')!);
  if (chosen.length > 0) return chosen;
  if (valueOf(system, 'content') !== 'complete') return undefined;
  const flatten = (node: XmlNode): string[] =>
    all(node, 'concept').flatMap((one) => [valueOf(one, 'code')!, ...flatten(one)]);
  return flatten(system!);
}
