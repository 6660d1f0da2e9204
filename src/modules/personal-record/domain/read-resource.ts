import type { Resource } from '@medplum/fhirtypes';

/** A number written with a zero at its end, which JSON.parse would drop: 1.00 is a more exact measure than 1. */
const exactNumber = /:\s*-?\d+\.\d*0\s*[,}]/;

interface ReviverContext {
  readonly source?: string;
}

/**
 * Reads the stored text of a resource. Decimals that end in zero come as text in place of a number, so that what was measured is
 * shown as it was written; everything that shows or counts a value therefore goes through `String()` or `Number()`.
 */
export function readResource(text: string): Resource {
  if (!exactNumber.test(text)) return JSON.parse(text) as Resource;
  const keepZeros = (_key: string, value: unknown, context?: ReviverContext) =>
    typeof value === 'number' && context?.source !== undefined && /\.\d*0$/.test(context.source)
      ? context.source
      : value;
  return JSON.parse(text, keepZeros as (key: string, value: unknown) => unknown) as Resource;
}
