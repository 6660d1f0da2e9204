import type { RecordScope } from '../../access/actor.ts';
import { areaOfDuty } from '../area-of-duty.ts';
import type { Draft, Json } from './intent.ts';

/** By what a line of the directory says whose it is. */
const owners = ['managingOrganization', 'providedBy', 'organization', 'partOf'] as const;

/**
 * Whether a facility's system may write a line of the directory: it adds, and it keeps its own lines. Those of others it neither changes nor
 * takes away, nor what is nobody's (a practitioner, a medicine), which belongs to the country. For which places an office of public health
 * works is written by who speaks for all.
 */
export function mayWriteDirectory({ facilityId }: RecordScope, draft: Draft): boolean {
  const { intent, previousText, resource } = draft;
  const before = previousText === undefined ? undefined : (JSON.parse(previousText) as Json);
  if (areaOfDuty(resource).join() !== areaOfDuty(before).join() && resource !== undefined) return false;
  if (before === undefined) return true;
  const own = `Organization/${facilityId ?? ''}`;
  if (`${before.resourceType}/${intent.id ?? draft.fhirId}` === own) return resource !== undefined;
  return owners.some(
    (element) => (before[element] as { reference?: unknown } | undefined)?.reference === own,
  );
}
