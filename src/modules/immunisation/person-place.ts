import { bucketOf } from '#kernel/fhir/id.ts';
import { aliasBucket } from '#platform/record/place.ts';

/** The bucket of a person's rows here: that of her id, or for an id of another system one worked out from it. */
export function personBucket(patientId: string): number {
  return bucketOf(patientId) ?? aliasBucket('Patient', patientId);
}
