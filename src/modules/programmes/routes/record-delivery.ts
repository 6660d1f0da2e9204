import type { EpisodeOfCare, Observation, Patient, Procedure } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { programmeSystem } from '#kernel/vietnam/programmes.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { recordDelivery } from '../api.ts';
import { rulesOf } from '../domain/all-rules.ts';
import { idOf } from '../register/follow-entries.ts';
import { endEpisode, episodeOf, ownEpisode } from './enrol.ts';

const modes = { vaginal: 'Đẻ thường', caesarean: 'Mổ lấy thai', assisted: 'Đẻ có can thiệp' } as const;

/** All in one transaction: the birth, the end of the pregnancy, the time after it, and what is known of each baby. */
export const recordDeliveryRoute = defineRoute({
  ...recordDelivery,
  allow: 'programmes.keep',
  handle: async (ctx, { id, on, mode, place, babies }) => {
    const episode = await ownEpisode(ctx, id);
    const isPregnancy = episode.type?.some(({ coding }) =>
      coding?.some((one) => one.system === programmeSystem && one.code === 'antenatal'),
    );
    if (isPregnancy !== true) throw new AppError('record.not-found');
    refuseDay(ctx, episode, on);
    const motherId = idOf(episode.patient.reference, 'Patient')!;
    const facilityId = idOf(episode.managingOrganization?.reference, 'Organization')!;
    const children: string[] = [];
    for (const baby of babies) children.push(await followBaby(ctx, baby, { on, facilityId }));
    await ctx.record.create(deliveryOf(motherId, id, on, modes[mode], place));
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

function deliveryOf(
  motherId: string,
  episodeId: string,
  on: string,
  how: string,
  place: string | undefined,
): Procedure {
  return {
    resourceType: 'Procedure',
    status: 'completed',
    // No national code of a birth by its mode is known to us; the text and our own code say it.
    code: { coding: [{ system: 'urn:sen:delivery', code: 'delivery' }], text: how },
    subject: { reference: `Patient/${motherId}` },
    performedDateTime: on,
    ...(place !== undefined && { location: { display: place } }),
    extension: [{ url: 'urn:sen:entry', valueReference: { reference: `EpisodeOfCare/${episodeId}` } }],
  };
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

/** LOINC 8339-4, birth weight: from general knowledge, verify. */
function birthWeightOf(patientId: string, on: string, weightG: number): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
        ],
      },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '8339-4' }], text: 'Cân nặng lúc sinh' },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: on,
    valueQuantity: { value: weightG, unit: 'g', system: 'http://unitsofmeasure.org', code: 'g' },
  };
}
