import table from '../generated/summary-elements.json' with { type: 'json' };

const known = new Map<string, ReadonlySet<string>>();

/** Names of the elements that `_summary=true` keeps, choices without their type; meta and id are among them. */
export function summaryElementsOf(resourceType: string): ReadonlySet<string> {
  let names = known.get(resourceType);
  if (names === undefined)
    known.set(
      resourceType,
      (names = new Set((table as Readonly<Record<string, string>>)[resourceType]?.split(' ') ?? [])),
    );
  return names;
}
