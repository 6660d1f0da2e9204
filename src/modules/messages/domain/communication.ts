import type { Communication } from '@medplum/fhirtypes';

/** Marks what was written here. */
export const messageTag = 'urn:sen:messages';

/** One thing said, as the record keeps it. */
export interface Said {
  readonly id: string;
  readonly conversationId: string;
  readonly patientId: string;
  readonly facilityId: string;
  readonly side: 'person' | 'desk';
  /** 'Patient/…', 'RelatedPerson/…' or 'Practitioner/…'; missing for a worker without one. */
  readonly sender?: string | undefined;
  readonly by: string;
  readonly at: Date;
  readonly words: string;
}

/**
 * A message as a Communication. Restricted: what somebody tells her doctor opens neither to guardians of one who is nearly of age nor to every
 * facility that meets her; who answers reads it at the desk.
 */
export function communicationOf(said: Said): Communication {
  const facility = `Organization/${said.facilityId}`;
  const person = `Patient/${said.patientId}`;
  return {
    resourceType: 'Communication',
    id: said.id,
    meta: {
      tag: [{ system: messageTag, code: said.side === 'person' ? 'to-facility' : 'from-facility' }],
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }],
    },
    identifier: [{ system: 'urn:sen:conversation', value: said.conversationId }],
    status: 'completed',
    subject: { reference: person },
    sent: said.at.toISOString(),
    sender: { ...(said.sender !== undefined && { reference: said.sender }), display: said.by },
    recipient: [{ reference: said.side === 'person' ? facility : person }],
    payload: [{ contentString: said.words }],
  };
}

/** What a Communication of ours says. */
export function saidIn({ payload, sender, sent }: Communication): {
  readonly words: string;
  readonly by: string;
  readonly at: string;
} {
  return { words: payload?.[0]?.contentString ?? '', by: sender?.display ?? '', at: sent ?? '' };
}

/** The beginning of a text, cut between words. */
export function beginningOf(words: string, most = 140): string {
  const line = words.replaceAll(/\s+/gu, ' ').trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most);
  const space = cut.lastIndexOf(' ');
  return `${space > most / 2 ? cut.slice(0, space) : cut}…`;
}
