import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readSourceEndpoint } from '../api.ts';
import { sentenceOf } from '../rule-sentences.ts';
import { sourceViewColumns, summaryOf } from './source-view.ts';
import type { SourceViewRow } from './source-view.ts';

export const readSourceRoute = defineRoute({
  ...readSourceEndpoint,
  allow: 'doors.mend',
  handle: async (ctx, { id }) => {
    const rows = await ctx.sql.query<SourceViewRow>(
      `select ${sourceViewColumns} from doors.source where id = $1`,
      [id],
    );
    const row = rows[0];
    if (row === undefined) throw new AppError('record.not-found');
    const warnings = Object.entries(row.warnings).map(([kind, count]) => {
      const [rule = kind, field = ''] = kind.split(' ');
      return { rule, field, count, ...sentenceOf(rule) };
    });
    return { ...summaryOf(row), sha256: row.sha256, warnings };
  },
});
