import fhirpath, { type Options } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { AppError } from '../../errors.ts';
import { addedFunctions, inlineFunctions, viewFunctions } from './added-functions.ts';
import { boundedCache } from './bounded-cache.ts';
import { refuseHugeExpression, startMeter, usualLimits, type FhirPathLimits } from './limits.ts';
import { addressVariables } from './variables.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** One item of a result with its type: 'HumanName', 'date' (of FHIR) or 'System.Decimal' (worked out by the expression). */
export interface FhirPathItem {
  readonly type: string;
  readonly value: unknown;
}

/** One item of a result that lies in the resource: the way to it, e.g. ['name', 0, 'given', 1]. */
export interface FhirPathPlace extends FhirPathItem {
  readonly path: readonly (string | number)[];
}

/** What the engine gives for a part of the resource. */
interface EngineNode {
  readonly parentResNode: EngineNode | null;
  readonly propName: string | null | undefined;
  readonly index: number | null | undefined;
  readonly data: unknown;
  readonly fhirNodeDataType: string | null;
}

type Evaluate = (resource: unknown, variables: Variables | undefined, limits: FhirPathLimits) => unknown[];

const mostKept = 1_000;

/**
 * Compiles a FHIRPath expression for R4 resources; the last 1,000 are kept. The function gives plain JSON values. %resource and
 * %rootResource are the resource unless the variables say otherwise. resolve() and memberOf() are refused: nothing is fetched.
 * Numbers are worked out exactly (0.1 + 0.2 is 0.3). The resource is not changed.
 * @throws AppError fhirpath.invalid (syntax, or at evaluation what cannot be worked out), fhirpath.too-costly (steps, time, size).
 * One operator cannot be interrupted from within, e.g. a regular expression: what strangers write belongs in a thread of its own.
 */
export function compileFhirPath(
  expression: string,
  limits: FhirPathLimits = usualLimits,
): (resource: unknown, variables?: Variables) => unknown[] {
  const evaluate = compiledFor(limits)(expression);
  return (resource, variables) => fhirpath.resolveInternalTypes(evaluate(resource, variables, limits));
}

/** As compileFhirPath, each item with its type. */
export function compileTypedFhirPath(
  expression: string,
  limits: FhirPathLimits = usualLimits,
): (resource: unknown, variables?: Variables) => FhirPathItem[] {
  const evaluate = compiledFor(limits)(expression);
  return (resource, variables) => evaluate(resource, variables, limits).flatMap(itemOf);
}

/** As compileFhirPath, for who changes a resource: only items that lie in it, each with the way to it. */
export function compileFhirPathPlaces(
  expression: string,
  limits: FhirPathLimits = usualLimits,
): (resource: unknown, variables?: Variables) => FhirPathPlace[] {
  const evaluate = compiledFor(limits)(expression);
  return (resource, variables) =>
    evaluate(resource, variables, limits).flatMap((found) => {
      if (!isNode(found)) return [];
      const path: (string | number)[] = [];
      for (let node: EngineNode | null = found; node?.parentResNode; node = node.parentResNode) {
        if (typeof node.propName !== 'string') return [];
        if (typeof node.index === 'number') path.unshift(node.index);
        path.unshift(jsonNameOf(node, node.parentResNode));
      }
      return itemOf(found).map((item) => ({ ...item, path }));
    });
}

/** The engine knows value[x] as 'value'; the JSON has 'valueQuantity'. */
function jsonNameOf(node: EngineNode, parent: EngineNode): string {
  const name = node.propName!;
  const held = parent.data as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(held, name) || Object.hasOwn(held, `_${name}`)) return name;
  const type = node.fhirNodeDataType ?? '';
  return name + type.slice(0, 1).toUpperCase() + type.slice(1);
}

/**
 * As compileFhirPath, for who asks further questions of the items: they stay as the engine knows them, with their place in the
 * resource, and may be given as the focus of another expression. Knows the functions of SQL on FHIR as well. `plainItems` makes JSON of them.
 */
export function compileFhirPathNodes(
  expression: string,
  limits: FhirPathLimits = usualLimits,
): (focus: unknown, variables?: Variables) => unknown[] {
  const evaluate = compiledForViews(expression);
  return (focus, variables) => evaluate(focus, variables, limits);
}

/** Plain JSON values of what compileFhirPathNodes gave. */
export function plainItems(nodes: readonly unknown[]): unknown[] {
  return fhirpath.resolveInternalTypes(nodes) as unknown[];
}

const compiled = boundedCache(mostKept, (expression) => compile(expression, engineOptions));
const compiledInline = boundedCache(mostKept, (expression) =>
  compile(expression, { ...engineOptions, userInvocationTable: inlineFunctions }),
);
const compiledFor = ({ regularExpressions }: FhirPathLimits): typeof compiled =>
  regularExpressions === false ? compiledInline : compiled;
const compiledForViews = boundedCache(mostKept, (expression) =>
  compile(expression, { ...engineOptions, userInvocationTable: viewFunctions }),
);

function compile(expression: string, options: Options): Evaluate {
  refuseHugeExpression(expression);
  const addresses = addressVariables(expression);
  const run = guarded(() => fhirpath.compile(expression, r4, options));
  return (resource, variables, limits) => {
    const meter = startMeter(limits);
    const known = { ...addresses, resource, rootResource: resource, ...variables };
    const step = (_context: unknown, _focus: unknown, result: unknown): void => meter.step(result);
    return guarded(() => run(resource, known, { debugger: step }) as unknown[], meter.spent);
  };
}

/** Engine errors may quote data: only their kind is told, never their text, except that of a fixed list. */
function guarded<Result>(work: () => Result, spent: () => boolean = () => false): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError || spent()) throw new AppError('fhirpath.too-costly', { cause: error });
    if (error instanceof AppError) throw error;
    throw new AppError('fhirpath.invalid', { cause: error, issues: issuesOf(error) });
  }
}

function issuesOf(error: unknown): { text: { vi: string; en: string } }[] {
  const message = error instanceof Error ? error.message : '';
  const place = /line:? (\d+)[;,]? column:? (\d+)/.exec(message);
  if (place !== null) {
    const [, line, column] = place;
    return [
      {
        text: {
          vi: `Sai cú pháp ở dòng ${line}, cột ${column}.`,
          en: `Syntax error at line ${line}, column ${column}.`,
        },
      },
    ];
  }
  const unknown = /^Not implemented: (\w{1,40})$/.exec(message)?.[1];
  if (unknown !== undefined)
    return [{ text: { vi: `Không có hàm ${unknown}().`, en: `There is no function ${unknown}().` } }];
  const variable = /undefined environment variable: ([\w-]{1,60})$/.exec(message)?.[1];
  if (variable !== undefined)
    return [
      { text: { vi: `Biến %${variable} chưa được cho.`, en: `The variable %${variable} is not given.` } },
    ];
  if (message.includes('sync')) {
    const text = {
      vi: 'Hàm này cần dữ liệu ở ngoài tài nguyên nên không dùng được ở đây.',
      en: 'This function needs data from outside the resource and is not available here.',
    };
    return [{ text }];
  }
  return [];
}

const isNode = (found: unknown): found is EngineNode =>
  typeof found === 'object' && found !== null && 'parentResNode' in found;

function itemOf(found: unknown): FhirPathItem[] {
  const [value] = fhirpath.resolveInternalTypes([found]) as unknown[];
  // An element that has only extensions has no value of its own.
  if (value === undefined || value === null) return [];
  const [name = ''] = fhirpath.types([found]);
  return [{ type: name.startsWith('FHIR.') ? name.slice(5) : name, value }];
}

const engineOptions: Options = {
  resolveInternalTypes: false,
  preciseMath: true,
  /** trace() tells nobody: its text would hold a person's data. */
  traceFn: () => undefined,
  userInvocationTable: addedFunctions,
};
