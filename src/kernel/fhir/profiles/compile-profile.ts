import { elementsOf, isResourceType, jsonName } from '../structure/element-facts.ts';
import { knownProfile } from './known-profiles.ts';
import type { Binding, FixedCoding, Profile, ProfileConstraint, ProfileElement } from './profile.ts';

/** Something that must be equal to, or be found in, a value. */
export type Fixed = string | FixedCoding | { readonly coding: readonly FixedCoding[] };

/** JSON property through which an element may come. */
export interface Way {
  readonly key: string;
  /** 'CodeableConcept' of valueCodeableConcept. */
  readonly type: string;
  readonly shape: string | undefined;
}

/** How the slices of an element are told apart. */
export interface Slicing {
  readonly by: readonly { readonly type: string; readonly path: string }[];
  /** True where nothing may stand beside the slices. */
  readonly closed: boolean;
}

/** What a profile adds to one element, slices apart. */
export interface ElementRule {
  readonly name: string;
  readonly ways: readonly Way[];
  /** The same element in the profile that this one builds on: it knows how slices are told apart. */
  readonly base: ElementRule | undefined;
  min: number;
  max: number;
  fixed?: Fixed;
  /** Types that a choice is narrowed to; undefined for those of base R4. */
  types?: ReadonlySet<string>;
  /** Data type -> its profiles, of which one is to be met. A type is left out where one of them is not known here. */
  profiles: ReadonlyMap<string, readonly string[]>;
  /** Resource types that a reference may point to; undefined leaves it to base R4. */
  targets?: ReadonlySet<string>;
  binding?: Binding;
  constraints: readonly ProfileConstraint[];
  children: Map<string, ElementRule>;
  slicing?: Slicing;
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
  /** The profile that this one builds on, if it is known here. */
  readonly base: CompiledProfile | undefined;
  /** Its URL where it is neither known here nor a type of R4 itself: its rules are then not checked. */
  readonly unknownBase: string | undefined;
}

const standard = 'http://hl7.org/fhir/StructureDefinition/';
const compiled = new Map<string, CompiledProfile>();

/** The compiled form of a known profile; undefined for one that is not known here. */
export function compileProfile(url: string): CompiledProfile | undefined {
  const done = compiled.get(url);
  if (done !== undefined) return done;
  const profile = knownProfile(url);
  if (profile === undefined) return undefined;
  const made = compileFrom(profile, compileProfile(profile.baseDefinition));
  compiled.set(url, made);
  return made;
}

/** Compiles a profile over the one that it builds on, if that is known. */
export function compileFrom(profile: Profile, base: CompiledProfile | undefined): CompiledProfile {
  const root = newRule(
    profile.type,
    [{ key: profile.type, type: profile.type, shape: profile.type }],
    base?.root,
  );
  for (const element of profile.differential.element) addElement(root, element);
  const unknownBase =
    base === undefined && !profile.baseDefinition.startsWith(standard) ? profile.baseDefinition : undefined;
  return { profile, root, base, unknownBase };
}

function newRule(name: string, ways: readonly Way[], base: ElementRule | undefined): ElementRule {
  return {
    name,
    ways,
    base,
    min: 0,
    max: Infinity,
    profiles: new Map(),
    constraints: [],
    children: new Map(),
    slices: [],
  };
}

/** Finds or makes the rule that an element id ('Patient.identifier:TheBHYT.system') names, and sets what the element says. */
function addElement(root: ElementRule, element: ProfileElement): void {
  let rule = root;
  for (const part of element.id.split('.').slice(1)) {
    const [name, slice] = part.replace('[x]', '').split(':') as [string, string | undefined];
    rule = childOf(rule, name);
    if (slice !== undefined) rule = sliceOf(rule, slice);
  }
  setRule(rule, element);
}

function sliceOf(rule: ElementRule, name: string): ElementRule {
  const known = rule.slices.find((one) => one.name === name);
  if (known !== undefined) return known.rule;
  const base = rule.base?.slices.find((one) => one.name === name)?.rule;
  // 'valueQuantity' of value[x] is the choice's way of that name.
  const way = rule.ways.find((one) => one.key === name);
  const made = newRule(rule.name, way === undefined ? rule.ways : [way], base);
  if (way !== undefined && rule.ways.length > 1) made.types = new Set([way.type]);
  rule.slices.push({ name, rule: made });
  rule.slicing ??= rule.base?.slicing ?? {
    by: [{ type: rule.ways.length > 1 ? 'type' : 'pattern', path: '$this' }],
    closed: false,
  };
  return made;
}

/** The rule of a child, made from what the profile below says of it where this one says nothing yet. */
export function childOf(parent: ElementRule, name: string): ElementRule {
  const known = parent.children.get(name);
  if (known !== undefined) return known;
  const ways = parent.ways.flatMap((way) => waysBelow(way, name));
  const made = newRule(name, ways, parent.base?.children.get(name));
  parent.children.set(name, made);
  return made;
}

function waysBelow(way: Way, name: string): Way[] {
  if (way.shape === undefined) return [];
  const elements = elementsOf(way.shape);
  const element = elements.get(name);
  if (element !== undefined)
    return element.types.map((type) => ({
      key: jsonName(element, type.code),
      type: type.code,
      shape: type.shape,
    }));
  // Some guides write 'itemCodeableConcept' for item[x] of that type.
  for (const choice of elements.values()) {
    const type = choice.choice ? choice.types.find((one) => jsonName(choice, one.code) === name) : undefined;
    if (type !== undefined) return [{ key: name, type: type.code, shape: type.shape }];
  }
  return [];
}

function setRule(rule: ElementRule, element: ProfileElement): void {
  if (element.min !== undefined) rule.min = element.min;
  if (element.max !== undefined) rule.max = element.max === '*' ? Infinity : Number(element.max);
  const fixed =
    element.fixedUri ?? element.fixedCode ?? element.patternCoding ?? element.patternCodeableConcept;
  if (fixed !== undefined) rule.fixed = fixed;
  if (element.slicing !== undefined) {
    const by = (element.slicing.discriminator ?? []).map((one) => ({
      type: one.type,
      path: one.path.replace('[x]', ''),
    }));
    rule.slicing = { by, closed: element.slicing.rules === 'closed' };
  }
  if (element.type !== undefined && rule.ways.length > 1)
    rule.types = new Set(element.type.map((type) => type.code));
  rule.profiles = new Map(
    (element.type ?? [])
      .filter(({ profile }) => profile?.every((url) => knownProfile(url) !== undefined) === true)
      .map(({ code, profile }) => [code, profile!]),
  );
  const targets = (element.type ?? []).flatMap((type) => type.targetProfile ?? []);
  if (targets.length > 0) rule.targets = new Set(targets.map(targetType));
  if (element.binding?.valueSet !== undefined) rule.binding = element.binding;
  rule.constraints = element.constraint ?? [];
}

/** 'Observation' for '…/Observation-results-uv-ips', the profile's own type for one that is known. */
function targetType(url: string): string {
  const ours = knownProfile(url)?.type;
  const name = url.slice(url.lastIndexOf('/') + 1).split('-', 1)[0]!;
  return ours ?? (isResourceType(name) ? name : 'Resource');
}
