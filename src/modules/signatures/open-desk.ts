import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { openAuthority, type Authority } from './authority/authority-store.ts';
import { readCertificate } from './authority/certificate.ts';
import { answerOcsp, askOcsp } from './authority/ocsp.ts';
import {
  keyPurpose,
  revokedCertificates,
  stateOfSerial,
  type KeptCertificate,
} from './authority/worker-certificates.ts';
import type { SigningDesk, ValidationData } from './fhir/sign-jws.ts';
import { pkcs11Key } from './keys/pkcs11-key.ts';
import { remoteKey } from './keys/remote-key.ts';
import { softwareKey } from './keys/software-key.ts';
import type { SigningAlgorithm, SigningKey } from './keys/signing-key.ts';
import { readService, servicePurpose } from './services.ts';
import { answerStamp } from './time/answer-stamp.ts';
import { stampOverHttp } from './time/call-authority.ts';
import { askForStamp, type StampTransport } from './time/stamp.ts';

/** A desk at which the holder of a certificate signs. Errors: signature.no-authority, signature.no-certificate. */
export async function openDesk(ctx: Context, certificate: KeptCertificate): Promise<SigningDesk> {
  const authority = await openAuthority(ctx);
  const key = await openKey(ctx, authority, certificate);
  return { key, now: ctx.now(), ...(await openValidation(ctx, certificate)) };
}

/** Stamps and the certificate's state, for a signature that may have been made elsewhere. Error: signature.no-authority. */
export async function openValidation(
  ctx: Context,
  certificate: KeptCertificate,
): Promise<Pick<SigningDesk, 'stamp' | 'validation'>> {
  const authority = await openAuthority(ctx);
  const transport = await openStamp(ctx, authority);
  let validation: Promise<ValidationData> | undefined;
  return {
    stamp: (bytes) => askForStamp(transport, bytes),
    // One answer about the certificate serves everything that is signed in one go.
    validation: () => (validation ??= gatherValidation(ctx, authority, certificate)),
  };
}

/** The time-stamp authority that an operator named, or the house's own. */
export async function openStamp(ctx: Context, authority: Authority): Promise<StampTransport> {
  const service = await readService(ctx, 'tsa');
  if (service !== undefined) return stampOverHttp(service.url);
  const chain = [authority.tsa.certificate, authority.issuing.certificate];
  const key = softwareKey(authority.tsa.privateKey, 'ES256', chain);
  return (request) => answerStamp(request, key, ctx.now());
}

async function openKey(
  ctx: Context,
  authority: Authority,
  certificate: KeptCertificate,
): Promise<SigningKey> {
  const chain = [certificate.der, authority.issuing.certificate];
  const alg: SigningAlgorithm =
    readCertificate(certificate.der).publicKey.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256';
  const { keeper, place, sealedKey, serial } = certificate;
  if (keeper === 'software' && sealedKey !== undefined)
    return softwareKey(ctx.seal.open(sealedKey, keyPurpose(serial)), alg, chain);
  if (keeper === 'token') {
    const service = await readService(ctx, 'token');
    if (service === undefined) throw new AppError('signature.key-unreachable', { detail: 'no token is set' });
    return pkcs11Key(
      {
        module: service.module,
        tokenLabel: service.tokenLabel,
        keyLabel: place['keyLabel'] ?? '',
        pin: ctx.seal.open(service.sealedPin, servicePurpose('token')),
        ...(service.config !== undefined && { env: { SOFTHSM2_CONF: service.config } }),
      },
      alg,
      chain,
    );
  }
  if (keeper === 'remote') {
    const service = await readService(ctx, 'remote');
    if (service === undefined)
      throw new AppError('signature.key-unreachable', { detail: 'no provider is set' });
    const token = ctx.seal.open(service.sealedToken, servicePurpose('remote'));
    return remoteKey({ url: service.url, token, credentialId: place['credentialId'] ?? '' }, alg, chain);
  }
  throw new AppError('signature.no-certificate', { detail: keeper });
}

async function gatherValidation(
  ctx: Context,
  authority: Authority,
  certificate: KeptCertificate,
): Promise<ValidationData> {
  const leaf = readCertificate(certificate.der);
  const issuer = authority.issuingCertificate;
  return {
    certificates: [authority.issuing.certificate, authority.root.der],
    ocsp: [await answerWhoAsks(ctx, askOcsp(leaf, issuer))],
    crls: [await currentCrl(ctx)],
  };
}

/** Answers an OCSP request from our own certificates. */
export async function answerWhoAsks(ctx: Context, request: Uint8Array): Promise<Uint8Array> {
  const authority = await openAuthority(ctx);
  return answerOcsp(
    request,
    {
      service: authority.ocsp,
      issuer: authority.issuingCertificate,
      stateOf: (serial) => stateOfSerial(ctx, serial),
    },
    ctx.now(),
  );
}

/** The list of the revoked as it is now. */
export async function currentCrl(ctx: Context): Promise<Uint8Array> {
  const { issueCrl } = await import('./authority/issue.ts');
  return issueCrl((await openAuthority(ctx)).issuing, await revokedCertificates(ctx), ctx.now());
}
