import type { DeviceStorage, Put } from './device-storage.ts';
import type { SavedCall, SavedWrite } from './saved-write.ts';

/** A call that was made on this device and that the data held here does not show yet. */
export interface MadeCall extends SavedCall {
  /** The id of its write. */
  readonly id: string;
}

/** Calls that the centre took, until what it says of them was fetched: in `meta`. */
const takenKey = 'calls-taken';

/** Calls that the centre has and the held data does not show. */
export async function readTakenCalls(storage: DeviceStorage): Promise<readonly MadeCall[]> {
  return ((await storage.get('meta', takenKey)) ?? []) as readonly MadeCall[];
}

/** The change that remembers a call which the centre took; none for a transaction, whose resources are held at once. */
export async function noteTakenCall(storage: DeviceStorage, { id, call }: SavedWrite): Promise<Put[]> {
  if (call === undefined) return [];
  const value = [...(await readTakenCalls(storage)), { ...call, id }];
  return [{ how: 'put', store: 'meta', key: takenKey, value }];
}

/** All reference data was fetched after these calls were taken: it shows them. */
export async function forgetTakenCalls(storage: DeviceStorage, shown: readonly MadeCall[]): Promise<void> {
  if (shown.length === 0) return;
  const ids = new Set(shown.map(({ id }) => id));
  const value = (await readTakenCalls(storage)).filter(({ id }) => !ids.has(id));
  await storage.commit([{ how: 'put', store: 'meta', key: takenKey, value }]);
}

/** Calls whose doing the held data does not show, in their order. A refused one is not among them: the centre did nothing. */
export function waitingCalls(taken: readonly MadeCall[], outbox: readonly SavedWrite[]): MadeCall[] {
  const waiting = outbox.flatMap(({ id, call, state }): MadeCall[] =>
    call === undefined || state !== 'saved' ? [] : [{ ...call, id }],
  );
  return [...taken, ...waiting];
}
