import { literalReference } from '../references.ts';
import { compileProfile } from './compile-profile.ts';
import type { ElementRule, Fixed, SliceRule, Slicing, Way } from './compile-profile.ts';
import { conceptMembership } from './value-set-membership.ts';
import type { Membership } from './value-set-membership.ts';

type Json = Readonly<Record<string, unknown>>;

/** A fixed text is equal; of a concept each fixed coding is found by system and code (a display is no rule). */
export function meets(value: unknown, fixed: Fixed): boolean {
  if (typeof fixed === 'string') return value === fixed;
  if (!('coding' in fixed)) return isCoding(value, fixed);
  const codings = (value as { coding?: unknown } | null | undefined)?.coding;
  if (!Array.isArray(codings)) return false;
  return fixed.coding.every((wanted) => codings.some((one: unknown) => isCoding(one, wanted)));
}

function isCoding(value: unknown, wanted: { readonly system?: string; readonly code?: string }): boolean {
  const { system, code } = (value ?? {}) as { system?: unknown; code?: unknown };
  return (
    (wanted.system === undefined || system === wanted.system) &&
    (wanted.code === undefined || code === wanted.code)
  );
}

/**
 * Whether a value belongs to a slice, by the discriminators of the slicing; 'unknown' where that needs the content of a value set that
 * is not known here, or the resource that a reference points to.
 */
export function belongs(value: unknown, way: Way, slice: SliceRule, slicing: Slicing): Membership {
  let compared = false;
  let unknown = false;
  for (const { type, path } of slicing.by) {
    const found = discriminate(value, way, slice.rule, type, path);
    if (found === 'out') return 'out';
    if (found === 'unknown') unknown = true;
    if (found !== undefined) compared = true;
  }
  return compared && !unknown ? 'in' : 'unknown';
}

function discriminate(
  value: unknown,
  way: Way,
  rule: ElementRule,
  type: string,
  path: string,
): Membership | undefined {
  if (path.includes('resolve()')) return targetMembership(value, rule);
  if (type === 'type') return typeMembership(value, way, rule, path);
  const names = path === '$this' ? [] : path.split('.');
  if (type === 'exists') {
    const there = names.reduce((at: unknown, name) => (at as Json | undefined)?.[name], value) !== undefined;
    const min = names.reduce((at: ElementRule | undefined, name) => at && below(at, name), rule)?.min ?? 0;
    return there === min > 0 ? 'in' : 'out';
  }
  return valueMembership(value, rule, names);
}

/** What the slice says of a child, else what the slice of the same name in the profile below says. */
function below(rule: ElementRule, name: string): ElementRule | undefined {
  return rule.children.get(name) ?? rule.base?.children.get(name);
}

/** By the type that a value has, here or at `value` of a part. */
function typeMembership(value: unknown, way: Way, rule: ElementRule, path: string): Membership | undefined {
  if (path === '$this') {
    const types = rule.types ?? rule.base?.types;
    return types === undefined ? undefined : types.has(way.type) ? 'in' : 'out';
  }
  const child = below(rule, path);
  const types = child?.types;
  if (child === undefined || types === undefined) return undefined;
  const used = child.ways.find((one) => (value as Json | null)?.[one.key] !== undefined);
  return used !== undefined && types.has(used.type) ? 'in' : 'out';
}

/** By a fixed value, the url of an extension's profile, or a value set. Undefined where the slice says nothing of the path. */
function valueMembership(
  value: unknown,
  rule: ElementRule,
  names: readonly string[],
): Membership | undefined {
  let at: ElementRule | undefined = rule;
  let here: unknown = value;
  for (let step = 0; ; step++) {
    const fixed = at.fixed ?? at.base?.fixed;
    // 'coding.code' of a concept is told by the concept that is fixed above it.
    if (fixed !== undefined && (step === names.length || names[step] === 'coding'))
      return meets(here, fixed) ? 'in' : 'out';
    if (step === names.length) break;
    if (names[step] === 'url') {
      const url = below(at, 'url')?.fixed ?? extensionUrl(at);
      return url === undefined ? undefined : (here as Json | null)?.['url'] === url ? 'in' : 'out';
    }
    here = (here as Json | null | undefined)?.[names[step]!];
    at = below(at, names[step]!);
    if (at === undefined) return undefined;
  }
  const binding = at.binding ?? at.base?.binding;
  if (binding?.valueSet === undefined || binding.strength === 'preferred') return undefined;
  return conceptMembership(binding.valueSet, here) ?? 'out';
}

function extensionUrl(rule: ElementRule): string | undefined {
  const profile = rule.profiles.get('Extension')?.[0];
  const fixed = profile === undefined ? undefined : compileProfile(profile)?.root.children.get('url')?.fixed;
  return typeof fixed === 'string' ? fixed : profile;
}

/** By what a reference points to: another type is certainly outside, the right one may still meet another profile. */
function targetMembership(value: unknown, { targets }: ElementRule): Membership {
  const { reference } = (value ?? {}) as { reference?: unknown };
  const type = typeof reference === 'string' ? literalReference(reference)?.type : undefined;
  return type !== undefined && targets !== undefined && !targets.has(type) && !targets.has('Resource')
    ? 'out'
    : 'unknown';
}
