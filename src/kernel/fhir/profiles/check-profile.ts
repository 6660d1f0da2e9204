import type { ErrorIssue } from '../../errors.ts';
import { literalReference } from '../references.ts';
import { isResourceType } from '../structure/element-facts.ts';
import { Findings } from '../structure/issues.ts';
import { compileProfile } from './compile-profile.ts';
import type { ElementRule, Fixed, SliceRule } from './compile-profile.ts';

type Json = Readonly<Record<string, unknown>>;

/** Deepest nesting of data type profiles, should one day two of them name each other. */
const deepest = 16;

/**
 * Checks a resource that has passed validateStructure against a VN Core profile: cardinalities, fixed values, slices, data type
 * profiles, reference targets. Undefined where the profile is not among ours.
 */
export function checkProfile(resource: Json, url: string): ErrorIssue[] | undefined {
  const compiled = compileProfile(url);
  if (compiled === undefined) return undefined;
  const findings = new Findings();
  const { profile } = compiled;
  findings.path.push(String(resource['resourceType']));
  if (profile.type !== resource['resourceType']) {
    findings.add(
      'structure',
      {
        vi: `hồ sơ ${profile.id} chỉ dành cho ${profile.type}.`,
        en: `profile ${profile.id} is for ${profile.type} only.`,
      },
      'meta',
    );
    return findings.issues;
  }
  checkAgainst(resource, url, findings, 0);
  return findings.issues;
}

function checkAgainst(value: Json, url: string, findings: Findings, depth: number): void {
  const compiled = depth > deepest ? undefined : compileProfile(url);
  if (compiled === undefined) return;
  if (compiled.base !== undefined) checkAgainst(value, compiled.base, findings, depth + 1);
  checkChildren(value, compiled.root, compiled.profile.id, findings, depth);
}

function checkChildren(
  value: Json,
  rule: ElementRule,
  profile: string,
  findings: Findings,
  depth: number,
): void {
  for (const child of rule.children.values()) {
    let count = 0;
    const perSlice = child.slices.map(() => 0);
    for (const { key, type } of child.ways) {
      const inner = value[key];
      const items = Array.isArray(inner) ? inner : inner === undefined ? [] : [inner];
      if (items.length === 0 && value[`_${key}`] !== undefined) count++;
      items.forEach((item: unknown, at) => {
        count++;
        findings.path.push(key);
        if (child.types?.has(type) === false) checkType(child.types, profile, findings);
        if (Array.isArray(inner)) findings.path.push(at);
        checkValue(item, child, profile, findings, depth);
        const slice = child.slices.findIndex((one) => belongs(item, one, child.by));
        if (slice >= 0) {
          perSlice[slice]!++;
          checkValue(item, child.slices[slice]!.rule, profile, findings, depth);
        }
        if (Array.isArray(inner)) findings.path.pop();
        findings.path.pop();
      });
    }
    checkCount(count, child, child.name, profile, findings);
    child.slices.forEach((slice, at) =>
      checkCount(perSlice[at]!, slice.rule, child.name, profile, findings, slice.name),
    );
  }
}

function checkType(types: ReadonlySet<string>, profile: string, findings: Findings): void {
  const list = [...types].join(', ');
  findings.add('structure', {
    vi: `${profile} chỉ nhận kiểu: ${list}.`,
    en: `${profile} takes only the type: ${list}.`,
  });
}

function checkCount(
  count: number,
  rule: ElementRule,
  name: string,
  profile: string,
  findings: Findings,
  slice?: string,
): void {
  const [viPart, enPart] = slice === undefined ? ['', ''] : [` cho ${slice}`, ` for ${slice}`];
  if (count < rule.min) {
    findings.add(
      'required',
      {
        vi: `${profile} cần ít nhất ${rule.min}${viPart}.`,
        en: `${profile} needs at least ${rule.min}${enPart}.`,
      },
      name,
    );
  } else if (count > rule.max) {
    findings.add(
      'structure',
      {
        vi: `${profile} nhận nhiều nhất ${rule.max}${viPart}.`,
        en: `${profile} takes at most ${rule.max}${enPart}.`,
      },
      name,
    );
  }
}

function checkValue(
  value: unknown,
  rule: ElementRule,
  profile: string,
  findings: Findings,
  depth: number,
): void {
  if (rule.fixed !== undefined && !meets(value, rule.fixed)) {
    const wanted =
      typeof rule.fixed === 'string'
        ? rule.fixed
        : rule.fixed.coding.map((one) => `${one.system}|${one.code}`).join(', ');
    findings.add('value', {
      vi: `${profile} quy định giá trị ${wanted}.`,
      en: `${profile} fixes the value ${wanted}.`,
    });
  }
  if (typeof value !== 'object' || value === null) return;
  if (rule.targets !== undefined) checkTarget(value as Json, rule.targets, profile, findings);
  for (const url of rule.profiles) checkAgainst(value as Json, url, findings, depth + 1);
  if (rule.children.size > 0) checkChildren(value as Json, rule, profile, findings, depth);
}

function checkTarget(value: Json, targets: ReadonlySet<string>, profile: string, findings: Findings): void {
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

/** A fixed text is equal; of a concept each fixed coding is found by system and code (a display is no rule). */
function meets(value: unknown, fixed: Fixed): boolean {
  if (typeof fixed === 'string') return value === fixed;
  const codings = (value as { coding?: unknown } | null)?.coding;
  if (!Array.isArray(codings)) return false;
  return fixed.coding.every((wanted) =>
    codings.some((one: Json | null) => one?.['system'] === wanted.system && one?.['code'] === wanted.code),
  );
}

/** Does a value belong to a slice? By the fixed values at the discriminator's paths; an extension by its profile's url. */
function belongs(value: unknown, slice: SliceRule, by: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { rule } = slice;
  if (by.includes('url')) {
    const url = rule.children.get('url')?.fixed ?? rule.profiles[0];
    return url !== undefined && (value as Json)['url'] === url;
  }
  let compared = false;
  for (const path of by) {
    const name = path.split('.', 1)[0]!;
    // 'coding.code' of the element itself is told by the concept that the slice fixes.
    const fixed = name === 'coding' || name === '$this' ? rule.fixed : rule.children.get(name)?.fixed;
    if (fixed === undefined) continue;
    compared = true;
    if (!meets(name === 'coding' || name === '$this' ? value : (value as Json)[name], fixed)) return false;
  }
  return compared;
}
