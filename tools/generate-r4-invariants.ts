import { sorted } from './r4-definitions.ts';
import type { StructureDefinition } from './r4-definitions.ts';

/**
 * Rules that the structure check applies itself, to every element (ele-1, ext-1, ref-1, dom-2 to dom-5, txt-1, txt-2), and the
 * recommendation that every resource should carry a narrative.
 */
const elsewhere = new Set('ele-1 ext-1 ref-1 dom-2 dom-3 dom-4 dom-5 dom-6 txt-1 txt-2'.split(' '));

/** Element path -> 'key severity expression' of the rules that R4 sets on it; inherited ones stand with their own type. */
export function generateInvariants(structures: StructureDefinition[]): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const structure of structures) {
    for (const element of structure.snapshot.element) {
      for (const { key, severity, expression, source } of element.constraint ?? []) {
        const own = source === undefined || source.endsWith(`/${structure.id}`);
        if (!own || expression === undefined || elsewhere.has(key)) continue;
        const path = element.path.replace('[x]', '');
        (result[path] ??= []).push(`${key} ${severity} ${expression.trim()}`);
      }
    }
  }
  return sorted(result);
}
