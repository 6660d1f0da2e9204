import type { PersonFacts, Wanted } from './read-facts.ts';

/** What was read of some people, and of whom nothing could be. */
export interface Read {
  readonly people: ReadonlyMap<string, PersonFacts>;
  readonly unread: ReadonlySet<string>;
}

/** Reads people together; where that fails one by one, so that one whose lines cannot be read stops nobody else. */
export async function readEach(
  wanted: readonly Wanted[],
  read: (some: readonly Wanted[]) => Promise<ReadonlyMap<string, PersonFacts>>,
): Promise<Read> {
  try {
    return { people: await read(wanted), unread: new Set() };
  } catch {
    const people = new Map<string, PersonFacts>();
    const unread = new Set<string>();
    for (const one of wanted)
      try {
        for (const [id, facts] of await read([one])) people.set(id, facts);
      } catch {
        unread.add(one.patientId);
      }
    return { people, unread };
  }
}
