import { platformActor } from '#platform/access/actors.ts';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { onEvent } from '#platform/module/define-module.ts';
import { candidatesFound } from '../registry/api.ts';
import { queuePair, saidDistinct } from './desk/pairs.ts';
import { survivorOf, type StoredPatient } from './desk/people.ts';

/** What the registry finds alike waits for a person; what a person said of the two before stands. */
export const queueCandidates = onEvent(candidatesFound, 'merging.queue', async (ctx, found) => {
  const desk = ctx.as(platformActor(ctx.actor.requestId));
  const people = await bothOf(desk, found.personId, found.otherId);
  if (people === undefined || (await saidDistinct(ctx, ...people))) return;
  const { score, grade, explanation } = found;
  await queuePair(ctx, desk, people, { source: 'registry', score, grade, explanation });
});

/** The two as they live on; undefined where they are one by now, or one is gone. */
async function bothOf(
  desk: Context,
  oneId: string,
  otherId: string,
): Promise<readonly [StoredPatient, StoredPatient] | undefined> {
  try {
    const [one, other] = [await survivorOf(desk, oneId), await survivorOf(desk, otherId)];
    return one.patient.id === other.patient.id ? undefined : [one, other];
  } catch (error) {
    if (error instanceof AppError && (error.code === 'record.gone' || error.code === 'record.not-found'))
      return undefined;
    throw error;
  }
}
