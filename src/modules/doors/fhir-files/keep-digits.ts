/** JSON.rawJSON and the third argument of a reviver are newer than TypeScript's own declarations. */
const json = JSON as unknown as { rawJSON: (text: string) => object };

/** A number that prints exactly as it was written: 1.00 stays 1.00. The result stands where a number stands. */
export function writtenNumber(text: string): number {
  return String(Number(text)) === text ? Number(text) : (json.rawJSON(text) as unknown as number);
}

/** Parses JSON so that printing it again gives back every digit of its numbers. Throws SyntaxError. */
export function parseKeepingDigits(text: string): unknown {
  const reviver = ((_key: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' && context.source !== undefined ? writtenNumber(context.source) : value) as (
    this: unknown,
    key: string,
    value: unknown,
  ) => unknown;
  return JSON.parse(text, reviver);
}
