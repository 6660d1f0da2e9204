import type { Bundle, EpisodeOfCare, Patient, Resource } from '@medplum/fhirtypes';
import { immunisationErrorKinds } from '#kernel/immunisation-errors.ts';
import type { Language } from '#kernel/schema.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { RequestProblem } from '#web/data/problem.ts';
import type { Device } from '#web/offline/device.ts';
import { rulesOf } from '../../domain/all-rules.ts';
import { endedEpisode, episodeOf, isOpenEpisode, programmeOf } from '../../domain/episode.ts';
import { joinDayFaults, joinFault } from '../../domain/join.ts';

/** Who works here. */
export interface HeldKeeper {
  readonly device: Device;
  readonly facilityId: string | undefined;
  readonly language: Language;
}

/** Takes somebody into a programme on the device, by the rules of the centre. Errors: RequestProblem with its words. */
export async function enrolHeld(
  { device, facilityId, language }: HeldKeeper,
  { code, patientId }: { readonly code: string; readonly patientId: string },
): Promise<void> {
  const rules = rulesOf(code);
  const patient = await device.read<Patient>('Patient', patientId);
  if (rules === undefined || patient === undefined || facilityId === undefined)
    throw new RequestProblem('missing');
  const today = dayInVietnam(device.now());
  const fault = joinFault(rules, patient, today, today);
  if (fault === 'not-for') throw refusal('programmes.not-for', language);
  if (fault !== undefined) throw new RequestProblem('wrong', { sentence: joinDayFaults[fault][language] });
  const episodes = await device.about(patientId, ['EpisodeOfCare']);
  const isIn = episodes.some(
    (one) =>
      one.resourceType === 'EpisodeOfCare' &&
      programmeOf(one) === code &&
      isOpenEpisode(one) &&
      one.managingOrganization?.reference === `Organization/${facilityId}`,
  );
  if (isIn) throw refusal('programmes.already-in', language);
  await device.write(
    bundleOf({ ...episodeOf(rules, patientId, facilityId, today), id: device.newId(patientId) }),
  );
}

/** Ends an entry today on the device. */
export async function leaveHeld(
  { device, facilityId, language }: HeldKeeper,
  { id, because }: { readonly id: string; readonly because: string },
): Promise<void> {
  const episode = await device.read<EpisodeOfCare>('EpisodeOfCare', id);
  if (episode === undefined || episode.managingOrganization?.reference !== `Organization/${facilityId ?? ''}`)
    throw new RequestProblem('missing');
  if (!isOpenEpisode(episode)) throw refusal('programmes.ended', language);
  await device.write(bundleOf(endedEpisode(episode, dayInVietnam(device.now()), because)));
}

function refusal(code: keyof typeof immunisationErrorKinds, language: Language): RequestProblem {
  return new RequestProblem('wrong', { code, sentence: immunisationErrorKinds[code].text[language] });
}

function bundleOf(resource: Resource): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id!}` } }],
  };
}
