import type { DeviceStorage, Put } from './device-storage.ts';
import type { WriteAnswer } from './doors.ts';

/** A write that the centre took, by what a page that read it before still calls it. */
interface Settled {
  readonly id: string;
  readonly versions: Readonly<Record<string, string>>;
}

const key = 'settled';
/** A page is not open longer than this many writes. */
const most = 100;

/** The writes that were settled last. */
export async function readSettled(storage: DeviceStorage): Promise<readonly Settled[]> {
  return ((await storage.get('meta', key)) ?? []) as readonly Settled[];
}

/** The change that remembers an accepted one. */
export async function noteSettled(storage: DeviceStorage, answer: WriteAnswer): Promise<Put[]> {
  if (answer.outcome !== 'accepted') return [];
  const { id, versions } = answer;
  const value = [...(await readSettled(storage)), { id, versions }].slice(-most);
  return [{ how: 'put', store: 'meta', key, value }];
}
