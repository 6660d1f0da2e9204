import { randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import { endDevice, listDevices, registerDevice, reportLost, unlockDevice } from '#kernel/offline/doors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import {
  findDevice,
  ownDevice,
  sharePurpose,
  workerPurpose,
  type DeviceRow,
} from '../devices/device-rows.ts';

/** A phone, a computer at the desk, one in repair: more in use by one worker are none of hers. */
const mostInUse = 5;

export const registerDeviceRoute = defineRoute({
  ...registerDevice,
  allow: 'device-sync.use',
  handle: async (ctx, { name }) => {
    const { accountId, facilityId, display } = ctx.actor;
    if (facilityId === undefined) throw new AppError('access.denied', { detail: 'no facility' });
    const used = await ctx.sql.query(
      "select 1 from device_sync.device where account_id = $1 and state = 'in-use'",
      [accountId],
    );
    if (used.length >= mostInUse) throw new AppError('device.too-many');
    const id = randomUUID();
    const share = randomBytes(32).toString('base64');
    const now = ctx.now();
    await ctx.sql.query(
      `insert into device_sync.device (id, account_id, facility_id, name, worker, state, share, registered_at, seen_at, changed_at)
       values ($1, $2, $3, $4, $5, 'in-use', $6, $7, $7, $7)`,
      [
        id,
        accountId,
        facilityId,
        name,
        ctx.seal.seal(display, workerPurpose(id)),
        ctx.seal.seal(share, sharePurpose(id)),
        now,
      ],
    );
    return { id, share, facilityId, serverTime: now.toISOString() };
  },
});

export const unlockDeviceRoute = defineRoute({
  ...unlockDevice,
  allow: 'device-sync.use',
  // Its answer holds a secret: it is kept beside no Idempotency-Key.
  alone: true,
  handle: async (ctx, { id }) => {
    const row = await ownDevice(ctx, id);
    if (row.share === null) throw new AppError('device.lost');
    return {
      share: ctx.seal.open(row.share, sharePurpose(id)),
      facilityId: row.facility_id,
      hasMoved: row.facility_id !== ctx.actor.facilityId,
      serverTime: ctx.now().toISOString(),
    };
  },
});

/** A worker sees her own, who keeps a facility's computers sees those of the facility, an administrator all. */
export const listDevicesRoute = defineRoute({
  ...listDevices,
  allow: 'device-sync.see',
  handle: async (ctx) => {
    const rows = await ctx.sql.query<DeviceRow>(
      `select * from device_sync.device
       where account_id = $1 or $2 or facility_id = $3 order by registered_at desc limit 500`,
      [ctx.actor.accountId, keepsAll(ctx), ctx.can('device-sync.keep') ? (ctx.actor.facilityId ?? '') : ''],
    );
    return {
      devices: rows.map((row) => ({
        id: row.id,
        name: row.name,
        facilityId: row.facility_id,
        state: row.state,
        registeredAt: row.registered_at.toISOString(),
        ...(row.seen_at !== null && { seenAt: row.seen_at.toISOString() }),
        isMine: row.account_id === ctx.actor.accountId,
        worker: ctx.seal.open(row.worker, workerPurpose(row.id)),
      })),
    };
  },
});

/** The centre's share of the key goes at once: without it what lies on the device opens to no sign-in any more. */
export const reportLostRoute = defineRoute({
  ...reportLost,
  allow: 'device-sync.see',
  handle: async (ctx, { id }) => {
    const row = await findDevice(ctx, id);
    if (row === undefined || !mayEnd(ctx, row)) throw new AppError('device.unknown');
    if (row.state !== 'in-use') return {};
    await ctx.sql.query(
      "update device_sync.device set state = 'lost', share = null, changed_at = $2 where id = $1",
      [id, ctx.now()],
    );
    return {};
  },
});

export const endDeviceRoute = defineRoute({
  ...endDevice,
  allow: 'device-sync.use',
  handle: async (ctx, { id, wiped }) => {
    const row = await findDevice(ctx, id);
    if (row?.account_id !== ctx.actor.accountId) throw new AppError('device.unknown');
    // A lost one stays lost until it says that nothing is left on it.
    const state =
      row.state === 'lost' ? (wiped ? 'wiped' : 'lost') : row.state === 'wiped' ? 'wiped' : 'ended';
    await ctx.sql.query(
      'update device_sync.device set state = $2, share = null, changed_at = $3 where id = $1',
      [id, state, ctx.now()],
    );
    return {};
  },
});

function keepsAll(ctx: Context): boolean {
  return ctx.can('device-sync.keep') && ctx.actor.roles.includes('administrator');
}

function mayEnd(ctx: Context, row: DeviceRow): boolean {
  if (row.account_id === ctx.actor.accountId || keepsAll(ctx)) return true;
  return ctx.can('device-sync.keep') && row.facility_id === ctx.actor.facilityId;
}
