import { practitionerOf } from '../authority/subject.ts';
import type { Certificate } from '../authority/certificate.ts';
import { readStamp } from '../time/stamp.ts';
import { judgeCertificate, type CertificateVerdict, type Evidence } from './judge-certificate.ts';

/** Everything that can be wrong with a signature; the page has a sentence for each. */
export const faults = [
  'changed',
  'unreadable',
  'ambiguous',
  'wrapped',
  'added-after',
  'not-whole',
  'algorithm',
  'certificate-swapped',
  'not-for-signing',
  'untrusted',
  'not-yet-valid',
  'expired-before',
  'revoked-before',
  'state-unknown',
  'no-stamp',
  'stamp-broken',
  'stamp-untrusted',
  'stamp-contradicts',
  'other-signer',
] as const;
export type Fault = (typeof faults)[number];

/** What a reader found in one signature before anybody was asked whether to trust it. */
export interface FoundSignature {
  readonly form: 'fhir' | 'pdf' | 'xml';
  readonly certificate: Certificate | undefined;
  /** What the document itself gives away: changed bytes, wrapping, additions. */
  readonly faults: readonly Fault[];
  readonly claimedAt: Date | undefined;
  /** The token and the bytes that it is of. */
  readonly stamp: { readonly token: Uint8Array; readonly of: Uint8Array } | undefined;
  readonly certificates: readonly Certificate[];
  readonly ocsp: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  /** References of the resources that it is over. */
  readonly targets?: readonly string[];
}

/** One signature, judged. */
export interface Verdict {
  readonly form: FoundSignature['form'];
  readonly result: 'valid' | 'broken' | 'unproven';
  readonly faults: readonly Fault[];
  readonly signer: {
    readonly name: string;
    readonly licence: string;
    readonly facility: string;
    readonly practitioner?: string;
  };
  readonly claimedAt?: string;
  /** The time that an authority vouches for. */
  readonly provenAt?: string;
  readonly certificate: {
    readonly serial: string;
    readonly issuer: string;
    readonly from?: string;
    readonly to?: string;
    readonly then: 'good' | 'revoked' | 'expired' | 'not-yet-valid' | 'unknown';
    readonly isTrusted: boolean;
  };
  readonly targets?: readonly string[];
}

/** Faults that leave the question open rather than answer it with no. */
const open: ReadonlySet<Fault> = new Set(['no-stamp', 'state-unknown']);
const clockSkewMs = 5 * 60_000;
/** An authority's answer may be made a little before the signature: it is kept for as long. */
const staleMs = 24 * 3_600_000;

/** Judges one signature: the document first, then the time, then the certificate at that time. `now` counts only where no time is proven. */
export function judge(found: FoundSignature, roots: readonly Certificate[], now: Date): Verdict {
  const evidence: Evidence = { certificates: found.certificates, ocsp: found.ocsp, crls: found.crls, roots };
  const wrong = new Set(found.faults);
  const proven = judgeStamp(found, evidence, wrong);
  const at = proven ?? now;
  const { certificate } = found;
  const verdict = certificate === undefined ? undefined : judgeCertificate(certificate, evidence, at);
  let then: Then = 'unknown';
  if (certificate !== undefined && verdict !== undefined) {
    if (verdict.chain === undefined) wrong.add('untrusted');
    if (!certificate.maySign || certificate.isAuthority) wrong.add('not-for-signing');
    then = stateAt(certificate, verdict, at);
    const fault = faultOf[then];
    if (fault !== undefined) wrong.add(fault);
  }
  if (
    proven !== undefined &&
    found.claimedAt !== undefined &&
    found.claimedAt.getTime() > proven.getTime() + clockSkewMs
  )
    wrong.add('stamp-contradicts');
  const list = [...wrong];
  const who = practitionerOf(certificate);
  return {
    form: found.form,
    result: list.some((fault) => !open.has(fault)) ? 'broken' : list.length > 0 ? 'unproven' : 'valid',
    faults: list,
    signer: who,
    ...(found.claimedAt !== undefined && { claimedAt: found.claimedAt.toISOString() }),
    ...(proven !== undefined && { provenAt: proven.toISOString() }),
    certificate: {
      serial: certificate?.serial ?? '',
      issuer: certificate?.issuer.get('2.5.4.3') ?? '',
      ...(certificate !== undefined && {
        from: certificate.from.toISOString(),
        to: certificate.to.toISOString(),
      }),
      then,
      isTrusted: verdict?.chain !== undefined,
    },
    ...(found.targets !== undefined && { targets: found.targets }),
  };
}

type Then = Verdict['certificate']['then'];

const faultOf: Readonly<Record<Then, Fault | undefined>> = {
  good: undefined,
  revoked: 'revoked-before',
  expired: 'expired-before',
  'not-yet-valid': 'not-yet-valid',
  unknown: 'state-unknown',
};

function stateAt(certificate: Certificate, { isInTime, revocation }: CertificateVerdict, at: Date): Then {
  if (at < certificate.from) return 'not-yet-valid';
  if (!isInTime) return 'expired';
  if (revocation?.state.kind === 'revoked' && revocation.state.at <= at) return 'revoked';
  const isFresh = revocation !== undefined && revocation.at.getTime() >= at.getTime() - staleMs;
  return isFresh ? 'good' : 'unknown';
}

function judgeStamp(found: FoundSignature, evidence: Evidence, wrong: Set<Fault>): Date | undefined {
  if (found.stamp === undefined) {
    wrong.add('no-stamp');
    return undefined;
  }
  try {
    const stamp = readStamp(found.stamp.token, found.stamp.of);
    const pool = [...evidence.certificates, ...stamp.cms.certificates];
    const { chain, isInTime, revocation } = judgeCertificate(
      stamp.cms.signer!,
      { ...evidence, certificates: pool },
      stamp.at,
    );
    const isRevoked = revocation?.state.kind === 'revoked' && revocation.state.at <= stamp.at;
    if (chain !== undefined && isInTime && !isRevoked) return stamp.at;
    wrong.add('stamp-untrusted');
  } catch {
    wrong.add('stamp-broken');
  }
  return undefined;
}
