import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { keyName, purposes, ringOver, type DataKey, type Keyring } from './keyring.ts';

/** Keys that live as long as the process: for tests, and for what must never be read by another one. */
export function memoryKeyring(): Keyring {
  const keys = new Map<string, KeyObject>();
  const newest = new Map<string, DataKey>();
  for (const [purpose, ranges] of purposes) {
    for (let range = 0; range < ranges; range += 1) {
      const key = createSecretKey(randomBytes(32));
      keys.set(keyName(purpose, range, 1), key);
      newest.set(keyName(purpose, range), { generation: 1, key });
    }
  }
  const set = { keys, newest };
  return ringOver(set, () => Promise.resolve(set));
}
