/** The set of keys in a text; undefined where it is none. */
export function readKeys(text: string): { readonly keys: Record<string, unknown>[] } | undefined {
  try {
    const value = JSON.parse(text) as { readonly keys?: unknown } | null;
    return Array.isArray(value?.keys) ? { keys: value.keys as Record<string, unknown>[] } : undefined;
  } catch {
    return undefined;
  }
}
