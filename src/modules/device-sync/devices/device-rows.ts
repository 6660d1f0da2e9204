import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';

/** A device as it is stored. */
export interface DeviceRow {
  readonly id: string;
  readonly account_id: string;
  readonly facility_id: string;
  readonly name: string;
  readonly worker: string;
  readonly state: 'in-use' | 'lost' | 'wiped' | 'ended';
  readonly share: string | null;
  readonly registered_at: Date;
  readonly seen_at: Date | null;
}

/** A device by its id, whoever's it is. */
export async function findDevice(ctx: Context, id: string): Promise<DeviceRow | undefined> {
  const [row] = await ctx.sql.query<DeviceRow>('select * from device_sync.device where id = $1', [id]);
  return row;
}

/**
 * The device of the one who acts, in use; notes that it was in contact. Somebody else's is as unknown as none. Errors: device.unknown,
 * device.lost.
 */
export async function ownDevice(ctx: Context, id: string): Promise<DeviceRow> {
  const row = await findDevice(ctx, id);
  if (row?.account_id !== ctx.actor.accountId) throw new AppError('device.unknown');
  if (row.state === 'lost' || row.state === 'wiped') throw new AppError('device.lost');
  if (row.state === 'ended') throw new AppError('device.unknown');
  const now = ctx.now();
  if (row.seen_at === null || now.getTime() - row.seen_at.getTime() > 60_000)
    await ctx.sql.query('update device_sync.device set seen_at = $2 where id = $1', [id, now]);
  return row;
}

/** The same, of a worker who still works where it was registered. Error: device.moved. */
export async function deviceOfStation(ctx: Context, id: string): Promise<DeviceRow> {
  const row = await ownDevice(ctx, id);
  if (row.facility_id !== ctx.actor.facilityId) throw new AppError('device.moved');
  return row;
}

/** To what a share is bound. */
export const sharePurpose = (deviceId: string): string => `device share:${deviceId}`;
/** To what the worker's name is bound. */
export const workerPurpose = (deviceId: string): string => `device worker:${deviceId}`;
