import { isPrimitive, allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';
import { namedElements } from '#kernel/fhir/xml/xml-names.ts';

let names: ReadonlySet<string> | undefined;

/**
 * True for a member that is a canonical address wherever R4 has it. It names a definition, whatever stands in the same bundle, so
 * that a transaction does not rewrite it. Asked for addresses of a transaction only.
 */
export function isCanonicalName(name: string): boolean {
  return name !== 'reference' && (names ??= collectNames()).has(name);
}

function collectNames(): Set<string> {
  const canonical = new Set<string>();
  const other = new Set<string>();
  const seen = new Set<string>();
  const waiting = [...allResourceTypes];
  for (let shape = waiting.pop(); shape !== undefined; shape = waiting.pop()) {
    if (seen.has(shape)) continue;
    seen.add(shape);
    for (const [name, { type }] of namedElements(shape)) {
      if (type.code === 'canonical') canonical.add(name);
      else if (isPrimitive(type.code)) other.add(name);
      if (type.shape !== undefined) waiting.push(type.shape);
    }
  }
  return new Set([...canonical].filter((name) => !other.has(name)));
}
