import { resourcesOf, sorted } from './r4-definitions.ts';
import type { ReadDefinitions, StructureDefinition } from './r4-definitions.ts';

interface SearchParameter {
  id: string;
  url: string;
  code: string;
  base: string[];
  type: string;
  expression?: string;
  target?: string[];
  component?: { definition: string; expression: string }[];
}

/** Parts of a union, split at '|' outside brackets and quotes. */
function unionParts(expression: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at < expression.length; at++) {
    const sign = expression[at];
    if (sign === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (sign === '|' && depth === 0) {
      parts.push(expression.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, expression.slice(start)].map((part) => part.trim());
}

/** What of an expression that several types share speaks of this type; a bare path gets the type in front. */
function partFor(resourceType: string, expression: string): string {
  return unionParts(expression)
    .filter((part) => part !== '')
    .map((part) => part.replace(/^\((.*)\)(?=\.|$)/, '$1'))
    .filter((part) => !/^[A-Z]/.test(part) || part === resourceType || part.startsWith(`${resourceType}.`))
    .map((part) => (/^[A-Z]/.test(part) ? part : `${resourceType}.${part}`))
    .join(' | ');
}

/** Parameters of a later version that the package carries; R4 has no such element. */
const notR4 = new Set(['DeviceDefinition.classification']);

/**
 * Resource type -> code -> [type, expression, targets joined by commas, components 'code=expression']. Types that all share
 * ('Resource', 'DomainResource') keep their own key.
 */
export function generateSearchParameters(
  read: ReadDefinitions,
  resources: string[],
): Record<string, Record<string, string[]>> {
  const all = resourcesOf<SearchParameter>(read('search-parameters.json'));
  const byUrl = new Map(all.map((one) => [one.url, one]));
  const result: Record<string, Record<string, string[]>> = {};
  for (const parameter of all) {
    for (const base of parameter.base) {
      if (base !== 'Resource' && base !== 'DomainResource' && !resources.includes(base)) continue;
      if (notR4.has(`${base}.${parameter.code}`)) continue;
      const components = (parameter.component ?? []).map(
        (one) => `${byUrl.get(one.definition)?.code}=${one.expression.replace('DateTime', 'dateTime')}`,
      );
      const targets = (parameter.target ?? []).filter((target) => resources.includes(target)).toSorted();
      // More than a hundred targets is the standard's way to say "any".
      const row = [
        parameter.type,
        partFor(base, parameter.expression ?? ''),
        targets.length > 100 ? '' : targets.join(','),
      ];
      (result[base] ??= {})[parameter.code] = [...row, ...components];
    }
  }
  return sorted(Object.fromEntries(Object.entries(result).map(([base, rows]) => [base, sorted(rows)])));
}

/** Resource type -> search parameters that place it in a patient's compartment. */
export function generateCompartment(read: ReadDefinitions): Record<string, string[]> {
  const { resource } = read('compartmentdefinition-patient.json') as {
    resource: { code: string; param?: string[] }[];
  };
  return sorted(
    Object.fromEntries(resource.flatMap((one) => (one.param === undefined ? [] : [[one.code, one.param]]))),
  );
}

/** Resource type -> names of its own elements that a summary shows, joined by blanks; a choice by its name without '[x]'. */
export function generateSummaryElements(structures: readonly StructureDefinition[]): Record<string, string> {
  return sorted(
    Object.fromEntries(
      structures
        .filter(({ kind, abstract }) => kind === 'resource' && !abstract)
        .map(({ id, snapshot }) => [
          id,
          snapshot.element
            .filter(({ path, isSummary }) => isSummary === true && path.split('.').length === 2)
            .map(({ path }) => path.slice(id.length + 1).replace('[x]', ''))
            .join(' '),
        ]),
    ),
  );
}
