import type { Patient, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { DownloadLine } from '#kernel/offline/doors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { keptTypes, recentFacts } from '../domain/recent-facts.ts';

const query = `_count=2000&_type=${keptTypes.join(',')}`;

/**
 * A person's line: she and her recent facts as the worker may see them; `gone` where she is not (any more) in the charge of the station, or
 * not to be seen.
 */
export async function readPerson(ctx: Context, id: string, facilityId: string): Promise<DownloadLine> {
  const gone: DownloadLine = { kind: 'gone', id };
  try {
    const { matches } = await ctx.record.everything(id, query);
    const resources = matches.map(({ text }) => JSON.parse(text) as Resource);
    const patient = resources.find((one) => one.resourceType === 'Patient' && one.id === id) as
      Patient | undefined;
    if (patient === undefined || !isInCharge(patient, facilityId)) return gone;
    const recent = recentFacts(resources, dayInVietnam(ctx.now()));
    return {
      kind: 'person',
      id,
      resources: recent as unknown as Extract<DownloadLine, { kind: 'person' }>['resources'],
    };
  } catch (error) {
    if (error instanceof AppError && isNotToBeSeen(error)) return gone;
    throw error;
  }
}

const isNotToBeSeen = ({ code }: AppError): boolean =>
  code === 'record.not-found' || code === 'record.gone' || code === 'access.denied';

/** The station has her in charge, and she was not joined to another record. */
export function isInCharge({ managingOrganization, link }: Patient, facilityId: string): boolean {
  const isJoined = link?.some(({ type }) => type === 'replaced-by') === true;
  return !isJoined && managingOrganization?.reference === `Organization/${facilityId}`;
}
