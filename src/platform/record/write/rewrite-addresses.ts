import { namedElements } from '#kernel/fhir/xml/xml-names.ts';
import type { Draft } from './intent.ts';
import { retext, type Node } from './retext.ts';

const addressTypes: ReadonlySet<string> = new Set(['uri', 'url', 'oid', 'uuid']);
const link = /(\s(?:href|src)\s*=\s*)(?:"([^"]*)"|'([^']*)')/g;

/**
 * Rewrites fullUrls of a transaction where they stand in other places than references: addresses (uri, url, oid, uuid, not
 * canonical) and links and pictures of a narrative. What stands as 'urn:' in an address was rewritten with the references.
 * @source HL7 FHIR R4 http.html#transaction ("replace all matching links")
 */
export function rewriteAddresses(drafts: readonly Draft[], targets: ReadonlyMap<string, Draft>): void {
  const names = [...targets.keys()].filter((name) => /^(?:https?|urn):/.test(name));
  if (names.length === 0) return;
  const bases = new Set(
    names.flatMap((name) => /^https?:.*\/(?=[^/]{1,100}\/[^/]{1,100}$)/.exec(name)?.[0] ?? []),
  );
  const become = (address: string): string | undefined => {
    const target = targets.get(address);
    if (target === undefined || !/^(?:https?|urn):/.test(address)) return undefined;
    return `${target.intent.resourceType}/${(target.sameAs ?? target).fhirId}`;
  };
  for (const draft of drafts) {
    const { resource, intent } = draft;
    if (resource === undefined) continue;
    const isSuspect = linksOf(resource) || [...bases].some((base) => intent.text!.includes(base));
    if (isSuspect && edit(resource, resource.resourceType, become))
      retext(draft, (node) => void edit(node, resource.resourceType, become));
  }
}

function linksOf(resource: Node): boolean {
  const div = (resource['text'] as { div?: unknown } | undefined)?.div;
  return typeof div === 'string' && /\s(?:href|src)\s*=/.test(div);
}

/** True where something was changed. */
function edit(node: Node, shape: string, become: (address: string) => string | undefined): boolean {
  let changed = false;
  for (const key of Object.keys(node)) {
    const named = namedElements(shape).get(key);
    if (named === undefined) continue;
    const value = node[key];
    const items: unknown[] = Array.isArray(value) ? value : [value];
    items.forEach((item, at) => {
      const made = editItem(item, named, become);
      if (made === item) return;
      changed = true;
      if (Array.isArray(value)) value[at] = made;
      else node[key] = made;
    });
    for (const item of items) {
      if (typeof item !== 'object' || item === null) continue;
      const inner = named.kind === 'resource' ? (item as Node)['resourceType'] : named.type.shape;
      if (typeof inner === 'string') changed = edit(item as Node, inner, become) || changed;
    }
  }
  return changed;
}

function editItem(
  item: unknown,
  { kind, type }: { kind: string; type: { code: string } },
  become: (address: string) => string | undefined,
): unknown {
  if (typeof item !== 'string') return item;
  if (kind === 'xhtml') {
    return item.replace(link, (all, head: string, double?: string, single?: string) => {
      const made = become(double ?? single ?? '');
      return made === undefined ? all : `${head}"${made}"`;
    });
  }
  return addressTypes.has(type.code) ? (become(item) ?? item) : item;
}
