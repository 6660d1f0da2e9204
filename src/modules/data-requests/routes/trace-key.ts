import { defineRoute } from '#platform/module/define-module.ts';
import { traceKey } from '../api.ts';
import type { TableName } from '../domain/tables.ts';
import { openCopy } from '../copy-secret.ts';
import { isFromCopy } from '../domain/watermark.ts';

interface CopyRow {
  readonly id: string;
  readonly number: string;
  readonly table_name: TableName;
  readonly at: Date;
  readonly secret: string;
  readonly request: string;
  readonly name: string;
}

export const traceKeyRoute = defineRoute({
  ...traceKey,
  allow: 'data-requests.agree-protection',
  handle: async (ctx, { key }) => {
    const copies = await ctx.sql.query<CopyRow>(
      `select c.id, c.number, c.table_name, c.at, c.secret, r.number as request, r.asked_by_name as name
       from data_requests.copy c join data_requests.request r on r.id = c.request_id order by c.number desc`,
    );
    const found = copies.find(({ id, secret }) => isFromCopy(openCopy(ctx, id, secret), key));
    if (found === undefined) return {};
    const { number, table_name: table, at, request, name: by } = found;
    return {
      found: { request: Number(request), copy: Number(number), table, by, at: at.toISOString() },
    };
  },
});
