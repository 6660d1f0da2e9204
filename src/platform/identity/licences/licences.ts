import type { Database } from '../../sql/database.ts';
import type { Follower } from '../../record/write/followers.ts';
import type { Licence, LicenceState } from './licence.ts';
import { enterLicence, judgeLicence, keepShown, listLicences, listUnlicensed } from './licence-store.ts';
import type { KeptLicence } from './licence-store.ts';
import { readQualifications } from './read-qualifications.ts';

/** What modules may ask of practising licences: how they stand, and that one is suspended, revoked or reinstated. */
export type LicenceDesk = Pick<Licences, 'list' | 'judge'>;

/** The practising licences that clinical rights rest on. A change counts within seconds, in sessions that run too. */
export interface Licences {
  list(practitionerId: string): Promise<KeptLicence[]>;
  /** Enters a licence, or changes one, in an administrator's name. */
  enter(practitionerId: string, licence: Licence): Promise<void>;
  /** Suspends, revokes or reinstates one licence, or all of a practitioner's. Errors: record.not-found. */
  judge(practitionerId: string, number: string | undefined, state: LicenceState): Promise<void>;
  /** Keeps what Practitioners in the record show, in the transaction that writes them. */
  readonly follower: Follower;
  /** Reads the practitioners with an account of whom no licence is known; `read` gives one as JSON text. Returns how many had one. */
  readMissing(read: (practitionerId: string) => Promise<string | undefined>): Promise<number>;
}

/** @param changed hears that rights may have changed, so that no cache goes on believing in the former ones */
export function createLicences(database: Database, now: () => Date, changed: () => void): Licences {
  return {
    list: (practitionerId) => listLicences(database, practitionerId),
    async enter(practitionerId, licence) {
      await enterLicence(database, practitionerId, licence, now());
      changed();
    },
    async judge(practitionerId, number, state) {
      await judgeLicence(database, practitionerId, number, state, now());
      changed();
    },
    follower: {
      types: new Set(['Practitioner']),
      async follow(tx, written, at) {
        for (const { id, resource } of written)
          await keepShown(tx, id, resource === undefined ? [] : readQualifications(resource), at);
        tx.afterCommit(changed);
      },
    },
    async readMissing(read) {
      let found = 0;
      for (const practitionerId of await listUnlicensed(database)) {
        const text = await read(practitionerId);
        if (text === undefined) continue;
        const shown = readQualifications(JSON.parse(text) as Record<string, unknown>);
        if (shown.length > 0) found += 1;
        await database.transaction((tx) => keepShown(tx, practitionerId, shown, now()));
      }
      changed();
      return found;
    },
  };
}
