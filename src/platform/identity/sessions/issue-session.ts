import { randomUUID } from 'node:crypto';
import type { Database } from '../../sql/database.ts';
import { beginSession } from './session-store.ts';

/** Begins a session for a token that is given without the sign-in page, as if its owner had just typed her password. Returns its id. */
export async function issueSession(database: Database, accountId: string, now: Date): Promise<string> {
  const id = randomUUID();
  const place = { device: '', network: '', isNewDevice: false };
  await beginSession(database, { id, accountId, ...place, methods: ['password'], level: 1 }, now);
  return id;
}
