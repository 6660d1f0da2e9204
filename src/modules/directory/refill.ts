import type { Resource } from '@medplum/fhirtypes';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import type { Background } from '#platform/module/define-module.ts';
import { followedTypes, hearWritten } from './follow.ts';
import { hashKey } from './worker-numbers.ts';

const pageSize = 500;

/**
 * Makes anew what the pages find, out of the record: for an installation that is older than the directory, and for whoever doubts it. What
 * stands there is written over; what the record does not know any more goes. Returns how many resources were read.
 */
export async function refillDirectory(ctx: Context): Promise<number> {
  let read = 0;
  for (const table of ['facility', 'service', 'licence', 'post'])
    await ctx.sql.query(`delete from directory.${table}`);
  for (const type of followedTypes) {
    for (let cursor: string | undefined; ;) {
      const page = await ctx.record.search(
        type,
        `_count=${pageSize}${cursor === undefined ? '' : `&_cursor=${encodeURIComponent(cursor)}`}`,
      );
      const written = page.matches.map(({ id, text }) => ({
        resourceType: type,
        id,
        resource: JSON.parse(text) as Resource & Record<string, unknown>,
      }));
      await hearWritten(ctx.sql, written);
      read += written.length;
      cursor = page.next;
      if (cursor === undefined) break;
    }
  }
  return read;
}

/** Fills an empty directory once, beside the first work after an upgrade; one of several processes does it. */
export const fillAtStart: Background = {
  name: 'directory-fill',
  start(host) {
    const ctx = host.context().as(platformActor('directory-fill'));
    const filling = ctx
      .transaction(fillOnce)
      .catch((error: unknown) =>
        ctx.log.error('directory.fill-failed', { error: error instanceof Error ? error.name : 'unknown' }),
      );
    return Promise.resolve({ stop: () => filling });
  },
};

/** The key of the numbers is made with the first filling, so that its being there says that it was done. */
async function fillOnce(tx: Context): Promise<void> {
  await tx.sql.query(`select pg_advisory_xact_lock(hashtext('directory-fill'))`);
  const [state] = await tx.sql.query<{ done: boolean }>(
    'select exists (select 1 from directory.secret) as done',
  );
  if (state?.done === true) return;
  await refillDirectory(tx);
  await hashKey(tx);
}
