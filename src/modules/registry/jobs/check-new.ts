import { setTimeout as sleep } from 'node:timers/promises';
import { readFeatures } from '#kernel/matching/feature-text.ts';
import type { Context } from '#platform/context.ts';
import type { Background } from '#platform/module/define-module.ts';
import { featuresPurpose } from '../index/follow-patients.ts';
import { matchMany } from '../people/match.ts';
import { tellPairs } from '../people/told-pairs.ts';

const perTurn = 40;
/** Between turns, so that a file of a million people does not take the machine from those who wait at desks. */
const restMs = 400;
const idleMs = 2_000;
const mostTold = 5;

/**
 * Compares everybody who came or changed by whatever door with the others, some seconds after, and tells of likely doubles. In the order
 * of writing; where a process dies, the next goes on with the same people.
 */
export const checkNew: Background = {
  name: 'registry.check-new',
  start: (host) => {
    const stop = new AbortController();
    const turn = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const checked = await checkSome(host.context()).catch((error: unknown) => {
          host
            .context()
            .log.warn('registry: checking people failed', { error: String((error as Error).name) });
          return 0;
        });
        await sleep(checked < perTurn ? idleMs : restMs, undefined, { signal: stop.signal }).catch(
          () => undefined,
        );
      }
    };
    const running = turn();
    return Promise.resolve({
      stop: async () => {
        stop.abort();
        await running;
      },
    });
  },
};

/** Checks the next people that wait; returns how many. */
export async function checkSome(ctx: Context, most = perTurn): Promise<number> {
  return ctx.transaction(async (tx) => {
    const rows = await tx.sql.query<{ person_id: string; features: string }>(
      `select person_id, features from registry.person where checked_at is null order by no limit $1
       for update skip locked`,
      [most],
    );
    if (rows.length === 0) return 0;
    const found = await matchMany(
      tx,
      rows.map(({ person_id: selfId, features }) => ({
        selfId,
        features: readFeatures(ctx.seal.open(features, featuresPurpose(selfId))),
      })),
      mostTold,
    );
    await tellPairs(
      tx,
      rows.flatMap(({ person_id: personId }, at) => found[at]!.map((candidate) => ({ personId, candidate }))),
    );
    await tx.sql.query('update registry.person set checked_at = $2 where person_id = any ($1)', [
      rows.map((row) => row.person_id),
      tx.now(),
    ]);
    return rows.length;
  });
}
