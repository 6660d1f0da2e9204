import type { DeviceStorage } from './device-storage.ts';
import { readHeld } from './held-people.ts';
import { useOtherPerson } from './other-person.ts';
import { appendWrite, readOutbox, replaceWrite } from './outbox.ts';
import { namesOf, prepareWrite, type Known } from './prepare-write.ts';
import { pullPeople, readPull, type PullParts } from './pull-people.ts';
import { pushOutbox, type PushParts } from './push-outbox.ts';
import { personOf } from './person-of.ts';
import type { Json, SavedCall, SavedEntry, SavedWrite } from './saved-write.ts';
import { resolveWrite, type Choices } from './settle-write.ts';
import { readSettled } from './settled-writes.ts';

/** A worker's device at work: its store, the centre, and what keeps its tabs apart. */
export interface DeskParts extends PushParts, PullParts {
  /** The device's own clock, right or wrong, ms. */
  readonly localNow: () => number;
}

/**
 * Saves a page's transaction. When it resolves it is safe on the device. Errors: DeviceFull (nothing is kept), UnfitBundle.
 * @param isNew names that were never written: nothing can be held of them, and it is not looked for
 */
export function saveWrite(
  parts: DeskParts,
  bundle: unknown,
  isNew: (name: string) => boolean = () => false,
): Promise<SavedWrite> {
  // What it changes must not be settled between the look at it and the saving.
  return parts.lock('outbox', async () => {
    const outbox = await readOutbox(parts.storage);
    const about = personOf((bundle as { entry?: readonly SavedEntry[] }).entry ?? []);
    const names = namesOf(bundle).filter((name) => !isNew(name));
    const entries = prepareWrite(bundle, await readKnown(parts.storage, outbox, names, about));
    const behindMs = parts.centre.behindMs();
    return appendWrite(parts.storage, {
      id: parts.newId(),
      localAt: parts.localNow(),
      entries,
      ...(behindMs !== undefined && { behindMs }),
      ...(about !== undefined && { patientId: about }),
    });
  });
}

/** Saves a call of a route. When it resolves it is safe on the device, in its place in the order. Errors: DeviceFull, and nothing is kept. */
export function saveCall(parts: DeskParts, call: SavedCall): Promise<SavedWrite> {
  return parts.lock('outbox', () => {
    const behindMs = parts.centre.behindMs();
    return appendWrite(parts.storage, {
      id: parts.newId(),
      localAt: parts.localNow(),
      entries: [],
      call,
      ...(behindMs !== undefined && { behindMs }),
    });
  });
}

/** What is known of the resources that a transaction writes, by their names. */
async function readKnown(
  storage: DeviceStorage,
  outbox: readonly SavedWrite[],
  names: readonly string[],
  about: string | undefined,
): Promise<Known> {
  const ownerOfName = (name: string): string | undefined =>
    name.startsWith('Patient/') ? name.slice('Patient/'.length) : about;
  const held = new Map<string, { resource: Json; versionId?: string }>();
  // To open what is held of a person takes longer than all the rest of a saving: once for all that is written about her.
  for (const [person, hers] of Map.groupBy(names, ownerOfName)) {
    const found = person === undefined ? undefined : await readHeld(storage, person);
    for (const resource of found?.resources ?? []) {
      const name = `${resource.resourceType}/${resource.id}`;
      const versionId = resource.meta?.['versionId'];
      if (hers.includes(name))
        held.set(name, { resource, ...(typeof versionId === 'string' && { versionId }) });
    }
  }
  const settled = await readSettled(storage);
  return {
    held: (name) => held.get(name),
    pending: (name, writeId) =>
      outbox
        .filter(({ id }) => writeId === undefined || id === writeId)
        .flatMap(({ entries }) => entries)
        .findLast((entry) => entry.name === name)?.resource,
    settled: (name, writeId) => settled.find(({ id }) => id === writeId)?.versions[name],
  };
}

/** Sends what waits, then fetches what is new. Throws CentreProblem, DeviceFull. One tab of a device at a time. */
export async function syncDevice(parts: DeskParts): Promise<void> {
  await parts.lock('sync', async () => {
    // A clock that was never compared is compared before anything leaves, so that its times can be put right.
    if (parts.centre.behindMs() === undefined && (await readOutbox(parts.storage)).length > 0)
      await pullPeople(parts);
    await pushOutbox(parts);
    await pullPeople(parts);
  });
}

/** Whether the first download is whole. */
export async function isReady(storage: DeviceStorage): Promise<boolean> {
  return (await readPull(storage))?.isWhole === true;
}

/** A person decided a conflict. */
export async function decideConflict(parts: DeskParts, id: string, choices: Choices): Promise<void> {
  await withStuck(parts, id, (write) => resolveWrite(write, choices, parts.newId));
}

/** A person takes a refused write up again, as it is or corrected; its place in the order stays. */
export async function retryWrite(parts: DeskParts, id: string, bundle?: unknown): Promise<void> {
  await withStuck(parts, id, async (write, outbox) => {
    const others = outbox.filter((one) => one.key < write.key);
    const entries =
      bundle === undefined || write.call !== undefined
        ? write.entries
        : prepareWrite(bundle, await readKnown(parts.storage, others, namesOf(bundle), write.patientId));
    const { key: _key, problem: _problem, theirs: _theirs, ...rest } = write;
    return replaceWrite(write, [{ ...rest, id: parts.newId(), state: 'saved', entries }]);
  });
}

/** A person gives a refused or clashing write up, and what waits for it stays. */
export async function giveUpWrite(parts: DeskParts, id: string): Promise<void> {
  await withStuck(parts, id, (write) => replaceWrite(write, []));
}

/** Whoever a refused registration turned out to be: what was written about the one goes to the other. */
export async function moveToOtherPerson(parts: DeskParts, from: string, to: string): Promise<void> {
  await parts.lock('outbox', async () => {
    const outbox = await readOutbox(parts.storage);
    await parts.storage.commit(useOtherPerson(outbox, from, to, parts.newId));
  });
}

/** Takes up the writes of a rescue file behind what is here; the same ids, so that what arrived before stays one write. */
export async function takeUpWrites(parts: DeskParts, writes: readonly SavedWrite[]): Promise<void> {
  await parts.lock('outbox', async () => {
    const known = new Set((await readOutbox(parts.storage)).map(({ id }) => id));
    for (const { key: _key, ...write } of writes)
      if (!known.has(write.id)) await appendWrite(parts.storage, write);
  });
}

type Change = (
  write: SavedWrite,
  outbox: readonly SavedWrite[],
) => ReturnType<typeof replaceWrite> | Promise<ReturnType<typeof replaceWrite>>;

/** Only what the centre has answered is touched: what may be on its way stays as it is. */
async function withStuck(parts: DeskParts, id: string, change: Change): Promise<void> {
  await parts.lock('outbox', async () => {
    const outbox = await readOutbox(parts.storage);
    const write = outbox.find((one) => one.id === id && one.state !== 'saved');
    if (write !== undefined) await parts.storage.commit(await change(write, outbox));
  });
}
