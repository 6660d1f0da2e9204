import type { Communication, Organization } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { parseCursor, printCursor } from '#platform/module/page-cursor.ts';
import { beginningOf, saidIn } from '../domain/communication.ts';
import type { ShownLine } from '../domain/doctor-contract.ts';
import { isLate } from '../domain/expected-answer.ts';
import { asSen } from '../people.ts';
import { linesOf, type Conversation } from './store.ts';

/** Lines of one page of a conversation. */
const linesAtOnce = 20;

/** Cuts a list that was read one longer than a page. */
export function pageOf<T extends { readonly id: string }>(
  rows: readonly T[],
  size: number,
  at: (row: T) => Date,
): { readonly page: readonly T[]; readonly next?: string } {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return rows.length > size && last !== undefined
    ? { page, next: printCursor({ at: at(last), id: last.id }) }
    : { page };
}

/** Communications by their ids. Only ids that stand in a conversation which the caller may read. */
async function communications(ctx: Context, ids: readonly string[]): Promise<Map<string, Communication>> {
  if (ids.length === 0) return new Map();
  const page = await asSen(ctx).record.search('Communication', `_id=${ids.join(',')}&_count=${ids.length}`);
  return new Map(page.matches.map(({ id, text }) => [id, JSON.parse(text) as Communication]));
}

/** What a list says of each conversation. */
export async function headsOf(ctx: Context, rows: readonly Conversation[]) {
  const last = await communications(
    ctx,
    rows.map(({ last_line }) => last_line),
  );
  return rows.map((row) => {
    const resource = last.get(row.last_line);
    return {
      id: row.id,
      state: row.state,
      dueOn: row.due_on,
      isLate: row.state === 'open' && isLate(row.due_on, ctx.now()),
      lastAt: row.last_at.toISOString(),
      last: resource === undefined ? '' : beginningOf(saidIn(resource).words),
    };
  });
}

/** One page of what was said, the newest last. */
export async function saidOf(
  ctx: Context,
  conversation: Conversation,
  cursor: string | undefined,
): Promise<{ lines: ShownLine[]; earlier?: string }> {
  const rows = await linesOf(ctx, conversation, parseCursor(cursor), linesAtOnce + 1);
  const { page, next } = pageOf(rows, linesAtOnce, ({ said_at }) => said_at);
  const found = await communications(
    ctx,
    page.map(({ id }) => id),
  );
  const lines = page.toReversed().flatMap(({ id, side, said_at }): ShownLine[] => {
    const resource = found.get(id);
    if (resource === undefined) return [];
    const { words, by } = saidIn(resource);
    return [{ id, side, by, words, at: said_at.toISOString() }];
  });
  return { lines, ...(next !== undefined && { earlier: next }) };
}

/** Names of facilities by their ids. */
export async function facilityNames(
  ctx: Context,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return new Map();
  const page = await asSen(ctx).record.search(
    'Organization',
    `_id=${unique.map(encodeURIComponent).join(',')}&_count=${unique.length}`,
  );
  return new Map(
    page.matches.map(({ id, text }) => [id, (JSON.parse(text) as Organization).name ?? ''] as const),
  );
}
