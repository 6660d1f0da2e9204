import type { LinesPage } from '#kernel/offline/centre.ts';
import type { SentWrite, Theirs, WriteAnswer } from '#kernel/offline/doors.ts';
import { lineOf } from '#kernel/offline/held-people.ts';
import type { Json } from '#kernel/offline/saved-write.ts';
import { isSame } from '#kernel/offline/three-way.ts';

/** A resource at the centre with all its versions, oldest first; an undefined one is a deletion. */
export interface Kept {
  readonly versions: (Json | undefined)[];
}

/** Planted faults of a centre. */
export interface CentreFaults {
  /** Forgets which transactions it took, and takes changes of any version. */
  readonly isBlind?: boolean;
}

interface WireEntry {
  readonly resource?: Json;
  readonly request: { method: string; url: string; ifMatch?: string; ifNoneMatch?: string };
}

/** What a call of the model says. */
export interface ModelCall {
  readonly token: string;
  /** The call that made what this one stands on. */
  readonly on?: string;
  readonly bad?: boolean;
}

/** The reference data of this centre. */
export const listName = 'list';

/** A centre with the contract of the real one, in memory: transactions whole or not at all, each taken once, by the version that was read. */
export function modelCentre(faults: CentreFaults = {}) {
  const kept = new Map<string, Kept>();
  const taken = new Map<string, WriteAnswer>();
  const feed: string[] = [];
  /** Tokens of the calls that were made. */
  const calls: string[] = [];
  let clock = 0;
  /** How often the list that devices hold was published. */
  let published = 1;

  const present = (name: string): Json | undefined => kept.get(name)?.versions.at(-1);
  const versionOf = (name: string): string => String(kept.get(name)?.versions.length ?? 0);

  function put(name: string, resource: Json | undefined): void {
    const versions = kept.get(name)?.versions ?? [];
    versions.push(resource);
    kept.set(name, { versions });
    const person = name.startsWith('Patient/') ? name.slice(8) : personIn(resource ?? versions.at(-2));
    if (person !== undefined) feed.push(person);
  }

  function clashes({ request, resource }: WireEntry): boolean {
    if (faults.isBlind === true) return false;
    const { url, ifMatch, ifNoneMatch } = request;
    if (ifNoneMatch === '*') return present(url) !== undefined && !isSame(strip(present(url)!), resource);
    return present(url) === undefined || ifMatch !== `W/"${versionOf(url)}"`;
  }

  function take(write: SentWrite): WriteAnswer {
    const known = taken.get(write.id);
    if (known !== undefined && faults.isBlind !== true) return known;
    const { id } = write;
    if (write.call !== undefined) return takeCall(id, write.call.input as unknown as ModelCall);
    const entries = (write.bundle as unknown as { entry: WireEntry[] }).entry;
    const made = new Set(entries.map(({ request }) => request.url));
    for (const { resource } of entries) {
      const person = personIn(resource);
      if (
        person !== undefined &&
        present(`Patient/${person}`) === undefined &&
        !made.has(`Patient/${person}`)
      )
        return { id, outcome: 'refused', code: 'record.reference-not-found', sentence: '' };
      if (resource?.['bad'] === true) return { id, outcome: 'refused', code: 'record.invalid', sentence: '' };
    }
    const clashing = entries.filter(clashes);
    if (clashing.length > 0)
      return { id, outcome: 'conflict', theirs: clashing.map(({ request }) => theirsOf(request.url)) };
    for (const { request, resource } of entries) put(request.url, resource);
    const versions = Object.fromEntries(entries.map(({ request }) => [request.url, versionOf(request.url)]));
    const answer: WriteAnswer = {
      id,
      outcome: 'accepted',
      versions,
      writtenAt: new Date(clock).toISOString(),
    };
    taken.set(id, answer);
    return answer;
  }

  /** A route of a module: what it makes must be there before what stands on it. */
  function takeCall(id: string, { token, on, bad }: ModelCall): WriteAnswer {
    if (bad === true) return { id, outcome: 'refused', code: 'request.invalid', sentence: '' };
    if (on !== undefined && !calls.includes(on))
      return { id, outcome: 'refused', code: 'record.not-found', sentence: '' };
    calls.push(token);
    published += 1;
    const answer: WriteAnswer = {
      id,
      outcome: 'accepted',
      versions: {},
      writtenAt: new Date(clock).toISOString(),
    };
    taken.set(id, answer);
    return answer;
  }

  function theirsOf(name: string): Theirs {
    const resource = present(name);
    if (resource === undefined) return { name };
    const versionId = versionOf(name);
    const meta = { versionId, lastUpdated: new Date(clock).toISOString() };
    return { name, versionId, resource: { ...resource, meta } };
  }

  function linesOf(person: string): string | undefined {
    const patient = `Patient/${person}`;
    if (present(patient) === undefined) return undefined;
    const names = [...kept.keys()].filter((name) => name === patient || personIn(present(name)) === person);
    const resources = names.flatMap((name) => {
      const { resource } = theirsOf(name);
      return resource === undefined ? [] : [resource as Json];
    });
    return lineOf({ id: person, resources });
  }

  return {
    kept,
    calls,
    take(writes: readonly SentWrite[], now: number): WriteAnswer[] {
      clock = now;
      return writes.map(take);
    },
    fetch(cursor: string | undefined): LinesPage {
      const from = cursor === undefined ? 0 : Number(cursor);
      const page = feed.slice(from, from + 6);
      const isLast = from + page.length >= feed.length;
      const people = new Map([...new Set(page)].map((person) => [person, linesOf(person)]));
      const next = String(from + page.length);
      return { people, next, isLast, ...(isLast && { references: { [listName]: String(published) } }) };
    },
    reference: (): string => JSON.stringify(published),
    /** The list is published anew. */
    publish(): void {
      published += 1;
    },
    /** Somebody at the hospital changes a person. */
    edit(name: string, change: (resource: Json) => Json): void {
      const resource = present(name);
      if (resource !== undefined) put(name, change(resource));
    },
  };
}

export type ModelCentre = ReturnType<typeof modelCentre>;

function personIn(resource: Json | undefined): string | undefined {
  const { reference } = (resource?.['subject'] ?? {}) as { reference?: string };
  return reference?.replace('Patient/', '');
}

function strip({ meta: _meta, ...rest }: Json): Json {
  return rest as Json;
}
