import type { EpisodeOfCare } from '@medplum/fhirtypes';
import { programmeConcept, programmeSystem } from '#kernel/vietnam/programmes.ts';
import type { ProgrammeRules } from './rule.ts';

/** The EpisodeOfCare of an entry. A sensitive one says so of itself. @source HL7 v3 ActCode, InformationSensitivityPolicy */
export function episodeOf(
  rules: Pick<ProgrammeRules, 'code' | 'label'>,
  patientId: string,
  facilityId: string,
  startedOn: string,
): EpisodeOfCare {
  const { coding, text } = programmeConcept(rules.code);
  return {
    resourceType: 'EpisodeOfCare',
    ...(rules.label !== undefined && {
      meta: {
        security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: rules.label }],
      },
    }),
    status: 'active',
    type: [{ coding: [...coding], text }],
    patient: { reference: `Patient/${patientId}` },
    managingOrganization: { reference: `Organization/${facilityId}` },
    period: { start: startedOn },
  };
}

/** The same entry ended on a day; what was an error never was. */
export function endedEpisode(episode: EpisodeOfCare, on: string, because: string): EpisodeOfCare {
  return {
    ...episode,
    status: because === 'error' ? 'entered-in-error' : 'finished',
    period: { ...episode.period, end: on },
    extension: [
      ...(episode.extension ?? []).filter(({ url }) => url !== 'urn:sen:ended-because'),
      { url: 'urn:sen:ended-because', valueCode: because },
    ],
  };
}

/** The programme of an entry; undefined where its EpisodeOfCare names none. */
export function programmeOf({ type }: EpisodeOfCare): string | undefined {
  return type?.flatMap(({ coding }) => coding ?? []).find(({ system }) => system === programmeSystem)?.code;
}

/** True while somebody is in it. */
export function isOpenEpisode({ status }: EpisodeOfCare): boolean {
  return status === 'active' || status === 'planned' || status === 'waitlist' || status === 'onhold';
}
