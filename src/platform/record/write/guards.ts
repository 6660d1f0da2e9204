import type { Transaction } from '../../sql/database.ts';
import type { Draft } from './intent.ts';

/** Something stored that is about to be changed or taken away. */
export interface StoredChange {
  readonly resourceType: string;
  /** FHIR id. */
  readonly id: string;
  readonly method: 'update' | 'delete';
  /** Where it stands in what the caller sent; '' outside a bundle. */
  readonly where: string;
}

/**
 * Judges changes of what is stored before they are written, in the same transaction; refuses by throwing. Asked for every door: the
 * FHIR API, bundles, patches, doors, modules. Not asked for what is new or stays as it is, and not for erasure by law.
 */
export type Guard = (tx: Transaction, changes: readonly StoredChange[]) => Promise<void>;

/** Asks every guard about the drafts that change something. */
export async function askGuards(
  guards: readonly Guard[],
  tx: Transaction,
  live: readonly Draft[],
): Promise<void> {
  if (guards.length === 0) return;
  const changes = live.flatMap(({ outcome, intent, fhirId }): StoredChange[] => {
    if (outcome !== 'updated' && outcome !== 'deleted') return [];
    const method = outcome === 'deleted' ? 'delete' : 'update';
    return [{ resourceType: intent.resourceType, id: fhirId, method, where: intent.where }];
  });
  if (changes.length === 0) return;
  for (const guard of guards) await guard(tx, changes);
}
