import { literalReference } from '#kernel/fhir/references.ts';
import type { Draft } from './intent.ts';
import type { Known } from './place-drafts.ts';
import { retext, type Node } from './retext.ts';

const extensionUrl = 'http://hl7.org/fhir/StructureDefinition/resolve-as-version-specific';

/** What asks for versions of others is finished after them. */
export function inOrderOfVersions(drafts: readonly Draft[]): readonly Draft[] {
  if (!drafts.some(asks)) return drafts;
  return [...drafts.filter((draft) => !asks(draft)), ...drafts.filter(asks)];
}

/**
 * Makes references that carry the extension resolve-as-version-specific point to the version that their target has after this
 * write; the extension goes.
 * @source HL7 FHIR R4 extension-resolve-as-version-specific.html
 */
export function pinVersions(draft: Draft, known: Known): void {
  if (!asks(draft)) return;
  const versions = new Map<string, number>();
  for (const [name, row] of known.rows) versions.set(name, row.version);
  for (const { intent, fhirId, outcome, previous, version } of known.drafts.values()) {
    const unchanged = outcome === 'unchanged' && previous !== undefined;
    if (fhirId !== '')
      versions.set(`${intent.resourceType}/${fhirId}`, unchanged ? previous.version : version);
  }
  retext(draft, (node) => pin(node, versions, 0));
}

function asks({ intent, resource }: Draft): boolean {
  return resource !== undefined && intent.text!.includes(extensionUrl);
}

function pin(node: unknown, versions: ReadonlyMap<string, number>, depth: number): void {
  if (typeof node !== 'object' || node === null || depth > 100) return;
  if (Array.isArray(node)) {
    for (const item of node) pin(item, versions, depth + 1);
    return;
  }
  const object = node as Node;
  const { reference, extension } = object;
  if (typeof reference === 'string' && Array.isArray(extension)) {
    const kept = (extension as Node[]).filter((one) => one['url'] !== extensionUrl);
    const target = literalReference(reference);
    const version = target === undefined ? undefined : versions.get(`${target.type}/${target.id}`);
    if (kept.length < extension.length && target !== undefined && version !== undefined) {
      object['reference'] = `${target.type}/${target.id}/_history/${version}`;
      if (kept.length === 0) delete object['extension'];
      else object['extension'] = kept;
    }
  }
  for (const key of Object.keys(object)) pin(object[key], versions, depth + 1);
}
