import type { Patient } from '@medplum/fhirtypes';
import { z } from 'zod';
import type { Context } from '#platform/context.ts';
import type { Job } from '#platform/module/define-module.ts';
import { entryOf, storeEntries } from '../index/follow-patients.ts';
import { isFindable } from '../index/read-person.ts';

const step = 200;

/** Reads every Patient of the store into the index anew, page by page; a run that was cut off goes on where it was. */
export const rebuildJob: Job<{ id: string }> = {
  name: 'registry.rebuild',
  retry: { limit: 20, backoffSeconds: 5 },
  payload: z.object({ id: z.uuid() }),
  run: async (ctx, { id }) => {
    while (await rebuildStep(ctx, id));
  },
};

async function rebuildStep(ctx: Context, id: string): Promise<boolean> {
  const [row] = await ctx.sql.query<{ cursor: string | null }>(
    `select cursor from registry.rebuild where id = $1 and state = 'running'`,
    [id],
  );
  if (row === undefined) return false;
  const query = new URLSearchParams({ _count: String(step), _sort: '_lastUpdated' });
  if (row.cursor !== null) query.set('_cursor', row.cursor);
  const page = await ctx.record.search('Patient', query.toString());
  const patients = page.matches.map(({ id: own, text }) => ({ ...(JSON.parse(text) as Patient), id: own }));
  await ctx.transaction(async (tx) => {
    const entries = [];
    for (const patient of patients) if (isFindable(patient)) entries.push(await entryOf(patient, tx.seal));
    await storeEntries(tx.sql, entries, tx.now());
    await tx.sql.query(
      `update registry.rebuild set cursor = $2, done = done + $3, state = $4 where id = $1`,
      [id, page.next ?? null, patients.length, page.next === undefined ? 'done' : 'running'],
    );
  });
  return page.next !== undefined;
}
