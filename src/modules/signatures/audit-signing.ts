import type { Context } from '#platform/context.ts';
import type { AnyResource } from './domain/answering-worker.ts';
import type { SignedVersion } from './fhir/sign-resources.ts';

/**
 * Writes down, in the transaction of the signing, who signed which records: a line with the action `sign` for each of them. The job that
 * signs acts as Sen itself; the line bears the account that confirmed.
 */
export function auditSigning(
  ctx: Context,
  signer: { readonly accountId: string; readonly facilityId: string },
  versions: readonly Pick<SignedVersion, 'resourceType' | 'id' | 'text'>[],
): Promise<void> {
  return ctx.trail.signed(
    signer,
    versions.map(({ resourceType, id, text }) => {
      const patientId = patientIn(JSON.parse(text) as AnyResource);
      return { resourceType, resourceId: id, ...(patientId !== undefined && { patientId }) };
    }),
  );
}

function patientIn(resource: AnyResource): string | undefined {
  const about = (resource['subject'] ?? resource['patient']) as { readonly reference?: string } | undefined;
  return /^Patient\/([^/]+)$/.exec(about?.reference ?? '')?.[1];
}
