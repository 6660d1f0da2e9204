import { CentreProblem } from '#kernel/offline/centre.ts';
import type { DeskParts } from '#kernel/offline/device-desk.ts';
import { endDevice, unlockDevice } from '#kernel/offline/doors.ts';
import { nextLook, settlingMs } from '#kernel/offline/next-look.ts';
import { upgradeStore } from '#kernel/offline/upgrade-store.ts';
import { keepPages } from './keep-pages.ts';
import { clockOfCentre } from './centre-clock.ts';
import {
  daysWithoutCentre,
  dropCard,
  findCard,
  keepCard,
  mostWrongCodes,
  readCards,
  type DeviceCard,
} from './device-cards.ts';
import { openWithCode, openWithShare, workingKey } from './device-key.ts';
import { deviceLock } from './device-lock.ts';
import type { Me } from '#web/shell/me.ts';
import type { Device, DeviceSession } from './device.ts';
import { askCentre, httpCentre } from './http-centre.ts';
import { localDevice } from './local-device.ts';
import { onlineDevice } from './online-device.ts';
import { sealedStorage } from './sealed-storage.ts';
import { dropDatabase, openDatabase } from './stored-database.ts';

const open = new Map<string, Promise<Device>>();

/** The device of a session: the store on this computer where one is registered, else straight to the centre. One for each worker. */
export function openDeviceStore(session: DeviceSession): Promise<Device> {
  const key = `${session.name}\n${session.facilityId ?? ''}`;
  const device = open.get(key) ?? openFor(session);
  open.set(key, device);
  device.catch(() => open.delete(key));
  return device;
}

/** After a device was registered or taken out: the next page opens what there is now. */
export function forgetOpened(): void {
  open.clear();
}

/** Keys that were opened by a code in this tab, before anybody asked for a device. */
const heldKeys = new Map<string, CryptoKey>();
const meKey = 'me';

async function openFor(session: DeviceSession): Promise<Device> {
  const card = findCard(session.name, session.facilityId);
  if (card === undefined) return onlineDevice(session);
  const held = heldKeys.get(card.id);
  if (held !== undefined) return openStore(session, card, held);
  try {
    const { share, serverTime } = await askPatiently(() => askShare(session, card.id));
    const bytes = await openWithShare(card.underShare, share);
    keepCard({ ...card, wrongCodes: 0, openedAt: Date.parse(serverTime) });
    return await openStore(session, card, await workingKey(bytes), serverTime);
  } catch (error) {
    if (!(error instanceof CentreProblem)) throw error;
    if (error.trouble === 'lost') await wipeDevice(session, card.id);
    // Not this worker's store, or the centre cannot be asked now: work goes straight to it, and the next page tries again.
    queueMicrotask(forgetOpened);
    return onlineDevice(session);
  }
}

/** Tries at the start, and the pause between two. */
const tries = 3;
const pauseMs = 700;

/** A thin line often takes the second call. */
async function askPatiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      const mayPass =
        error instanceof CentreProblem && (error.trouble === 'none' || error.trouble === 'busy');
      if (!mayPass || left === 0) throw error;
      await new Promise((again) => setTimeout(again, pauseMs));
    }
  }
}

async function askShare(session: DeviceSession, id: string) {
  const path = unlockDevice.path.replace(':id', id);
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const answer = await askCentre(session, path, { method: 'POST', headers, body: '{}' });
  return unlockDevice.output.parse(await answer.json());
}

/** Why a code did not open a store. */
export class CodeRefused extends Error {
  override readonly name = 'CodeRefused';
  readonly left: number;

  /** @param left how many tries are left; 0 where only a sign-in helps now */
  constructor(left: number) {
    super('code refused');
    this.left = left;
  }
}

/**
 * Opens a store by the worker's code, without the centre: the next openDeviceStore of this tab uses it. Answers who she is. Error: CodeRefused.
 */
export async function openByCode(card: DeviceCard, code: string): Promise<Me> {
  const key = await keyByCode(card, code);
  const database = await openDatabase(card.id, forgetOpened);
  const me = (await sealedStorage(database, key).get('meta', meKey)) as Me | undefined;
  database.close();
  // Registered, and never opened at the centre since: nobody knows yet who she is.
  if (me === undefined) throw new CodeRefused(0);
  heldKeys.set(card.id, key);
  return me;
}

async function keyByCode(card: DeviceCard, code: string): Promise<CryptoKey> {
  const age = Date.now() - card.openedAt;
  const isTooOld = age > daysWithoutCentre * 86_400_000;
  if (card.underCode === undefined || card.wrongCodes >= mostWrongCodes || isTooOld) throw new CodeRefused(0);
  // Counted before it is tried, so that closing the page wins no further try.
  keepCard({ ...card, wrongCodes: card.wrongCodes + 1 });
  try {
    const bytes = await openWithCode(card.underCode, code);
    keepCard({ ...card, wrongCodes: 0 });
    return await workingKey(bytes);
  } catch {
    const left = mostWrongCodes - card.wrongCodes - 1;
    if (left === 0) {
      const { underCode: _gone, ...rest } = card;
      keepCard({ ...rest, wrongCodes: mostWrongCodes });
    }
    throw new CodeRefused(left);
  }
}

async function openStore(
  session: DeviceSession,
  card: DeviceCard,
  key: CryptoKey,
  serverTime?: string,
): Promise<Device> {
  const lock = deviceLock(card.id);
  const database = await openDatabase(card.id, forgetOpened);
  const storage = sealedStorage(database, key);
  await lock('upgrade', () => upgradeStore(storage));
  if (!heldKeys.has(card.id))
    await storage.commit([{ how: 'put', store: 'meta', key: meKey, value: session.me }]);
  const clock = clockOfCentre();
  if (serverTime !== undefined) clock.hear(serverTime);
  const desk: DeskParts = {
    storage,
    centre: httpCentre(session, card.id, clock),
    newId: () => crypto.randomUUID(),
    lock,
    localNow: Date.now,
  };
  const channel = new BroadcastChannel(`sen-device ${card.id}`);
  const watch = syncWhenThere(() => void device.sync());
  const device = await localDevice({
    desk,
    clock,
    ofOthers: readCards()
      .filter(({ id }) => id !== card.id)
      .reduce((sum, { unsent }) => sum + unsent, 0),
    noteUnsent: (unsent) => {
      const latest = readCards().find(({ id }) => id === card.id);
      if (latest !== undefined && latest.unsent !== unsent) keepCard({ ...latest, unsent });
    },
    channel,
    onSynced: watch.heard,
    wipe: async () => {
      database.close();
      await wipeDevice(session, card.id);
      location.assign('/');
    },
    close: () => {
      watch.stop();
      database.close();
    },
  });
  void navigator.storage?.persist?.();
  void keepPages();
  void device.sync();
  return device;
}

interface Watch {
  /** A sync ended so. */
  heard: (problem: CentreProblem | undefined) => void;
  stop(): void;
}

/** Looks at the centre again and again, and soon after the network came back. */
function syncWhenThere(sync: () => void): Watch {
  let busyInRow = 0;
  let look: ReturnType<typeof setTimeout>;
  const lookIn = (ms: number): void => {
    clearTimeout(look);
    look = setTimeout(() => {
      // Also where nobody hears how this one ends.
      lookIn(nextLook({ how: 'none', busyInRow }, Math.random()));
      sync();
    }, ms);
  };
  const onOnline = (): void => lookIn(settlingMs(Math.random()));
  addEventListener('online', onOnline);
  lookIn(nextLook({ how: 'fine', busyInRow }, Math.random()));
  return {
    heard(problem) {
      const how = problem === undefined ? 'fine' : problem.trouble === 'busy' ? 'busy' : 'none';
      busyInRow = how === 'busy' ? busyInRow + 1 : 0;
      lookIn(nextLook({ how, busyInRow, retryAfterMs: problem?.retryAfterMs }, Math.random()));
    },
    stop() {
      clearTimeout(look);
      removeEventListener('online', onOnline);
    },
  };
}

/** Nothing stays on this computer; the centre is told so where it can be. */
export async function wipeDevice(session: DeviceSession, id: string): Promise<void> {
  dropCard(id);
  forgetOpened();
  await dropDatabase(id);
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const body = JSON.stringify({ wiped: true });
  await askCentre(session, endDevice.path.replace(':id', id), { method: 'POST', headers, body }).catch(
    (error: unknown) => {
      if (!(error instanceof CentreProblem)) throw error;
    },
  );
}
