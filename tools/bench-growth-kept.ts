/** What a growing store is known by between two runs of the bench: how far it is, what was measured, and the ids that reads draw from. */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Load {
  readonly operationsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** What was measured when so many people were there. */
export interface Step {
  readonly people: number;
  /** Resources a second. */
  readonly ingest: number;
  /** CPU of one resource. */
  readonly nodeMs: number;
  readonly postgresMs: number;
  readonly read: Load;
  readonly search: Load;
  /** On disk, a resource. */
  readonly bytes: number;
  readonly errors: number;
  readonly at: string;
  /** Processes that wanted a core at the end of it. */
  readonly load: number;
}

/** How far a store has grown. */
export interface Growth {
  people: number;
  /** Bytes of the store without anybody. */
  readonly empty: number;
  /** Runs of the bench over it. */
  sessions: number;
  readonly steps: Step[];
}

/** Goes on with what lies in the folder, or begins. */
export function beginGrowth(folder: string, bytes: () => number): Growth {
  const file = join(folder, 'growth.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Growth;
  mkdirSync(join(folder, 'growth-ids'), { recursive: true });
  return { people: 0, empty: bytes(), sessions: 0, steps: [] };
}

/** Keeps how far it is. */
export function keepGrowth(folder: string, growth: Growth): void {
  writeFileSync(join(folder, 'growth.json'), JSON.stringify(growth));
}

/** Where the ids of the people from a number on are kept. */
export function idsOfChunk(folder: string, first: number): string {
  return join(folder, 'growth-ids', `${String(first).padStart(9, '0')}.json`);
}

/** Results of a person that reads draw from; all of them would be a quarter of a gigabyte. */
const mostResults = 3;

interface Ids {
  readonly seed: number;
  readonly patients: readonly { readonly obs: readonly string[] }[];
}

/** Puts the ids of everybody into the file that reads and searches draw from. */
export function mergeIds(folder: string): void {
  const chunks = readdirSync(join(folder, 'growth-ids')).toSorted();
  const all = chunks.map((name) => JSON.parse(readFileSync(join(folder, 'growth-ids', name), 'utf8')) as Ids);
  const patients = all
    .flatMap((ids) => ids.patients)
    .map((person) => ({ ...person, obs: person.obs.slice(0, mostResults) }));
  writeFileSync(join(folder, 'ids.json'), JSON.stringify({ seed: all[0]?.seed ?? 1, patients }));
}
