import { registerDevice } from '#kernel/offline/doors.ts';
import { findCard, keepCard } from './device-cards.ts';
import { closeUnderCode, closeUnderShare, drawKey } from './device-key.ts';
import type { DeviceSession } from './device.ts';
import { askCentre } from './http-centre.ts';
import { forgetOpened, wipeDevice } from './open-device-store.ts';

/** Why a code is not taken. */
export type CodeFault = 'too-short' | 'too-plain';

/** A code opens the store without the centre, so whoever copies the disk may try all short ones: eight signs, not a run, not one sign. */
export function codeFault(code: string): CodeFault | undefined {
  if (code.length < 8) return 'too-short';
  const steps = new Set([...code].slice(1).map((sign, at) => sign.charCodeAt(0) - code.charCodeAt(at)));
  return steps.size === 1 || new Set(code).size < 4 ? 'too-plain' : undefined;
}

/**
 * Makes this computer a device of the worker: the centre keeps a share of the key, her code opens it on days without a network. What it holds comes
 * with the next sync. Errors: CentreProblem.
 * @param code absent where she wants none: then the store opens only while the centre can be asked
 */
export async function registerThisDevice(
  session: DeviceSession,
  name: string,
  code: string | undefined,
): Promise<void> {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const body = JSON.stringify({ name });
  const answer = await askCentre(session, registerDevice.path, { method: 'POST', headers, body });
  const { id, share, facilityId, serverTime } = registerDevice.output.parse(await answer.json());
  const key = drawKey();
  keepCard({
    id,
    worker: session.name,
    facilityId,
    underShare: await closeUnderShare(key, share),
    ...(code !== undefined && { underCode: await closeUnderCode(key, code) }),
    wrongCodes: 0,
    openedAt: Date.parse(serverTime),
    unsent: 0,
  });
  key.fill(0);
  forgetOpened();
}

/** Takes everything off this computer, after all was sent: the database, the card, and the centre's share. */
export async function takeOutThisDevice(session: DeviceSession): Promise<void> {
  const card = findCard(session.name, session.facilityId);
  if (card !== undefined) await wipeDevice(session, card.id);
}
