import fhirpath, { type Options } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { boundedCache } from './bounded-cache.ts';
import { refuseHugeExpression, startMeter, usualLimits } from './limits.ts';

/** Where a rule is asked. */
export interface RulePoint {
  /** FHIR type or part that the value is: 'Quantity', 'Observation.component', 'string'. */
  readonly base: string;
  readonly value: unknown;
  /** The resource around the value; contained ones count for themselves. */
  readonly resource: unknown;
  readonly rootResource: unknown;
}

type Evaluate = (value: unknown, variables: Record<string, unknown>, options: Options) => unknown;

const mostKept = 1_000;
const options: Options = {
  resolveInternalTypes: true,
  preciseMath: true,
  /** trace() tells nobody: its text would hold a person's data. */
  traceFn: () => undefined,
};
const ucum = 'http://unitsofmeasure.org';

const compiled = boundedCache(mostKept, (key): Evaluate => {
  const [base = '', expression = ''] = key.split(/\n(.*)/s);
  refuseHugeExpression(expression);
  return fhirpath.compile({ base, expression }, r4, options) as Evaluate;
});

/**
 * Whether a rule holds for a value inside a resource, by the engine that all expressions run on. A rule without an answer (it compares
 * dates of unlike precision, or what is not there) holds: only a clear no refuses. Undefined where it cannot be evaluated, e.g.
 * because it needs another resource. `foreign` rules, written by people outside, are bounded in steps, time and size. Never throws.
 */
export function evaluateRule(expression: string, point: RulePoint, foreign = false): boolean | undefined {
  const { base, value, resource, rootResource } = point;
  try {
    const evaluate = compiled(`${base}\n${expression}`);
    const meter = foreign ? startMeter(usualLimits) : undefined;
    const debug =
      meter === undefined
        ? options
        : {
            ...options,
            debugger: (_context: unknown, _focus: unknown, result: unknown) => meter.step(result),
          };
    const result = evaluate(value, { resource, rootResource, context: value, ucum }, debug);
    if (!Array.isArray(result) || result.length > 1) return undefined;
    return result[0] !== false;
  } catch {
    return undefined;
  }
}
