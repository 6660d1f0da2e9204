import { literalReference } from '#kernel/fhir/references.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { bitsOfLabel } from '#kernel/sensitivity/sensitivity.ts';
import type { Closing } from '../../access/decide.ts';
import { purposeOfCode } from '../../access/purposes.ts';
import type { Json } from './intent.ts';
import { beginningOf, endOf } from './period.ts';
import type { Shown, ShownTie } from './shown.ts';

/** A provision of a Consent, as far as it is worked with. */
export interface Provision {
  readonly type?: unknown;
  readonly period?: { readonly start?: unknown; readonly end?: unknown };
  readonly actor?: readonly { readonly reference?: { readonly reference?: unknown } }[];
  readonly purpose?: readonly { readonly code?: unknown }[];
  readonly securityLabel?: readonly { readonly code?: unknown }[];
  readonly class?: readonly { readonly code?: unknown }[];
  readonly provision?: readonly Provision[];
}

/** True for a Consent by which a person opens or closes her record; others (to a treatment, to research) open and close nothing. */
export function isPrivacyConsent(resource: Json): boolean {
  if (resource.resourceType !== 'Consent') return false;
  const { coding = [] } = (resource['scope'] ?? {}) as { coding?: readonly { code?: unknown }[] };
  return coding.some(({ code }) => code === 'patient-privacy');
}

/**
 * What a Consent opens and closes. Where it says more than can be kept to, it closes more and opens less: a narrowing that is not
 * understood is passed over in a refusal, and in a permission lets nothing through.
 * @source HL7 FHIR R4 consent.html; Law 91/2025/QH15 (consent is specific, may be partial and is withdrawable)
 */
export function consentRules(resource: Json): Shown {
  const root = resource['provision'] as Provision | undefined;
  if (root === undefined || resource['status'] !== 'active' || !isPrivacyConsent(resource))
    return { ties: [], closings: [] };
  const nested = root.provision ?? [];
  if (root.type === 'deny') {
    const spared = nested.filter(isPlainPermit).flatMap(actorsOf);
    return { ties: [], closings: [closing(root, undefined, spared)] };
  }
  const permits = root.type === 'permit' ? [root] : nested.filter(({ type }) => type === 'permit');
  const denials = nested.filter(({ type }) => type === 'deny');
  return {
    ties: permits.flatMap((one) => permitted(one)),
    closings: denials.map((one) => closing(one, root, [])),
  };
}

/** An exception counts only where it is whole: one that lets in for some lines or some time lets nobody in. */
function isPlainPermit(provision: Provision): boolean {
  return (
    provision.type === 'permit' &&
    Object.keys(provision).every((key) => ['id', 'type', 'actor'].includes(key))
  );
}

function closing(provision: Provision, around: Provision | undefined, spared: readonly string[]): Closing {
  const grantees = actorsOf(provision.actor === undefined ? (around ?? {}) : provision);
  const purposes = (provision.purpose ?? []).map(({ code }) => purposeOfCode(String(code)));
  const labels = (provision.securityLabel ?? []).map(({ code }) => bitsOfLabel(String(code)));
  const types = typesOf(provision);
  return {
    kind: 'consent',
    grantees: grantees.length === 0 ? null : grantees,
    spared: spared.length === 0 ? null : spared,
    types: types.length === 0 || !types.every(isResourceType) ? null : types,
    // A label that is not known might be any: then every line is closed.
    labels: labels.includes(0) ? 0 : labels.reduce((sum, bits) => sum | bits, 0),
    purposes:
      purposes.length === 0 || purposes.includes(undefined) ? null : purposes.flatMap((one) => one ?? []),
    ...timesOf(provision, around),
  };
}

function permitted(provision: Provision): ShownTie[] {
  const purposes = (provision.purpose ?? []).map(({ code }) => purposeOfCode(String(code)));
  if (purposes.length > 0 && !purposes.includes('care')) return [];
  const labels = (provision.securityLabel ?? []).map(({ code }) => bitsOfLabel(String(code)));
  if (labels.includes(0) || isNarrowedElse(provision)) return [];
  const named = provision.actor ?? [];
  const grantees = named.length === 0 ? ['*'] : actorsOf(provision);
  const types = typesOf(provision);
  if (!types.every(isResourceType)) return [];
  return grantees.map((grantee) => ({
    kind: 'permit',
    grantee,
    opens: labels.reduce((sum, bits) => sum | bits, 0),
    types: types.length === 0 ? null : types,
    ...timesOf(provision, undefined),
  }));
}

/** Elements of a provision that are worked with. */
const understood: ReadonlySet<string> = new Set([
  'id',
  'type',
  'period',
  'actor',
  'purpose',
  'securityLabel',
  'class',
  'provision',
]);

/** True where a provision is narrowed by what is not worked with. */
export function isNarrowedElse(provision: Provision): boolean {
  return Object.keys(provision).some((element) => !understood.has(element));
}

/** Whom a provision names, as ties name them. */
export function actorsOf({ actor = [] }: Provision): string[] {
  const names = actor.flatMap(({ reference }) => {
    const text = reference?.reference;
    const target = typeof text === 'string' ? literalReference(text) : undefined;
    if (target === undefined || target.base !== undefined) return [];
    if (target.type === 'Organization') return [target.id];
    return target.type === 'Practitioner' || target.type === 'Patient' ? [`${target.type}/${target.id}`] : [];
  });
  return [...new Set(names)];
}

function typesOf(provision: Provision): string[] {
  return (provision.class ?? []).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
}

function timesOf({ period }: Provision, around: Provision | undefined): { since: Date; until: Date | null } {
  const { start, end } = period ?? around?.period ?? {};
  const [since, until] = [beginningOf(start), endOf(end)];
  return { since: new Date(since ?? 0), until: until === undefined ? null : new Date(until) };
}
