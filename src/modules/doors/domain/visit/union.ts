/** The list of both under one name, each item once, the first one's in front; nothing where neither has it. */
export function union<R extends object, const Name extends keyof R>(
  name: Name,
  first: R,
  second: R,
): Partial<Pick<R, Name>> {
  const items = new Map<string, unknown>();
  for (const item of [...listOf(first[name]), ...listOf(second[name])]) {
    const key = nameOf(item);
    if (!items.has(key)) items.set(key, item);
  }
  return (items.size === 0 ? {} : { [name]: [...items.values()] }) as Partial<Pick<R, Name>>;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What makes two items the same: the same identifier, the same thing pointed to, else the same words throughout. */
function nameOf(item: unknown): string {
  const { system, value, reference, condition } = item as Record<string, unknown>;
  if (typeof system === 'string' && typeof value === 'string') return `${system}|${value}`;
  const target = reference ?? (condition as { reference?: unknown } | undefined)?.reference;
  return typeof target === 'string' ? target : JSON.stringify(item);
}
