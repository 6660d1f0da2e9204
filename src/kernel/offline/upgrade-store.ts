import type { DeviceStorage, Put } from './device-storage.ts';
import { typesOfAll } from './held-types.ts';

/** One step of the store's form: what an older program saved, as this one reads it. */
export interface UpgradeStep {
  /** The form that it makes. */
  readonly to: number;
  /** A write of the outbox in the new form. Never drops one. */
  readonly write: (old: unknown) => unknown;
  /** What else is written in the same commit, of what is held. */
  readonly also?: (storage: DeviceStorage) => Promise<readonly Put[]>;
  /** True where people and their list must be fetched anew. */
  readonly fetchAnew?: boolean;
}

/** The store was written by a newer program: it must not be touched by this one. */
export class StoreIsNewer extends Error {
  override readonly name = 'StoreIsNewer';
}

/** The form of today. */
export const storeForm = 3;
const formKey = 'form';

/** Steps to today's form; a new form adds one here and keeps the old ones. */
export const upgradeSteps: readonly UpgradeStep[] = [
  // Facts of some types are kept together as well.
  { to: 2, write: (old) => old, also: typesOfAll },
  // A write may be a call: an older program would send it as an empty transaction.
  { to: 3, write: (old) => old },
];

/**
 * Brings a store to a form in one commit, so that a crash leaves the old or the new one whole. The outbox is carried over write by write; what can
 * be fetched again may be dropped. Throws StoreIsNewer.
 */
export async function upgradeStore(
  storage: DeviceStorage,
  steps: readonly UpgradeStep[] = upgradeSteps,
  form: number = storeForm,
): Promise<void> {
  const present = ((await storage.get('meta', formKey)) as number | undefined) ?? form;
  if (present > form) throw new StoreIsNewer();
  const due = steps.filter(({ to }) => to > present && to <= form).toSorted((a, b) => a.to - b.to);
  const puts: Put[] = [{ how: 'put', store: 'meta', key: formKey, value: form }];
  if (due.length > 0)
    for (const { key, value } of await storage.all('outbox'))
      puts.push({
        how: 'put',
        store: 'outbox',
        key,
        value: due.reduce((write, step) => step.write(write), value),
      });
  for (const { also } of due) if (also !== undefined) puts.push(...(await also(storage)));
  if (due.some(({ fetchAnew }) => fetchAnew === true))
    puts.push({ how: 'delete', store: 'meta', key: 'pull' });
  await storage.commit(puts);
}
