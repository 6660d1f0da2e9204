import { defineRoute } from '#platform/module/define-module.ts';
import { readTimeline } from '../api.ts';
import { groupLines, keepFound } from '../domain/group-lines.ts';
import { lifeOf } from '../domain/life.ts';
import { askTimeline, pageOf } from '../domain/timeline.ts';
import { loadRecord, readingFor } from './load-record.ts';

const usualPage = 200;

/**
 * One page of a life. The whole record is read each time: a record of 3,000 lines costs some 150 ms of one processor (`npm run bench --
 * page`), an ordinary one a few; it is checked and audited as one act, and is never older than the last write.
 */
export const readTimelineRoute = defineRoute({
  ...readTimeline,
  allow: 'record.read',
  async handle(ctx, { patientId, cursor, limit, ...question }) {
    const { resources } = await loadRecord(ctx, patientId);
    const reading = await readingFor(ctx, resources);
    const life = lifeOf(resources, reading);
    const { found, kinds, years } = askTimeline(life.entries, question);
    // Who asks for one kind wants its single lines, one below the other.
    const shown =
      (question.kinds ?? []).length > 0
        ? found
        : keepFound(
            groupLines(life, reading),
            new Set(found.map(({ id }) => id)),
            (question.words ?? '').trim() !== '',
          );
    const { page, next } = pageOf(shown, cursor, limit ?? usualPage);
    return {
      entries: page,
      found: found.length,
      total: life.entries.length,
      kinds,
      years,
      ...(next === undefined ? {} : { next }),
    };
  },
});
