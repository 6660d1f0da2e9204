import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '#platform/access/actor.ts';
import type { Context } from '#platform/context.ts';
import { doors } from './doors.ts';
import { finish, readSource } from './source-log.ts';
import type { Source } from './source.ts';

/** How long a reader may be silent before another one may take over; each step of `advance` happens far more often. */
const LEASE_MS = 45_000;
const RELEASE_TRIES = 10;
const RELEASE_PAUSE_MS = 1000;

/** Sen itself, writing for a sender that was already checked. */
export function doorActor(ctx: Context, source: Pick<Source, 'door'>): Actor {
  return {
    kind: 'platform',
    accountId: `door:${source.door}`,
    display: `Sen (${source.door})`,
    roles: [],
    permissions: new Set(),
    scopes: [],
    purpose: 'exchange',
    language: 'vi',
    requestId: ctx.actor.requestId,
  };
}

/**
 * Reads a stored source from its cursor to the end, or until `shouldStop`. Only one reader at a time: when another one holds the
 * source, it is returned as it stands. Opens its own transactions.
 */
export async function takeSource(
  ctx: Context,
  id: string,
  shouldStop: () => boolean = () => false,
): Promise<Source> {
  const holder = randomUUID();
  if (!(await lease(ctx, id, holder))) return readSource(ctx, id);
  const source = await readSource(ctx, id);
  try {
    const result = await doorOf(source).take(ctx.as(doorActor(ctx, source)), source, {
      shouldStop: renewing(ctx, id, holder, shouldStop),
    });
    await ctx.transaction(async (inner) => {
      if (result.end === 'refused') await finish(inner, id, 'refused', result.rule);
      else if (result.end === 'finished')
        await finish(inner, id, (await countOpen(inner, id)) > 0 ? 'partly' : 'taken');
      else await release(inner, id, holder);
    });
  } catch (error) {
    await giveBack(ctx, id, holder);
    throw error;
  }
  return readSource(ctx, id);
}

/** Reads some units of a source again, e.g. after a mend; in the caller's transaction where there is one. */
export async function retakeUnits(ctx: Context, id: string, units: readonly number[]): Promise<Source> {
  const source = await readSource(ctx, id);
  if (units.length > 0) {
    await doorOf(source).take(ctx.as(doorActor(ctx, source)), source, {
      only: new Set(units),
      shouldStop: () => false,
    });
    if (source.state === 'partly' && (await countOpen(ctx, id)) === 0) await finish(ctx, id, 'taken');
  }
  return readSource(ctx, id);
}

/** Units of a source that have something open. */
export async function openUnits(ctx: Context, id: string): Promise<number[]> {
  const rows = await ctx.sql.query<{ unit: string }>(
    `select distinct unit from doors.quarantine where source_id = $1 and state = 'open' and unit > 0 order by unit`,
    [id],
  );
  return rows.map((row) => Number(row.unit));
}

function doorOf(source: Source) {
  const door = doors[source.door];
  if (door === undefined)
    throw new AppError('service.unavailable', { detail: `no reader for door ${source.door}` });
  return door;
}

async function countOpen(ctx: Context, id: string): Promise<number> {
  const rows = await ctx.sql.query<{ open: string }>(
    `select count(*) as open from doors.quarantine where source_id = $1 and state = 'open'`,
    [id],
  );
  return Number(rows[0]?.open ?? 0);
}

async function lease(ctx: Context, id: string, holder: string): Promise<boolean> {
  const rows = await ctx.transaction((inner) =>
    inner.sql.query(
      `update doors.source set state = 'taking', lease_holder = $2, lease_until = $3
       where id = $1 and state in ('received', 'taking') and (lease_until is null or lease_until < $4) returning id`,
      [id, holder, new Date(inner.now().getTime() + LEASE_MS), inner.now()],
    ),
  );
  return rows.length > 0;
}

async function release(ctx: Context, id: string, holder: string): Promise<void> {
  await ctx.sql.query(
    'update doors.source set lease_holder = null, lease_until = null where id = $1 and lease_holder = $2',
    [id, holder],
  );
}

/**
 * Gives a lease back after a failure, and goes on trying behind the caller's back: a database that was killed is there again within seconds as a
 * rule, and the next try can then begin at once. Never throws; what went wrong first is what the caller must know.
 */
async function giveBack(ctx: Context, id: string, holder: string): Promise<void> {
  const tryOnce = (): Promise<void> => ctx.transaction((inner) => release(inner, id, holder));
  const goOn = async (): Promise<void> => {
    for (let tries = 2; ; tries += 1) {
      await sleep(RELEASE_PAUSE_MS, undefined, { ref: false });
      try {
        return await tryOnce();
      } catch (error) {
        if (tries < RELEASE_TRIES) continue;
        return ctx.log.warn('lease of a source not released', { source: id, error: String(error) });
      }
    }
  };
  await tryOnce().catch(() => void goOn());
}

/** Keeps the lease alive while the door asks whether to go on; it asks between steps. */
function renewing(ctx: Context, id: string, holder: string, shouldStop: () => boolean): () => boolean {
  let renewedAt = ctx.now().getTime();
  return () => {
    const now = ctx.now().getTime();
    if (now - renewedAt > LEASE_MS / 5) {
      renewedAt = now;
      ctx
        .transaction((inner) =>
          inner.sql.query('update doors.source set lease_until = $3 where id = $1 and lease_holder = $2', [
            id,
            holder,
            new Date(now + LEASE_MS),
          ]),
        )
        .catch((error: unknown) =>
          ctx.log.warn('lease of a source not renewed', { source: id, error: String(error) }),
        );
    }
    return shouldStop();
  };
}
