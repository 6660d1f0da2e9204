import { defineRoute } from '#platform/module/define-module.ts';
import { readTimeline } from '../api.ts';
import { entryOf } from '../domain/entry-of.ts';
import { askTimeline, orderEntries, pageOf } from '../domain/timeline.ts';
import { loadRecord, readingFor } from './load-record.ts';

const usualPage = 200;

/**
 * One page of a life. The whole record is read each time: a record of 3,000 lines takes some ten milliseconds, is checked and audited
 * as one act, and is never older than the last write.
 */
export const readTimelineRoute = defineRoute({
  ...readTimeline,
  allow: 'record.read',
  async handle(ctx, { patientId, cursor, limit, ...question }) {
    const { resources } = await loadRecord(ctx, patientId);
    const reading = await readingFor(ctx, resources);
    const entries = orderEntries(
      resources.map((one) => entryOf(one, reading)).filter((one) => one !== undefined),
    );
    const { found, kinds, years } = askTimeline(entries, question);
    const { page, next } = pageOf(found, cursor, limit ?? usualPage);
    return {
      entries: page,
      found: found.length,
      total: entries.length,
      kinds,
      years,
      ...(next === undefined ? {} : { next }),
    };
  },
});
