import { AppError } from '#kernel/errors.ts';
import { platformActor } from '../../access/actors.ts';
import type { Transaction } from '../../sql/database.ts';
import type { RecordHost } from '../desk.ts';
import { reachOf } from '../reach.ts';
import { findRow } from '../rows.ts';
import { writeAll } from '../write/write-all.ts';
import type { SubscriptionGate } from './gate.ts';
import type { SubscriptionRow } from './subscription-rows.ts';
import type { SubscriptionResource } from './subscription.ts';

/**
 * Writes a new state into the Subscription itself, as Sen; `also` runs in the same transaction. False where somebody changed the
 * subscription meanwhile: then what led to the new state no longer holds.
 */
export async function changeState(
  host: RecordHost,
  gate: SubscriptionGate,
  row: Pick<SubscriptionRow, 'fhir_id' | 'version'>,
  to: { readonly state: 'requested' | 'active' | 'error' | 'off'; readonly fault?: string },
  also: (tx: Transaction) => Promise<void> = async () => undefined,
): Promise<boolean> {
  try {
    await host.database.transaction(async (tx) => {
      const reach = await reachOf(tx, platformActor('subscription'), host.same);
      const stored = await findRow(tx, 'Subscription', row.fhir_id);
      if (stored === undefined) throw new AppError('record.version-conflict');
      const [text] = await host.texts.of(tx, [stored]);
      const resource = JSON.parse(text!) as SubscriptionResource;
      resource.status = to.state;
      if (to.fault === undefined) delete resource.error;
      else resource.error = to.fault;
      const intent = {
        method: 'update',
        resourceType: 'Subscription',
        id: row.fhir_id,
        text: JSON.stringify(resource),
        ifMatch: `W/"${row.version}"`,
        where: '',
      } as const;
      await writeAll({ ...host, subscriptions: gate }, tx, reach, [intent]);
      await also(tx);
    });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'record.version-conflict') return false;
    throw error;
  }
}
