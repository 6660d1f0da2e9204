import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { parseCursor, printCursor } from '#platform/module/page-cursor.ts';
import { listRequests, type RequestSummary } from '../api.ts';
import { decisionFault, type Desk } from '../domain/states.ts';
import type { TableName } from '../domain/tables.ts';
import { readDecisions, requestColumns, type RequestRow } from '../request.ts';
import { permissionOfDesk } from './decide-request.ts';
import { mostCopies } from './download-table.ts';

const desks: readonly Desk[] = ['owner', 'protection'];

export const listRequestsRoute = defineRoute({
  ...listRequests,
  allow: 'data-requests.see',
  handle: async (ctx, { state, cursor, count }) => {
    const after = parseCursor(cursor);
    const seesAll = desks.some((desk) => ctx.can(permissionOfDesk[desk]));
    const rows = await ctx.sql.query<RequestRow>(
      `select ${requestColumns} from data_requests.request
       where ($1::text is null or asked_by = $1) and ($2::text is null or state = $2)
         and ($3::timestamptz is null or (asked_at, id) < ($3, $4::uuid))
       order by asked_at desc, id desc limit $5`,
      [seesAll ? null : ctx.actor.accountId, state ?? null, after?.at ?? null, after?.id ?? null, count + 1],
    );
    const page = rows.slice(0, count);
    const last = rows.length > count ? page.at(-1) : undefined;
    const requests = [];
    for (const row of page) requests.push(await summaryOf(ctx, row));
    return { requests, next: last && printCursor({ at: last.asked_at, id: last.id }) };
  },
});

async function summaryOf(ctx: Context, row: RequestRow): Promise<RequestSummary> {
  const decisions = await readDecisions(ctx, row.id);
  const facts = { state: row.state, askedBy: row.asked_by, decisions };
  const isMine = row.asked_by === ctx.actor.accountId;
  return {
    id: row.id,
    number: Number(row.number),
    askedBy: row.asked_by_name,
    isMine,
    askedAt: row.asked_at.toISOString(),
    purpose: row.purpose,
    ground: row.ground,
    wish: row.wish,
    endsOn: row.ends_on,
    state: row.state,
    people: Math.floor(row.gathered / 10) * 10,
    progress: row.step === 'done' ? 1 : row.step === 'gather' ? 0 : row.written / Math.max(1, row.gathered),
    leftOut: Math.floor(row.left_out / 10) * 10,
    fault: row.fault ?? undefined,
    decisions: decisions.map(({ desk, by_name, at, agrees, words }) => ({
      desk,
      by: by_name,
      at: at.toISOString(),
      agrees,
      words,
    })),
    mayDecide: desks.filter(
      (desk) =>
        ctx.can(permissionOfDesk[desk]) && decisionFault(facts, desk, ctx.actor.accountId) === undefined,
    ),
    files: isMine && row.state === 'ready' ? await filesOf(ctx, row.id) : [],
  };
}

async function filesOf(ctx: Context, id: string): Promise<RequestSummary['files']> {
  const rows = await ctx.sql.query<{ table_name: TableName; rows: number; copies: number }>(
    `select p.table_name, sum(p.rows)::int as rows, (select count(*)::int from data_requests.copy c
       where c.request_id = p.request_id and c.table_name = p.table_name) as copies
     from data_requests.part p where p.request_id = $1 group by p.request_id, p.table_name order by p.table_name`,
    [id],
  );
  return rows.map(({ table_name: table, rows: count, copies }) => ({
    table,
    rows: count,
    copiesLeft: Math.max(0, mostCopies - copies),
  }));
}
