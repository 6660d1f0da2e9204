import type { Extension, Procedure } from '@medplum/fhirtypes';

/** Of the code of a birth; no national one of a birth by its mode is known to us. */
export const deliverySystem = 'urn:sen:delivery';
/** Names the pregnancy that a birth ended. */
/** The mark of the pregnancy that a birth ended. */
export const birthEntryExtension = 'urn:sen:entry';

/** What is told of a birth. */
interface ToldBirth {
  readonly motherId: string;
  /** The EpisodeOfCare of the pregnancy. */
  readonly entryId: string;
  /** Day or moment. */
  readonly at: string;
  readonly mode: string;
  readonly place?: string | undefined;
}

/** The mark of the pregnancy that a birth ended. */
export const birthEntry = (entryId: string): Extension => ({
  url: birthEntryExtension,
  valueReference: { reference: `EpisodeOfCare/${entryId}` },
});

/** The Procedure of a birth, in the mother's record; the book of births reads it, wherever the birth was written. */
export function birthProcedure({ motherId, entryId, at, mode, place }: ToldBirth): Procedure {
  return {
    resourceType: 'Procedure',
    status: 'completed',
    code: { coding: [{ system: deliverySystem, code: 'delivery' }], text: mode },
    subject: { reference: `Patient/${motherId}` },
    performedDateTime: at,
    ...(place !== undefined && { location: { display: place } }),
    extension: [birthEntry(entryId)],
  };
}
