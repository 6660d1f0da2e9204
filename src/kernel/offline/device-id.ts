import { bucketCount, bucketOf, newId } from '../fhir/id.ts';

/**
 * An id for a resource made on a device: it lies in the bucket of its person, so that the centre can keep it as it is. Without a person (or
 * for one whose id another system chose) a bucket is drawn.
 */
export function deviceId(now: Date, patientId?: string): string {
  const bucket = patientId === undefined ? undefined : bucketOf(patientId);
  return newId(bucket ?? Math.floor(Math.random() * bucketCount), now);
}
