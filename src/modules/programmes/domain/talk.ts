import type { Communication } from '@medplum/fhirtypes';
import type { Bilingual } from '#kernel/schema.ts';
import { programmeConcept, programmeSystem } from '#kernel/vietnam/programmes.ts';
import { wholeDay } from './gather-facts.ts';

/** Forms of a talk on health. Own list. */
export const talkForms = {
  talk: { vi: 'Nói chuyện', en: 'Talk' },
  group: { vi: 'Thảo luận nhóm', en: 'Group' },
  home: { vi: 'Tại nhà', en: 'At home' },
  loudspeaker: { vi: 'Loa truyền thanh', en: 'Loudspeaker' },
  school: { vi: 'Ở trường', en: 'At school' },
  other: { vi: 'Khác', en: 'Other' },
} as const satisfies Record<string, Bilingual>;
export type TalkForm = keyof typeof talkForms;

/** How many listened: an extension, for FHIR's Communication counts nobody. */
const participantsExtension = 'urn:sen:participants';

/** A talk as it is noted. */
export interface NotedTalk {
  readonly on: string;
  readonly topic: string;
  readonly form: TalkForm;
  readonly participants: number;
}

/** The Communication of a talk; the book of health education reads the same. */
export function communicationOf(talk: NotedTalk, facilityId: string): Communication {
  return {
    resourceType: 'Communication',
    status: 'completed',
    category: [programmeConcept('health-education')],
    topic: { text: talk.topic },
    medium: [{ coding: [{ system: 'urn:sen:talk-form', code: talk.form }], text: talkForms[talk.form].vi }],
    sent: `${talk.on}T00:00:00+07:00`,
    sender: { reference: `Organization/${facilityId}` },
    extension: [{ url: participantsExtension, valueInteger: talk.participants }],
  };
}

/** A talk as it is listed; undefined where a Communication is none, or was not held. */
export function talkFrom(resource: Communication):
  | {
      readonly on: string;
      readonly facility: string;
      readonly topic: string;
      readonly form?: string;
      readonly participants?: number;
    }
  | undefined {
  const isTalk = resource.category?.some(({ coding }) =>
    coding?.some(({ system, code }) => system === programmeSystem && code === 'health-education'),
  );
  const on = wholeDay(resource.sent);
  const [type, facility] = resource.sender?.reference?.split('/') ?? [];
  if (isTalk !== true || resource.status !== 'completed' || on === undefined) return undefined;
  if (type !== 'Organization' || facility === undefined) return undefined;
  const form = resource.medium?.[0]?.coding?.find(({ system }) => system === 'urn:sen:talk-form')?.code;
  const participants = resource.extension?.find(({ url }) => url === participantsExtension)?.valueInteger;
  return {
    on,
    facility,
    topic: resource.topic?.text ?? '',
    ...(form !== undefined && { form }),
    ...(participants !== undefined && { participants }),
  };
}
