/** What may stand in a sentence. */
export type Values = Readonly<Record<string, string | number>>;

/**
 * Puts values into a sentence: `{name}` is the value, `{n|entry|entries}` is the first word for one and the second for any
 * other number (Vietnamese needs no second form). A name without a value stays visible, so a slip is seen, not hidden.
 */
export function fill(sentence: string, values: Values = {}): string {
  return sentence.replaceAll(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (one === undefined) return String(value);
      return value === 1 ? one : (many ?? one);
    },
  );
}
