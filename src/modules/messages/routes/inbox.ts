import { parseCursor, printCursor } from '#platform/module/page-cursor.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { countUnread, markNotices, readNotices } from '../api.ts';
import { nameOf, ownPeople } from '../people.ts';
import {
  countUnread as count,
  markNotices as mark,
  readNotices as read,
  type NoticeOf,
} from '../store/notices.ts';

const pageSize = 20;

export const readNoticesRoute = defineRoute({
  ...readNotices,
  allow: 'messages.own',
  handle: async (ctx, { cursor }) => {
    const people = await ownPeople(ctx);
    const found = await read(ctx, people, parseCursor(cursor), pageSize + 1);
    const page = found.slice(0, pageSize);
    const last = page.at(-1);
    const names = new Map(
      people
        .filter(({ tie }) => tie !== 'self')
        .map(({ patientId, patient }) => [patientId, nameOf(patient)]),
    );
    const shown = ({ patientId, toldAt, ...one }: NoticeOf) => {
      const about = names.get(patientId);
      return { ...one, toldAt: toldAt.toISOString(), ...(about !== undefined && { about }) };
    };
    return {
      notices: page.map(shown),
      unread: await count(ctx, people),
      ...(found.length > pageSize &&
        last !== undefined && { next: printCursor({ at: last.toldAt, id: last.id }) }),
    };
  },
});

export const countUnreadRoute = defineRoute({
  ...countUnread,
  allow: 'messages.own',
  handle: async (ctx) => ({ unread: await count(ctx, await ownPeople(ctx)) }),
});

export const markNoticesRoute = defineRoute({
  ...markNotices,
  allow: 'messages.own',
  handle: async (ctx, { ids, seen }) => {
    const people = await ownPeople(ctx);
    await mark(ctx, people, { ids, seen });
    return { unread: await count(ctx, people) };
  },
});
