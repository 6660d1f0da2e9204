import { defineRoute } from '#platform/module/define-module.ts';
import { readTimeline } from '../api.ts';
import { keepFound } from '../domain/group-lines.ts';
import { askTimeline, pageOf } from '../domain/timeline.ts';
import { loadLife } from './load-life.ts';

const usualPage = 200;

/** One page of a life, checked and audited each time and never older than the last write. */
export const readTimelineRoute = defineRoute({
  ...readTimeline,
  allow: 'record.read',
  async handle(ctx, { patientId, cursor, limit, ...question }) {
    const life = await loadLife(ctx, patientId);
    const { found, kinds, years } = askTimeline(life.entries, question);
    // Who asks for one kind wants its single lines, one below the other.
    const shown =
      (question.kinds ?? []).length > 0
        ? found
        : keepFound(life.grouped, new Set(found.map(({ id }) => id)), (question.words ?? '').trim() !== '');
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
