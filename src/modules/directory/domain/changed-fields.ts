/** Names of the fields in which two forms differ, in the order of the first; nothing of what stands in them. */
export function changedFields(before: object | undefined, after: object): string[] {
  const [old, now] = [before ?? {}, after] as const;
  const names = [...new Set([...Object.keys(now), ...Object.keys(old)])];
  return names.filter((name) => canonical(valueOf(old, name)) !== canonical(valueOf(now, name)));
}

function valueOf(form: object, name: string): unknown {
  return (form as Readonly<Record<string, unknown>>)[name];
}

/** Equal for values that say the same: an empty text is none, the order of names and of lists of codes does not matter. */
function canonical(value: unknown): string {
  if (value === undefined || value === '' || value === null) return '';
  if (Array.isArray(value)) return value.map(canonical).toSorted().join(',');
  if (typeof value !== 'object') return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, inner]) => [name, canonical(inner)] as const)
    .filter(([, inner]) => inner !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${name}:${inner};`)
    .join('');
}
