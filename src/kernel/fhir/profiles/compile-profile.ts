import { elementsOf, isResourceType, jsonName } from '../structure/element-facts.ts';
import type { ElementFacts } from '../structure/element-facts.ts';
import { vnCoreProfiles } from './vn-core-profiles.ts';
import type { Profile, ProfileElement } from './vn-core-profiles.ts';

/** Something that must be equal to, or be found in, a value. */
export type Fixed =
  string | { readonly coding: readonly { readonly system?: string; readonly code?: string }[] };

/** JSON property through which an element may come. */
export interface Way {
  readonly key: string;
  /** 'CodeableConcept' of valueCodeableConcept. */
  readonly type: string;
  readonly shape: string | undefined;
}

/** What a profile adds to one element, slices apart. */
export interface ElementRule {
  readonly name: string;
  readonly ways: readonly Way[];
  min: number;
  max: number;
  fixed?: Fixed;
  /** Types that a choice is narrowed to; undefined for those of base R4. */
  types?: ReadonlySet<string>;
  /** Profiles of the element's data type, each to be met. */
  profiles: string[];
  /** Resource types that a reference may point to; undefined leaves it to base R4. */
  targets?: ReadonlySet<string>;
  children: Map<string, ElementRule>;
  /** Paths that tell the slices apart. */
  by: string[];
  slices: SliceRule[];
}

/** A named part of a repeating element, with its own rules. */
export interface SliceRule {
  readonly name: string;
  readonly rule: ElementRule;
}

/** A profile ready to be checked. */
export interface CompiledProfile {
  readonly profile: Profile;
  readonly root: ElementRule;
  /** The profile of ours that this one builds on. */
  readonly base: string | undefined;
}

const compiled = new Map<string, CompiledProfile>();

/** The compiled form of a VN Core profile; undefined for one that is not among ours. */
export function compileProfile(url: string): CompiledProfile | undefined {
  const known = compiled.get(url);
  if (known !== undefined) return known;
  const profile = vnCoreProfiles.get(url);
  if (profile === undefined) return undefined;
  const root = newRule(profile.type, [{ key: profile.type, type: profile.type, shape: profile.type }]);
  for (const element of profile.differential.element) addElement(root, element);
  const base = vnCoreProfiles.has(profile.baseDefinition) ? profile.baseDefinition : undefined;
  const made = { profile, root, base };
  compiled.set(url, made);
  return made;
}

function newRule(name: string, ways: readonly Way[]): ElementRule {
  return { name, ways, min: 0, max: Infinity, profiles: [], children: new Map(), by: [], slices: [] };
}

/** Finds or makes the rule that an element id ('Patient.identifier:TheBHYT.system') names, and sets what the element says. */
function addElement(root: ElementRule, element: ProfileElement): void {
  let rule = root;
  for (const part of element.id.split('.').slice(1)) {
    const [name, slice] = part.replace('[x]', '').split(':') as [string, string | undefined];
    rule = childOf(rule, name);
    if (slice === undefined) continue;
    // Slices by type of a choice only repeat which types R4 allows.
    if (rule.by.length === 0) return;
    let found = rule.slices.find((one) => one.name === slice);
    if (found === undefined) rule.slices.push((found = { name: slice, rule: newRule(name, rule.ways) }));
    rule = found.rule;
  }
  setRule(rule, element);
}

function childOf(parent: ElementRule, name: string): ElementRule {
  const known = parent.children.get(name);
  if (known !== undefined) return known;
  const made = newRule(
    name,
    parent.ways.flatMap((way) => waysBelow(way, name)),
  );
  parent.children.set(name, made);
  return made;
}

function waysBelow(way: Way, name: string): Way[] {
  const element: ElementFacts | undefined =
    way.shape === undefined ? undefined : elementsOf(way.shape).get(name);
  return (
    element?.types.map((type) => ({
      key: jsonName(element, type.code),
      type: type.code,
      shape: type.shape,
    })) ?? []
  );
}

function setRule(rule: ElementRule, element: ProfileElement): void {
  if (element.min !== undefined) rule.min = element.min;
  if (element.max !== undefined) rule.max = element.max === '*' ? Infinity : Number(element.max);
  const fixed = element.fixedUri ?? element.fixedCode ?? element.patternCodeableConcept;
  if (fixed !== undefined) rule.fixed = fixed;
  rule.by.push(
    ...(element.slicing?.discriminator ?? [])
      .filter((one) => one.type !== 'type')
      .map((one) => one.path.replace('[x]', '')),
  );
  if (element.type !== undefined && rule.ways.length > 1)
    rule.types = new Set(element.type.map((type) => type.code));
  const profiles = (element.type ?? []).flatMap((type) => type.profile ?? []);
  rule.profiles = profiles.filter((url) => vnCoreProfiles.has(url));
  const targets = (element.type ?? []).flatMap((type) => type.targetProfile ?? []);
  if (targets.length > 0) rule.targets = new Set(targets.map(targetType));
}

/** 'Observation' for '…/Observation-results-uv-ips', the profile's own type for one of ours. */
function targetType(url: string): string {
  const ours = vnCoreProfiles.get(url)?.type;
  const name = url.slice(url.lastIndexOf('/') + 1).split('-', 1)[0]!;
  return ours ?? (isResourceType(name) ? name : 'Resource');
}
