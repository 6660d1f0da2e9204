/** A record of a person and the one that replaced it. */
export interface Link {
  readonly id: string;
  /** Undefined where it was replaced by none. */
  readonly replacedBy: string | undefined;
}

/** Records of one person: the one that lives on first, the others in the order of their ids. */
export type Members = readonly [survivor: string, ...others: string[]];

/** True where a record that is replaced by `into` would in the end be replaced by itself. */
export function isCircle(links: ReadonlyMap<string, string>, id: string, into: string): boolean {
  const seen = new Set([id]);
  for (let at: string | undefined = into; at !== undefined; at = links.get(at)) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}

/**
 * Which records are of one person: chains of links followed to their end. Who stands alone is not among them.
 * @param links without circles, see `isCircle`
 */
export function partition(links: ReadonlyMap<string, string>): Members[] {
  const persons = new Map<string, string[]>();
  for (const id of links.keys()) {
    const survivor = survivorOf(links, id);
    const others = persons.get(survivor);
    if (others === undefined) persons.set(survivor, [id]);
    else others.push(id);
  }
  return [...persons].map(([survivor, others]): Members => [survivor, ...others.toSorted()]);
}

function survivorOf(links: ReadonlyMap<string, string>, id: string): string {
  let at = id;
  for (let next = links.get(at); next !== undefined; next = links.get(at)) at = next;
  return at;
}
