import type { Json } from './answering.ts';

type Revive = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const keepDecimals: Revive = (_key, value, { source }) =>
  typeof value === 'number' && source?.includes('.')
    ? (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source)
    : value;

/** Reads a stored text; decimals are printed again as they were written. */
export function parseText(text: string): Json {
  return (JSON.parse as (text: string, revive: Revive) => Json)(text, keepDecimals);
}
