/** The key of the resource that a reference names; undefined where it names none, or one of another type. */
export function referenceKeyOf(reference: unknown, type: string | undefined): string | undefined {
  const address = (reference as { reference?: unknown } | null)?.reference;
  if (typeof address !== 'string') return undefined;
  const match = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(address);
  if (match === null || (type !== undefined && match[1] !== type)) return undefined;
  return match[2];
}
