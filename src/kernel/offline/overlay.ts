import type { DeviceStorage } from './device-storage.ts';
import { readHeld } from './held-people.ts';
import { ownerOf } from './person-of.ts';
import type { Json, SavedWrite } from './saved-write.ts';

const localVersion = 'local-';

/** The version of what waits in the outbox: it names the write, so that a change of it is known to begin there. */
export const versionOfWrite = (id: string): string => `${localVersion}${id}`;

/** The write that such a version names. */
export function writeOfVersion(versionId: string): string | undefined {
  return versionId.startsWith(localVersion) ? versionId.slice(localVersion.length) : undefined;
}

/** What is held about a person with everything that waits in the outbox, the person herself first. Empty where nothing is known of her. */
export function withPending(held: readonly Json[], outbox: readonly SavedWrite[], patientId: string): Json[] {
  const byName = new Map(held.map((one): [string, Json] => [`${one.resourceType}/${one.id}`, one]));
  for (const write of outbox)
    for (const entry of write.entries) {
      const { name, resource } = entry;
      if (ownerOf(entry, write) !== patientId && !byName.has(name)) continue;
      if (resource === undefined) byName.delete(name);
      else byName.set(name, { ...resource, meta: { ...resource.meta, versionId: versionOfWrite(write.id) } });
    }
  const all = [...byName.values()];
  return [
    ...all.filter((one) => isHerself(one, patientId)),
    ...all.filter((one) => !isHerself(one, patientId)),
  ];
}

const isHerself = ({ resourceType, id }: Json, patientId: string): boolean =>
  resourceType === 'Patient' && id === patientId;

/** The same from the store. */
export async function readPresent(
  storage: DeviceStorage,
  outbox: readonly SavedWrite[],
  patientId: string,
): Promise<Json[]> {
  return withPending((await readHeld(storage, patientId))?.resources ?? [], outbox, patientId);
}
