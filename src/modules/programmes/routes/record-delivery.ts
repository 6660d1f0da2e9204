import type { EpisodeOfCare, Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { birthProcedure } from '#kernel/vietnam/birth-procedure.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { recordDelivery } from '../api.ts';
import { rulesOf } from '../domain/all-rules.ts';
import { idOf } from '../register/follow-entries.ts';
import { birthWeightOf, deliveryModes } from '../domain/delivery.ts';
import { episodeOf, programmeOf } from '../domain/episode.ts';
import { endEpisode, ownEpisode } from './enrol.ts';

/** All in one transaction: the birth, the end of the pregnancy, the time after it, and what is known of each baby. */
export const recordDeliveryRoute = defineRoute({
  ...recordDelivery,
  allow: 'programmes.keep',
  handle: async (ctx, { id, on, mode, place, babies }) => {
    const episode = await ownEpisode(ctx, id);
    if (programmeOf(episode) !== 'antenatal') throw new AppError('record.not-found');
    refuseDay(ctx, episode, on);
    const motherId = idOf(episode.patient.reference, 'Patient')!;
    const facilityId = idOf(episode.managingOrganization?.reference, 'Organization')!;
    const children: string[] = [];
    for (const baby of babies) children.push(await followBaby(ctx, baby, { on, facilityId }));
    await ctx.record.create(
      birthProcedure({ motherId, entryId: id, at: on, mode: deliveryModes[mode].vi, place }),
    );
    await endEpisode(ctx, episode, on, 'delivered');
    const after = await ctx.record.create(episodeOf({ code: 'postnatal' }, motherId, facilityId, on));
    return { postnatalId: after.id, children };
  },
});

function refuseDay(ctx: Context, { period }: EpisodeOfCare, on: string): void {
  const started = period?.start?.slice(0, 10) ?? on;
  if (on <= dayInVietnam(ctx.now()) && on >= started) return;
  throw new AppError('request.invalid', {
    issues: [
      {
        path: 'on',
        text: {
          vi: 'Ngày sinh con phải từ ngày vào sổ thai đến hôm nay.',
          en: 'The day of birth must lie between the day of coming in and today.',
        },
      },
    ],
  });
}

/** A baby is in the growth register from its birth on; its birth weight stands in its record. */
async function followBaby(
  ctx: Context,
  { patientId, weightG }: { readonly patientId: string; readonly weightG?: number | undefined },
  { on, facilityId }: { readonly on: string; readonly facilityId: string },
): Promise<string> {
  const baby = JSON.parse((await ctx.record.read('Patient', patientId)).text) as Patient;
  if (baby.birthDate !== on)
    throw new AppError('request.invalid', {
      issues: [
        {
          path: 'babies',
          text: {
            vi: 'Ngày sinh của trẻ trong hồ sơ khác ngày sinh con.',
            en: 'The baby’s day of birth in the record differs from the day of the birth.',
          },
        },
      ],
    });
  if (weightG !== undefined) await ctx.record.create(birthWeightOf(patientId, on, weightG));
  await ctx.record.create(episodeOf(rulesOf('child-growth')!, patientId, facilityId, on));
  return patientId;
}
