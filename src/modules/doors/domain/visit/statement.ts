import type { Resource } from '@medplum/fhirtypes';

/** The doors that can speak of one and the same visit. */
export type VisitDoor = 'insurance' | 'hl7v2';

/** One line of a visit in the words of one door. */
export interface Statement {
  readonly door: VisitDoor;
  /** 'Type/id' under which this door knows the line, whatever another door says. */
  readonly reference: string;
  readonly resource: Resource;
  /** 'Type/id' where the line stands in the record; absent before it was ever written. */
  readonly place?: string;
  /** The stored source that said it last; absent for what was read back from the record. */
  readonly sourceId?: string;
}

/** Lines of the record by their place. */
export type VisitLines = ReadonlyMap<string, Resource>;

/** Taken back by its own door: it says nothing any more, but its mark stays readable. */
export function isVoid(resource: Resource): boolean {
  if (resource.resourceType === 'Condition')
    return resource.verificationStatus?.coding?.some(({ code }) => code === 'entered-in-error') ?? false;
  return 'status' in resource && resource.status === 'entered-in-error';
}
