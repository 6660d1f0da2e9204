import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readStandings, verifyNow } from '../api.ts';
import { endDue, putOff } from '../results/due.ts';
import { standingsOf } from '../results/show-standings.ts';
import { storeUnreached, storeVerdicts } from '../results/store-verdicts.ts';
import { askAbout } from '../results/verdict-of.ts';

export const readStandingsRoute = defineRoute({
  ...readStandings,
  allow: 'verification.see',
  handle: async (ctx, { id }) => {
    // Whoever may not read the person may not know how she stands.
    await ctx.record.read('Patient', id);
    return { standings: await standingsOf(ctx, id) };
  },
});

/** Stands alone: the question may take seconds, and no transaction waits for another system. */
export const verifyNowRoute = defineRoute({
  ...verifyNow,
  allow: 'verification.repair',
  alone: true,
  handle: async (ctx, { id, register }) => {
    const patient = JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
    const sen = ctx.as(platformActor(ctx.actor.requestId));
    const takenAt = ctx.now();
    const asked = await askAbout(sen, register, [{ ...patient, id }]);
    if (asked.reached && asked.withoutNumber > 0) throw new AppError('verification.nothing-to-ask');
    const isAnswered = asked.reached && asked.judged.every(({ verdict }) => verdict !== undefined);
    await sen.transaction(async (tx) => {
      if (asked.reached) await storeVerdicts(tx, register, asked.judged);
      if (isAnswered) await endDue(tx, register, [id], takenAt);
      else {
        await storeUnreached(tx, register, [id], asked.reached ? 'another-person' : asked.fault);
        await putOff(tx, register, [id]);
      }
    });
    const standing = (await standingsOf(ctx, id)).find((one) => one.register === register)!;
    return { standing: isAnswered ? standing : { ...standing, outcome: 'unreachable' as const } };
  },
});
