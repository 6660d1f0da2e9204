import { bucketOf } from '../fhir/id.ts';
import type { DeviceStorage, Put } from './device-storage.ts';
import type { Json } from './saved-write.ts';

/** A person with her recent facts, as the device holds her. */
export interface HeldPerson {
  readonly id: string;
  /** Only who she is came so far. */
  readonly early?: true;
  readonly resources: readonly Json[];
}

/** Four buckets of ids share a group: about twenty people of twenty thousand, opened and closed as one. */
const groups = 1024;

/**
 * The group in which a person is kept, as three hexadecimal digits: people of one bucket lie together, so that the facts of a person, whose
 * ids begin with the same digits, are found by their ids alone, and a download in the order of ids fills one group after the other.
 */
export function groupOf(id: string): string {
  const bucket = bucketOf(id);
  return nameOfGroup(bucket === undefined ? hashOf(id) % groups : bucket >> 2);
}

/** Groups are kept under three hexadecimal digits. */
const nameOfGroup = (group: number): string => group.toString(16).padStart(3, '0');

/** FNV-1a; spreads ids that other systems chose. */
function hashOf(text: string): number {
  let h = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}

/** The people of a group; kept as lines of text, so that what comes from the centre is kept as it came. */
export async function readGroup(storage: DeviceStorage, group: string): Promise<HeldPerson[]> {
  return peopleIn(await storage.get('people', group));
}

/** The people in what is stored of a group. */
export function peopleIn(value: unknown): HeldPerson[] {
  if (typeof value !== 'string' || value === '') return [];
  return value.split('\n').map((line) => JSON.parse(line) as HeldPerson);
}

/** One person; undefined where she is not held. */
export async function readHeld(storage: DeviceStorage, id: string): Promise<HeldPerson | undefined> {
  const value = await storage.get('people', groupOf(id));
  const line = linesOf(value).get(id);
  return line === undefined ? undefined : (JSON.parse(line) as HeldPerson);
}

/** What is to be kept of a person: her line as text, or undefined where she goes. */
export type PersonLines = ReadonlyMap<string, string | undefined>;

/** The changes of the groups that put new lines in the place of what was held. */
export async function putPeople(storage: DeviceStorage, lines: PersonLines): Promise<Put[]> {
  const byGroup = Map.groupBy(lines, ([id]) => groupOf(id));
  const names = [...byGroup.keys()];
  const values = await storage.getMany('people', names);
  const puts: Put[] = [];
  for (const [at, group] of names.entries()) {
    const changed = byGroup.get(group)!;
    const kept = linesOf(values[at]);
    for (const [id, line] of changed) {
      if (line === undefined) kept.delete(id);
      else kept.set(id, line);
    }
    const value = [...kept.values()].join('\n');
    puts.push(
      value === ''
        ? { how: 'delete', store: 'people', key: group }
        : { how: 'put', store: 'people', key: group, value },
    );
  }
  return puts;
}

const idInLine = /"id":"([A-Za-z0-9.-]{1,64})"/;

/** Lines by the id of their person in what is stored of some; her own id stands before all others in her line. */
export function linesOf(value: unknown): Map<string, string> {
  if (typeof value !== 'string' || value === '') return new Map();
  return new Map(value.split('\n').map((line) => [idInLine.exec(line)?.[1] ?? '', line]));
}

/** The line of a person as it is kept. */
export function lineOf({ id, early, resources }: HeldPerson): string {
  return JSON.stringify({ kind: 'person', id, ...(early === true && { early }), resources });
}
