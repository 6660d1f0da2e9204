import { summaryElementsOf } from '#kernel/fhir/search/summary-elements.ts';
import { elementsOf } from '#kernel/fhir/structure/element-facts.ts';
import { eachMember, skipSpace, skipValue } from '#kernel/fhir/json/scan.ts';
import type { StoredResource } from './record-store.ts';

const always = new Set(['resourceType', 'id', 'meta']);
const subsetted = '{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}';

/**
 * Cuts a resource down as `_elements` or `_summary` asks, on its text: what stays keeps its digits. Marked as a subset, so
 * that nobody writes it back for the whole. Without either it is returned as it is.
 */
export function narrow(stored: StoredResource, query: string): StoredResource {
  if (!query.includes('_elements') && !query.includes('_summary')) return stored;
  const asked = new URLSearchParams(query);
  const keep = wanted(stored.resourceType, asked);
  if (keep === undefined) return stored;
  const members: string[] = [];
  let hasMeta = false;
  eachMember(stored.text, skipSpace(stored.text, 0), (key, start) => {
    const end = skipValue(stored.text, start);
    const value = stored.text.slice(start, end);
    if (key === 'meta') {
      hasMeta = true;
      members.push(`"meta":${withTag(value)}`);
    } else if (keep(key)) members.push(`${JSON.stringify(key)}:${value}`);
    return end;
  });
  if (!hasMeta) members.push(`"meta":{"tag":[${subsetted}]}`);
  return { ...stored, text: `{${members.join(',')}}` };
}

function wanted(resourceType: string, asked: URLSearchParams): ((key: string) => boolean) | undefined {
  const elements = asked.get('_elements');
  if (elements !== null) {
    const names = new Set(
      elements.split(',').map((name) => name.trim().replace(`${resourceType}.`, '').split('.', 1)[0]!),
    );
    return (key) => always.has(key) || names.has(baseName(resourceType, key)) || names.has(key);
  }
  const summary = asked.get('_summary');
  if (summary === 'data') return (key) => key !== 'text';
  if (summary === 'text') return (key) => always.has(key) || key === 'text' || isRequired(resourceType, key);
  if (summary === 'true') {
    const names = summaryElementsOf(resourceType);
    return (key) => always.has(key) || names.has(baseName(resourceType, key));
  }
  return undefined;
}

/** 'value' for 'valueQuantity', 'birthDate' for '_birthDate'. */
function baseName(resourceType: string, key: string): string {
  const plain = key.replace(/^_/, '');
  const elements = elementsOf(resourceType);
  if (elements.has(plain)) return plain;
  for (const [name, element] of elements) if (element.choice && plain.startsWith(name)) return name;
  return plain;
}

function isRequired(resourceType: string, key: string): boolean {
  return (elementsOf(resourceType).get(baseName(resourceType, key))?.min ?? 0) > 0;
}

function withTag(meta: string): string {
  const { tag } = JSON.parse(meta) as { tag?: unknown[] };
  const tags = [...(tag ?? []).map((one) => JSON.stringify(one)), subsetted].join(',');
  const others: string[] = [];
  eachMember(meta, skipSpace(meta, 0), (key, start) => {
    const end = skipValue(meta, start);
    if (key !== 'tag') others.push(`${JSON.stringify(key)}:${meta.slice(start, end)}`);
    return end;
  });
  return `{${[...others, `"tag":[${tags}]`].join(',')}}`;
}
