import { FP_Decimal } from 'fhirpath';

/**
 * Reads JSON so that a decimal keeps its zeros (1.0 is not 1) for lowBoundary(), highBoundary() and precision(). Slower than
 * JSON.parse; only views that use these functions are read so.
 */
export function parseExactJson(text: string): unknown {
  const parse = JSON.parse as (text: string, revive: Revive) => unknown;
  return parse(text, (_key, value, context) =>
    typeof value === 'number' && context.source?.includes('.')
      ? FP_Decimal.getDecimal(context.source)
      : value,
  );
}

type Revive = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
