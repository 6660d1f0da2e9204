import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { demandFresh, freshForExport } from '#platform/identity/step-up.ts';
import type { StreamRoute } from '#platform/module/define-module.ts';
import { linesOfTable } from '../domain/rows-of.ts';
import { tableNames, type TableName } from '../domain/tables.ts';
import { markKey } from '../domain/watermark.ts';
import { sealCopy } from '../copy-secret.ts';
import { readRequest, secretOf } from '../request.ts';
import { refuse } from './refuse.ts';

/** Copies of one table that a request may take; a broken download counts, or breaking one off would be free. */
export const mostCopies = 5;

const keyDigits = 16;

/** One table of an own request as CSV. Each copy is counted and bears its own mark in every line. */
export const downloadTableStream: StreamRoute = {
  method: 'POST',
  path: '/api/data-requests/:id/tables/:table',
  allow: 'data-requests.ask',
  accepts: [],
  summary: { vi: 'Tải một bảng dữ liệu đã bỏ danh tính', en: 'Download a table without names' },
  async handle(ctx, { params }) {
    const { id = '', table = '' } = params;
    if (!/^[0-9a-f-]{36}$/u.test(id) || !isTable(table)) throw new AppError('record.not-found');
    demandFresh(ctx.actor, freshForExport, ctx.now());
    const { number, secret, head } = await takeCopy(ctx, id, table);
    const parts = await ctx.sql.query<{ sha256: string }>(
      'select sha256 from data_requests.part where request_id = $1 and table_name = $2 order by number',
      [id, table],
    );
    return {
      status: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="sen-${number}-${table}.csv"`,
        'cache-control': 'no-store',
      },
      body: Readable.from(markedLines(ctx, head, parts, secret), { objectMode: false }),
    };
  },
};

async function takeCopy(
  ctx: Context,
  id: string,
  table: TableName,
): Promise<{ number: string; secret: Buffer; head: string }> {
  const [secret, copyId] = [randomBytes(32), randomUUID()];
  return ctx.transaction(async (tx) => {
    const request = await readRequest(tx, id, true);
    if (request.asked_by !== tx.actor.accountId) throw new AppError('record.not-found');
    const asked = request.wish.tables[table];
    if (request.state !== 'ready' || asked === undefined) throw refuse('not-open');
    const [made] = await tx.sql.query<{ copies: number }>(
      'select count(*)::int as copies from data_requests.copy where request_id = $1 and table_name = $2',
      [id, table],
    );
    if ((made?.copies ?? 0) >= mostCopies) throw refuse('no-copies');
    const [copy] = await tx.sql.query<{ number: string }>(
      `insert into data_requests.copy (id, request_id, table_name, by, at, secret) values ($1, $2, $3, $4, $5, $6) returning number`,
      [copyId, id, table, tx.actor.accountId, tx.now(), sealCopy(tx, copyId, secret)],
    );
    return {
      number: copy!.number,
      secret,
      head: linesOfTable(table, asked, secretOf(tx, request)).head,
    };
  });
}

async function* markedLines(
  ctx: Context,
  head: string,
  parts: readonly { readonly sha256: string }[],
  secret: Buffer,
): AsyncGenerator<string> {
  yield head;
  for (const { sha256 } of parts) {
    let rest = '';
    for await (const chunk of await ctx.files.open(sha256)) {
      rest += Buffer.from(chunk as Uint8Array).toString('latin1');
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      const marked = lines.map(
        (line) => `${markKey(secret, line.slice(0, keyDigits))}${line.slice(keyDigits)}\n`,
      );
      // The bytes of a letter may lie in two chunks; lines are whole.
      yield Buffer.from(marked.join(''), 'latin1').toString('utf8');
    }
  }
}

function isTable(name: string): name is TableName {
  return (tableNames as readonly string[]).includes(name);
}
