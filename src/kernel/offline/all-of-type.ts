import type { DeviceStorage } from './device-storage.ts';
import { peopleIn, type HeldPerson } from './held-people.ts';
import { listedTypes, readType } from './held-types.ts';
import { withPending } from './overlay.ts';
import { ownerOf } from './person-of.ts';
import type { Json, SavedWrite } from './saved-write.ts';

/**
 * All resources of a type over everybody who is held, with what waits in the outbox. Quick for the listed types; for others everything that is held is
 * opened.
 * @param having texts of which one must stand in the resource, as JSON has it: a day, a programme's code, a state. Others are not even read.
 */
export async function allOfType(
  storage: DeviceStorage,
  outbox: readonly SavedWrite[],
  type: string,
  having?: readonly string[],
): Promise<Json[]> {
  const touched = touchedIn(outbox);
  const has = (text: string): boolean => having === undefined || having.some((one) => text.includes(one));
  const isWanted = (line: string, id: string): boolean => touched.has(id) || has(line);
  const people: readonly HeldPerson[] = listedTypes.includes(type)
    ? await readType(storage, type, isWanted)
    : (await storage.all('people')).flatMap(({ value }) => peopleIn(value));
  const held = new Set(people.map(({ id }) => id));
  const present = [
    ...people.map(({ id, resources }) => (touched.has(id) ? withPending(resources, outbox, id) : resources)),
    ...[...touched].filter((id) => !held.has(id)).map((id) => withPending([], outbox, id)),
  ];
  return present
    .flat()
    .filter((one) => one.resourceType === type && (having === undefined || has(JSON.stringify(one))));
}

/** People about whom something waits. */
function touchedIn(outbox: readonly SavedWrite[]): ReadonlySet<string> {
  return new Set(outbox.flatMap((write) => write.entries.flatMap((entry) => ownerOf(entry, write) ?? [])));
}
