import { createHash } from 'node:crypto';
import { bucketOf, newId } from '#kernel/fhir/id.ts';
import { personKey } from '../insurance/domain/map-coverage.ts';

/** What the ids of a visit are made from. */
export interface VisitPlace {
  readonly patientId: string;
  readonly facility: string;
  readonly visit: string;
  /** The time inside the ids; that of the first taking, so that a corrected date does not change them. */
  readonly anchor: Date;
}

/**
 * Ids that are the same whenever the visit is sent: in the patient's bucket, at the time of the visit (its rows lie together),
 * the rest a hash of person, facility, MA_LK and line. What belongs to the person (her card) does not depend on the visit.
 */
export function visitIds(place: VisitPlace): (key: string) => string {
  const bucket = bucketOf(place.patientId) ?? bucketFromHash(place.patientId);
  return (key) => {
    const isPersons = key.startsWith(personKey);
    const of = isPersons ? [place.patientId, key] : [place.patientId, place.facility, place.visit, key];
    const hash = createHash('sha256').update(of.join('\n')).digest();
    return newId(bucket, isPersons ? new Date(0) : place.anchor, (target) =>
      target.set(hash.subarray(0, target.length)),
    );
  };
}

/** A person whose id another system chose has no bucket in it; her lines then lie where her id hashes to. */
function bucketFromHash(id: string): number {
  return createHash('sha256').update(id).digest().readUInt16BE(0) & 0xfff;
}
