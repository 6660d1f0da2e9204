import table from '../generated/invariants.json' with { type: 'json' };
import type { ErrorIssue } from '../../errors.ts';
import { evaluateRule } from '../fhirpath/evaluate-at.ts';
import { baseOf, elementsOf, isPrimitive, isResourceType, jsonName } from '../structure/element-facts.ts';
import { invariantText, notEvaluatedText } from './invariant-texts.ts';
import { nativeInvariants } from './native-invariants.ts';
import type { Holds } from './native-invariants.ts';

type Json = Readonly<Record<string, unknown>>;

interface Rule {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly expression: string;
  readonly native: Holds | undefined;
}

interface Child {
  /** Where its children are described; undefined for a primitive. */
  readonly shape: string | undefined;
  readonly resource: boolean;
  /** FHIR type as FHIRPath sees it. */
  readonly type: string;
  /** Rules that the element itself adds to those of its type. */
  readonly rules: readonly Rule[];
}

interface Node {
  readonly rules: readonly Rule[];
  readonly children: ReadonlyMap<string, Child>;
  /** Type or part as FHIRPath sees it: 'Observation', 'Observation.component'. */
  readonly type: string;
}

interface Walk {
  readonly issues: ErrorIssue[];
  /** True where also a rule that could not be evaluated is told. */
  readonly advice: boolean;
  readonly path: (string | number)[];
  readonly root: Json;
  resource: Json;
}

const invariants = table as Readonly<Record<string, readonly string[]>>;
const nodes = new Map<string, Node>();
/** Most findings told. */
const mostIssues = 50;

/**
 * Checks the invariants of base R4 on a resource that has passed validateStructure. Common rules run as plain code, the rest as
 * FHIRPath, parsed once; no StructureDefinition is loaded: the rules are a 23 kB table, so that neither
 * start nor memory pays for the 35 MB of definitions. Warnings are told as such and need not stop a write. With `advice` also which
 * rules could not be evaluated on this resource.
 */
export function checkInvariants(
  resource: Json,
  { advice = false }: { readonly advice?: boolean } = {},
): ErrorIssue[] {
  const type = resource['resourceType'];
  if (!isResourceType(type)) return [];
  const walk: Walk = { issues: [], advice, path: [type], root: resource, resource };
  visit(resource, nodeOf(type), walk);
  return walk.issues;
}

function rulesAt(path: string): Rule[] {
  return (invariants[path] ?? []).map((line) => {
    const [key, severity, ...words] = line.split(' ') as [string, 'error' | 'warning', ...string[]];
    // 'inv-1' and its like are used by several types for different rules.
    const native = key.startsWith('inv-') ? undefined : nativeInvariants[key];
    return { key, severity, expression: words.join(' '), native };
  });
}

function nodeOf(shape: string): Node {
  const known = nodes.get(shape);
  if (known !== undefined) return known;
  const children = new Map<string, Child>();
  for (const element of elementsOf(shape).values()) {
    for (const type of element.types) {
      const part = type.shape?.includes('.') === true;
      const rules = part ? [] : rulesAt(`${shape}.${element.name}`);
      const resource = !isPrimitive(type.code) && type.shape === undefined;
      if (type.shape === undefined && !resource && rules.length === 0) continue;
      children.set(jsonName(element, type.code), { shape: type.shape, resource, type: type.code, rules });
    }
  }
  const rules: Rule[] = [];
  for (let at: string | undefined = shape; at !== undefined; at = baseOf(at)) rules.push(...rulesAt(at));
  const node = { rules, children, type: shape };
  nodes.set(shape, node);
  return node;
}

function visit(value: Json, node: Node, walk: Walk): void {
  for (const rule of node.rules) check(rule, value, node.type, walk);
  for (const key of Object.keys(value)) {
    const child = node.children.get(key);
    if (child === undefined) continue;
    const inner = value[key];
    walk.path.push(key);
    if (Array.isArray(inner)) {
      const place = walk.path.push(0) - 1;
      for (let at = 0; at < inner.length; at++) {
        walk.path[place] = at;
        visitChild(inner[at], child, walk);
      }
      walk.path.pop();
    } else visitChild(inner, child, walk);
    walk.path.pop();
  }
}

function visitChild(value: unknown, child: Child, walk: Walk): void {
  if (value === null || value === undefined || walk.issues.length >= mostIssues) return;
  for (const rule of child.rules) check(rule, value as Json, child.type, walk);
  if (typeof value !== 'object') return;
  if (!child.resource) {
    if (child.shape !== undefined) visit(value as Json, nodeOf(child.shape), walk);
    return;
  }
  const type = (value as Json)['resourceType'];
  if (!isResourceType(type)) return;
  const outer = walk.resource;
  walk.resource = value as Json;
  visit(value as Json, nodeOf(type), walk);
  walk.resource = outer;
}

function check(rule: Rule, value: Json, type: string, walk: Walk): void {
  const holds =
    rule.native?.(value, walk.resource) ??
    evaluateRule(rule.expression, {
      base: type,
      value,
      resource: walk.resource,
      rootResource: walk.root,
    });
  if (holds === true || (holds === undefined && !walk.advice)) return;
  let where = '';
  for (const step of walk.path)
    where += typeof step === 'number' ? `[${step}]` : where === '' ? step : `.${step}`;
  const name = where.slice(where.lastIndexOf('.') + 1);
  walk.issues.push(
    holds === undefined
      ? {
          path: where,
          issue: 'not-supported',
          severity: 'information',
          text: notEvaluatedText(name, rule.key, rule.expression),
        }
      : {
          path: where,
          issue: 'invariant',
          severity: rule.severity,
          text: invariantText(name, rule.key, rule.expression),
        },
  );
}
