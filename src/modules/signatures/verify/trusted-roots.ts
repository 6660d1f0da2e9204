import { X509Certificate } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { openAuthority } from '../authority/authority-store.ts';
import { readCertificate, type Certificate } from '../authority/certificate.ts';
import { stateOfSerial } from '../authority/worker-certificates.ts';
import type { Verification } from '../api.ts';
import { readService } from '../services.ts';
import type { DocumentVerdict } from './verify-document.ts';

/** Roots of the trust list: the house's own, and those that an operator added. */
export async function trustedRoots(ctx: Context): Promise<readonly Certificate[]> {
  const own = await openAuthority(ctx).then(
    ({ root }) => [root],
    (error: unknown) => {
      if (error instanceof AppError && error.code === 'signature.no-authority') return [];
      throw error;
    },
  );
  const added = (await readService(ctx, 'trust'))?.roots ?? [];
  return [...own, ...added.map((pem) => readCertificate(new Uint8Array(new X509Certificate(pem).raw)))];
}

/** Adds to each verdict what the authority says of the certificate today. */
export async function tellNow(ctx: Context, verdict: DocumentVerdict): Promise<Verification> {
  const now = ctx.now();
  const signatures = await Promise.all(
    verdict.signatures.map(async (one) => {
      const state = one.certificate.isTrusted ? await stateOfSerial(ctx, one.certificate.serial) : undefined;
      const isOver = one.certificate.to !== undefined && new Date(one.certificate.to) < now;
      const kind = state?.kind ?? 'unknown';
      const stateNow = kind === 'good' && isOver ? ('expired' as const) : kind;
      return {
        ...one,
        faults: [...one.faults],
        ...(one.targets !== undefined && { targets: [...one.targets] }),
        certificate: { ...one.certificate, now: stateNow },
      } as Verification['signatures'][number];
    }),
  );
  return { result: verdict.result, signatures };
}
