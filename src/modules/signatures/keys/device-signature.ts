import type { Provenance } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { certificatesOf } from '../authority/worker-certificates.ts';
import { answersFor, type AnyResource } from '../domain/answering-worker.ts';
import { payloadOf } from '../domain/canonical-json.ts';
import { readJws } from '../fhir/read-jws.ts';
import { completeJws } from '../fhir/sign-jws.ts';
import { provenanceOver, type SignedVersion } from '../fhir/sign-resources.ts';
import { openValidation } from '../open-desk.ts';
import type { SigningWorker } from '../orders/place-order.ts';
import { findSigned, type Name } from '../signed-names.ts';

/** A station's signature, stamped and ready to be kept. */
export interface Countersigned {
  readonly provenance: Provenance;
  readonly serial: string;
  readonly names: readonly (Name & { readonly version: number })[];
  readonly versions: readonly SignedVersion[];
}

/**
 * Takes what a station signed with its own key while it was away: the signature must be of these very versions, by a device certificate
 * that this worker has here, and is then stamped and given its validation data, so that its time is proven from the sync on.
 * Errors: signature.not-yours, signature.changed-meanwhile, signature.key-refused, signature.signed.
 */
export async function countersign(
  ctx: Context,
  worker: SigningWorker,
  targets: readonly string[],
  jws: string,
): Promise<Countersigned> {
  const versions: SignedVersion[] = [];
  for (const target of targets) {
    const [type = '', id = '', , version = ''] = target.split('/');
    const stored = await ctx.record.read(type, id);
    if (stored.versionId !== version) throw new AppError('signature.changed-meanwhile');
    if (!answersFor(JSON.parse(stored.text) as AnyResource, worker.practitionerId))
      throw new AppError('signature.not-yours');
    versions.push(stored);
  }
  const names = versions.map(({ resourceType, id, versionId }) => ({
    type: resourceType,
    id,
    version: Number(versionId),
  }));
  if ((await findSigned(ctx.sql, names)).length > 0) throw new AppError('signature.signed');
  const found = readJws(jws, payloadOf(versions.map(({ text }) => text)));
  const now = ctx.now();
  const own = await certificatesOf(ctx, worker.practitionerId, worker.facilityId);
  const device = own.find(
    ({ keeper, serial, from, to, revokedAt }) =>
      keeper === 'device' &&
      serial === found.certificate?.serial &&
      from <= now &&
      now <= to &&
      revokedAt === undefined,
  );
  const isSame = device !== undefined && Buffer.compare(device.der, found.certificate!.der) === 0;
  if (!isSame || found.faults.length > 0) throw new AppError('signature.key-refused');
  const whole = await completeJws(jws, await openValidation(ctx, device));
  const signer = { ...worker, display: device.name };
  return { provenance: provenanceOver(versions, signer, whole, now), serial: device.serial, names, versions };
}
