/** What an element of a Patient says, as one text a value: names, addresses and contact points as people write them, else its words. */
export function showElement(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(showElement);
  if (typeof value !== 'object') return [String(value as string | number | boolean)];
  const text = showObject(value as Readonly<Record<string, unknown>>);
  return text === '' ? [] : [text];
}

function showObject(one: Readonly<Record<string, unknown>>): string {
  const { text, family, given, line, city, district, state, value, display, reference, url, name, telecom } =
    one;
  const said = typeof text === 'string' ? text : undefined;
  if (said !== undefined || family !== undefined || given !== undefined)
    return withUse(said ?? joined([family, given], ' '), one);
  if (line !== undefined || city !== undefined || district !== undefined || state !== undefined)
    return withUse(joined([line, one['commune'], district, city, state], ', '), one);
  if (typeof value === 'string') return withUse(value, one);
  if (typeof display === 'string') return display;
  if (typeof reference === 'string') return reference;
  if (name !== undefined || telecom !== undefined)
    return joined([showElement(name), showElement(telecom)], ', ');
  if (typeof url === 'string') return joined([lastOf(url), ...Object.entries(one).flatMap(showValue)], ': ');
  return joined(Object.values(one).flatMap(showElement), ', ');
}

function showValue([key, value]: readonly [string, unknown]): string[] {
  return key.startsWith('value') || key === 'extension' ? showElement(value) : [];
}

const lastOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

function joined(parts: readonly unknown[], by: string): string {
  return parts
    .flat(2)
    .filter((part) => typeof part === 'string' && part !== '')
    .join(by);
}

function withUse(text: string, { use, period }: Readonly<Record<string, unknown>>): string {
  const end = (period as { readonly end?: unknown } | undefined)?.end;
  const marks = [
    use === 'old' ? 'old' : undefined,
    typeof end === 'string' ? `→ ${end.slice(0, 10)}` : undefined,
  ];
  const shown = marks.filter((mark) => mark !== undefined).join(' ');
  return shown === '' ? text : `${text} (${shown})`;
}
