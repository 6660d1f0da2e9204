/**
 * Where the types that a citizen may add name who made them or vouches for them. A line without an author would look like a
 * facility's, so at least one of these must be there.
 */
const authorElements: Readonly<Record<string, readonly string[]>> = {
  Communication: ['sender'],
  DocumentReference: ['author', 'authenticator', 'custodian'],
  MedicationStatement: ['informationSource'],
  Observation: ['performer'],
  QuestionnaireResponse: ['author', 'source'],
};

/**
 * The element by which a citizen's line would pass for somebody else's: an author who is not she, or none at all. Undefined where
 * the line truly says that it is hers, and for types that name no author.
 * @param self references by which the record knows her, e.g. 'Patient/1'
 */
export function foreignAuthor(
  resource: Readonly<Record<string, unknown>> & { readonly resourceType: string },
  self: ReadonlySet<string>,
): string | undefined {
  const elements = authorElements[resource.resourceType] ?? [];
  const named = elements.filter((element) => resource[element] !== undefined);
  const foreign = named.find((element) => {
    const value = resource[element];
    return !(Array.isArray(value) ? value : [value]).every((one) => isSelf(one, self));
  });
  return foreign ?? (named.length === 0 ? elements[0] : undefined);
}

function isSelf(value: unknown, self: ReadonlySet<string>): boolean {
  const reference = (value as { readonly reference?: unknown } | null)?.reference;
  return typeof reference === 'string' && self.has(reference);
}
