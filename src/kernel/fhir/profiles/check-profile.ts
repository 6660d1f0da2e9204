import type { ErrorIssue } from '../../errors.ts';
import { evaluateRule } from '../fhirpath/evaluate-at.ts';
import { literalReference } from '../references.ts';
import { isResourceType } from '../structure/element-facts.ts';
import { Findings } from '../structure/issues.ts';
import { checkBinding } from './check-binding.ts';
import { checkCount, checkType, tellClosed, tellUnresolved } from './profile-findings.ts';
import { compileProfile } from './compile-profile.ts';
import type { CompiledProfile, ElementRule, Way } from './compile-profile.ts';
import { belongs, meets } from './slice-membership.ts';

type Json = Readonly<Record<string, unknown>>;

/** One check of one resource. */
interface Check {
  readonly resource: Json;
  readonly findings: Findings;
  /** True where also what need not stop a write is told. */
  readonly advice: boolean;
  /** Id of the profile whose rules are being read, for the sentences. */
  readonly profile: string;
  readonly depth: number;
}

/** Deepest nesting of data type profiles, should one day two of them name each other. */
const deepest = 16;

/**
 * Checks a resource that has passed validateStructure against a profile: cardinalities, fixed values, slices, data type profiles,
 * reference targets, bindings and rules, its own and those of the profiles it builds on. With `advice` also warnings and what could
 * not be checked. Undefined where the profile is not known here.
 */
export function checkProfile(
  resource: Json,
  url: string,
  { advice = false }: { readonly advice?: boolean } = {},
): ErrorIssue[] | undefined {
  const compiled = compileProfile(url);
  return compiled === undefined ? undefined : checkCompiled(resource, compiled, advice);
}

/** The same for a profile that was compiled apart. */
export function checkCompiled(resource: Json, compiled: CompiledProfile, advice: boolean): ErrorIssue[] {
  const findings = new Findings();
  const { profile } = compiled;
  findings.path.push(String(resource['resourceType']));
  if (profile.type !== resource['resourceType']) {
    const text = {
      vi: `hồ sơ ${profile.id} chỉ dành cho ${profile.type}.`,
      en: `profile ${profile.id} is for ${profile.type} only.`,
    };
    findings.add('structure', text, 'meta');
    return findings.issues;
  }
  checkAgainst(resource, compiled, { resource, findings, advice, profile: profile.id, depth: 0 });
  return findings.issues;
}

function checkAgainst(value: Json, compiled: CompiledProfile, check: Check): void {
  if (check.depth > deepest) return;
  const inner = { ...check, profile: compiled.profile.id, depth: check.depth + 1 };
  if (compiled.base !== undefined) checkAgainst(value, compiled.base, inner);
  if (check.advice && compiled.unknownBase !== undefined) {
    const text = {
      vi: `quy tắc mà ${inner.profile} thừa hưởng từ ${compiled.unknownBase} không có ở đây nên chưa kiểm.`,
      en: `rules that ${inner.profile} takes over from ${compiled.unknownBase} are not known here and were not checked.`,
    };
    check.findings.add('not-supported', text, undefined, 'information');
  }
  checkConstraints(value, compiled.profile.type, compiled.root, inner);
  checkChildren(value, compiled.root, inner);
}

function checkChildren(value: Json, rule: ElementRule, check: Check): void {
  for (const child of rule.children.values()) {
    let count = 0;
    const perSlice: SliceCount[] = child.slices.map(() => ({ sure: 0, possible: 0 }));
    for (const way of child.ways) {
      const inner = value[way.key];
      if (inner === undefined) {
        if (value[`_${way.key}`] !== undefined) count++;
        continue;
      }
      count += checkWay(inner, child, way, perSlice, check);
    }
    checkCount(count, count, child, check);
    child.slices.forEach(({ name, rule: slice }, at) =>
      checkCount(perSlice[at]!.sure, perSlice[at]!.possible, slice, check, name),
    );
  }
}

interface SliceCount {
  sure: number;
  /** With those that may belong to it. */
  possible: number;
}

/** Checks the one or many values that came through a JSON property; says how many. */
function checkWay(
  inner: unknown,
  child: ElementRule,
  way: Way,
  perSlice: readonly SliceCount[],
  check: Check,
): number {
  const { path } = check.findings;
  const many = Array.isArray(inner);
  const items: readonly unknown[] = many ? inner : [inner];
  path.push(way.key);
  if (child.types?.has(way.type) === false) checkType(child.types, check);
  for (let at = 0; at < items.length; at++) {
    if (many) path.push(at);
    checkValue(items[at], child, way, check);
    if (child.slices.length > 0) checkSlices(items[at], child, way, perSlice, check);
    if (many) path.pop();
  }
  path.pop();
  return items.length;
}

function checkSlices(
  item: unknown,
  child: ElementRule,
  way: Way,
  perSlice: readonly SliceCount[],
  check: Check,
): void {
  const slicing = child.slicing!;
  let unknown = false;
  for (let at = 0; at < child.slices.length; at++) {
    const slice = child.slices[at]!;
    const found = belongs(item, way, slice, slicing);
    if (found === 'out') continue;
    perSlice[at]!.possible++;
    if (found === 'unknown') {
      unknown = true;
      if (check.advice) tellUnresolved(slice, check);
      continue;
    }
    perSlice[at]!.sure++;
    checkValue(item, slice.rule, way, check);
    return;
  }
  if (slicing.closed && !unknown) tellClosed(child, check);
}

function checkValue(value: unknown, rule: ElementRule, way: Way, check: Check): void {
  const { findings, profile } = check;
  if (rule.fixed !== undefined && !meets(value, rule.fixed)) {
    const wanted =
      typeof rule.fixed === 'string'
        ? rule.fixed
        : ('coding' in rule.fixed ? rule.fixed.coding : [rule.fixed])
            .map((one) => `${one.system}|${one.code}`)
            .join(', ');
    findings.add('value', {
      vi: `${profile} quy định giá trị ${wanted}.`,
      en: `${profile} fixes the value ${wanted}.`,
    });
  }
  if (rule.binding !== undefined) checkBinding(value, way, rule.binding, profile, findings, check.advice);
  if (typeof value !== 'object' || value === null) return;
  if (rule.targets !== undefined) checkTarget(value as Json, rule.targets, check);
  const profiles = rule.profiles.get(way.type);
  if (profiles !== undefined) checkTypeProfiles(value as Json, profiles, check);
  if (rule.constraints.length > 0) checkConstraints(value as Json, way.shape ?? way.type, rule, check);
  if (rule.children.size > 0) checkChildren(value as Json, rule, check);
}

/** One of the profiles of a data type is to be met; the last one's findings are told where none is. */
function checkTypeProfiles(value: Json, profiles: readonly string[], check: Check): void {
  const last = profiles.length - 1;
  for (let at = 0; at < last; at++) {
    const tried = new Findings();
    tried.path.push(...check.findings.path);
    checkAgainst(value, compileProfile(profiles[at]!)!, { ...check, findings: tried });
    if (tried.issues.every((issue) => issue.severity !== 'error')) return;
  }
  checkAgainst(value, compileProfile(profiles[last]!)!, check);
}

/** Rules of the profile's own; one without an answer blocks nothing and is told as advice. */
function checkConstraints(value: Json, base: string, rule: ElementRule, check: Check): void {
  for (const { key, severity, expression } of rule.constraints) {
    if (severity !== 'error' && !check.advice) continue;
    const { profile, findings, resource } = check;
    const holds = evaluateRule(expression, { base, value, resource, rootResource: resource }, true);
    if (holds === false) {
      const text = {
        vi: `chưa thoả quy tắc ${key} của ${profile}: ${expression}`,
        en: `rule ${key} of ${profile} is not met: ${expression}`,
      };
      findings.add('invariant', text, undefined, severity === 'error' ? 'error' : 'warning');
    } else if (holds === undefined && check.advice) {
      const text = {
        vi: `quy tắc ${key} của ${profile} chưa kiểm được ở đây: ${expression}`,
        en: `rule ${key} of ${profile} could not be evaluated here: ${expression}`,
      };
      findings.add('not-supported', text, undefined, 'information');
    }
  }
}

function checkTarget(value: Json, targets: ReadonlySet<string>, { profile, findings }: Check): void {
  const { reference, type } = value;
  const literal = typeof reference === 'string' ? literalReference(reference)?.type : undefined;
  const named = literal ?? (isResourceType(type) ? type : undefined);
  if (named === undefined || targets.has(named) || targets.has('Resource')) return;
  const list = [...targets].join(', ');
  findings.add('value', {
    vi: `${profile} chỉ cho trỏ tới: ${list}.`,
    en: `${profile} lets it point only to: ${list}.`,
  });
}
