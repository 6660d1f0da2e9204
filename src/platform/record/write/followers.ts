import type { Transaction } from '../../sql/database.ts';
import type { Draft, Json } from './intent.ts';

/** A resource as it now is; without `resource` it was deleted. */
export interface Written {
  readonly resourceType: string;
  /** The id it is read by. */
  readonly id: string;
  readonly resource?: Json;
  /** Row id of the person in whose compartment it lies. */
  readonly patient?: string;
}

/** A part of the platform that must know what is written of some types. */
export interface Follower {
  readonly types: ReadonlySet<string>;
  /** Runs in the transaction of the write; what it throws undoes the write. */
  readonly follow: (tx: Transaction, written: readonly Written[], now: Date) => Promise<void>;
}

/** Tells each follower what was written of its types; resources that stayed as they were are not told. */
export async function tellFollowers(
  followers: readonly Follower[],
  tx: Transaction,
  drafts: readonly Draft[],
  now: Date,
): Promise<void> {
  for (const { types, follow } of followers) {
    const written = drafts
      .filter(({ intent, outcome }) => types.has(intent.resourceType) && outcome !== 'unchanged')
      .map(({ intent, fhirId, resource, patient }): Written => ({
        resourceType: intent.resourceType,
        id: fhirId,
        ...(resource !== undefined && { resource }),
        ...(patient !== null && { patient }),
      }));
    if (written.length > 0) await follow(tx, written, now);
  }
}
