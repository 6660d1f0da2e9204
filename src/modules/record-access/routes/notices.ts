import { defineRoute } from '#platform/module/define-module.ts';
import { readDutyNotices, readOwnNotices, seeDutyNotices, seeOwnNotices } from '../api.ts';
import { awaitNotices, markSeen, unseenNotices } from '../notices.ts';

export const readOwnNoticesRoute = defineRoute({
  ...readOwnNotices,
  allow: 'access.own',
  waits: true,
  handle: async (ctx, wish) => ({ notices: await awaitNotices(ctx, 'person', wish) }),
});

export const seeOwnNoticesRoute = defineRoute({
  ...seeOwnNotices,
  allow: 'access.own',
  handle: async (ctx, { ids }) => {
    await markSeen(ctx, 'person', ids);
    return { notices: await unseenNotices(ctx, 'person') };
  },
});

export const readDutyNoticesRoute = defineRoute({
  ...readDutyNotices,
  allow: 'access.review',
  waits: true,
  handle: async (ctx, wish) => ({ notices: await awaitNotices(ctx, 'supervisor', wish) }),
});

export const seeDutyNoticesRoute = defineRoute({
  ...seeDutyNotices,
  allow: 'access.review',
  handle: async (ctx, { ids }) => {
    await markSeen(ctx, 'supervisor', ids);
    return { notices: await unseenNotices(ctx, 'supervisor') };
  },
});
