import type { DeviceStorage, Put } from './device-storage.ts';
import { KeyTaken } from './device-storage.ts';
import { orderOf, outboxKey, type SavedWrite } from './saved-write.ts';

/** Everything that waits, in the order of saving. */
export async function readOutbox(storage: DeviceStorage): Promise<SavedWrite[]> {
  return (await storage.all('outbox')).map(({ value }) => value as SavedWrite);
}

/** What a write is made of before it has its place. */
export type NewWrite = Pick<SavedWrite, 'id' | 'localAt' | 'entries'> &
  Partial<Omit<SavedWrite, 'key' | 'id' | 'localAt' | 'entries'>>;

const lastKey = 'outbox-last';

/**
 * Puts a write at the end of the outbox. When it resolves the write is safe on the device. Errors: DeviceFull, and nothing is kept.
 * Places are counted in the store, so that none is used twice, not by another tab either.
 */
export async function appendWrite(storage: DeviceStorage, write: NewWrite): Promise<SavedWrite> {
  for (;;) {
    const order = Number((await storage.get('meta', lastKey)) ?? 0) + 1;
    const key = outboxKey(order, write.id);
    const saved: SavedWrite = { key, origins: [write.id], state: 'saved', ...write };
    try {
      await storage.commit([
        { how: 'add', store: 'outbox', key, value: saved },
        { how: 'put', store: 'meta', key: lastKey, value: order },
      ]);
      return saved;
    } catch (error) {
      if (!(error instanceof KeyTaken)) throw error;
    }
  }
}

/** The changes that put writes in the place of one: at its place in the order, one after the other. */
export function replaceWrite(old: SavedWrite, next: readonly Omit<SavedWrite, 'key'>[]): Put[] {
  return [
    { how: 'delete', store: 'outbox', key: old.key },
    ...next.map((write): Put => {
      const key = outboxKey(orderOf(old.key), write.id);
      return { how: 'add', store: 'outbox', key, value: { ...write, key } };
    }),
  ];
}

/** Whether a write waits for others, by its id. */
export function waitingOnes(writes: readonly SavedWrite[]): ReadonlySet<string> {
  const waiting = new Set<string>();
  const blocked = { made: new Set<string>(), written: new Set<string>() };
  for (const write of writes) {
    const isStuck = write.state !== 'saved';
    if (!isStuck && !needsAny(write, blocked)) continue;
    if (!isStuck) waiting.add(write.id);
    note(write, blocked);
  }
  return waiting;
}

/**
 * What can be sent together now: each by itself, in the order of saving. A write waits for those before it that make what it points to, or
 * write what it writes: while they are refused or in conflict, and until their answer is known.
 * @param most writes of one sending
 */
export function nextToSend(writes: readonly SavedWrite[], most: number): readonly SavedWrite[] {
  const ahead = { made: new Set<string>(), written: new Set<string>() };
  const ready: SavedWrite[] = [];
  for (const write of writes) {
    if (ready.length === most) break;
    if (write.state === 'saved' && !needsAny(write, ahead)) ready.push(write);
    note(write, ahead);
  }
  return ready;
}

interface Names {
  readonly made: Set<string>;
  readonly written: Set<string>;
}

function note({ entries, call }: SavedWrite, { made, written }: Names): void {
  call?.makes?.forEach((name) => made.add(name));
  for (const { name, base } of entries) {
    written.add(name);
    if (base === undefined) made.add(name);
  }
}

function needsAny({ entries, call }: SavedWrite, { made, written }: Names): boolean {
  if (call?.needs?.some((name) => made.has(name)) === true) return true;
  if (entries.some(({ name }) => written.has(name))) return true;
  return made.size > 0 && entries.some(({ resource }) => resource !== undefined && pointsTo(resource, made));
}

/** Whether a resource refers to one of the names. */
export function pointsTo(node: unknown, names: ReadonlySet<string>): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some((one) => pointsTo(one, names));
  return Object.entries(node).some(([key, value]) =>
    key === 'reference' && typeof value === 'string' ? names.has(value) : pointsTo(value, names),
  );
}
