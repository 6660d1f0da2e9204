import { defineRoute } from '#platform/module/define-module.ts';
import { listWaiting, readMine, readOrder, sign, supersede } from '../api.ts';
import { certificatesOf } from '../authority/worker-certificates.ts';
import { demandWorker, placeOrder } from '../orders/place-order.ts';
import { listWaiting as list } from '../orders/list-waiting.ts';
import { readOrder as read } from '../orders/read-order.ts';
import { supersede as replace } from '../supersede.ts';
import { certificateLine } from './certificate-line.ts';

export const readMineRoute = defineRoute({
  ...readMine,
  allow: 'signatures.sign',
  async handle(ctx) {
    const { practitionerId, facilityId } = demandWorker(ctx);
    const all = await certificatesOf(ctx, practitionerId, facilityId);
    return { certificates: all.map((one) => certificateLine(one, ctx.now())) };
  },
});

export const listWaitingRoute = defineRoute({
  ...listWaiting,
  allow: 'signatures.sign',
  handle: (ctx, { cursor }) => list(ctx, demandWorker(ctx), cursor),
});

export const signRoute = defineRoute({
  ...sign,
  allow: 'signatures.sign',
  handle: async (ctx, { records }) => ({ orderId: await placeOrder(ctx, records) }),
});

export const readOrderRoute = defineRoute({
  ...readOrder,
  allow: 'signatures.sign',
  async handle(ctx, { orderId }) {
    const { faults, ...state } = await read(ctx, orderId);
    return { ...state, faults: [...faults] };
  },
});

export const supersedeRoute = defineRoute({
  ...supersede,
  allow: 'signatures.sign',
  handle: async (ctx, input) => ({ provenanceId: await replace(ctx, input) }),
});
