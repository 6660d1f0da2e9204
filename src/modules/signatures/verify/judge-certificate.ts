import { isIssuedBy, type Certificate } from '../authority/certificate.ts';
import { readCrl } from '../authority/crl.ts';
import { readOcsp, type OcspAnswer } from '../authority/ocsp.ts';

/** What a verifier has to judge by: everything that came with the document, and whom it trusts. */
export interface Evidence {
  /** Certificates found anywhere in the document; they prove nothing by lying there. */
  readonly certificates: readonly Certificate[];
  readonly ocsp: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  /** Roots of the trust list. */
  readonly roots: readonly Certificate[];
}

/** What is known of a certificate at the moment it was used. */
export interface CertificateVerdict {
  /** Own one first, root last; undefined where no way leads to a root of the trust list. */
  readonly chain: readonly Certificate[] | undefined;
  /** Valid by its dates at that moment, with all above it. */
  readonly isInTime: boolean;
  /** What the embedded answers say of it; undefined where none is about it. */
  readonly revocation: OcspAnswer | undefined;
}

const longestChain = 5;

/** Judges a certificate as of `at`. */
export function judgeCertificate(leaf: Certificate, evidence: Evidence, at: Date): CertificateVerdict {
  const chain = findChain([leaf], evidence);
  const issuer = chain?.[1];
  return {
    chain,
    isInTime: (chain ?? [leaf]).every((one) => one.from <= at && at <= one.to),
    revocation: issuer === undefined ? undefined : revocationOf(leaf, issuer, evidence),
  };
}

function findChain(so: readonly Certificate[], evidence: Evidence): readonly Certificate[] | undefined {
  const last = so.at(-1)!;
  const root = evidence.roots.find((one) => isIssuedBy(last, one));
  if (root !== undefined) return [...so, root];
  if (so.length >= longestChain) return undefined;
  for (const next of evidence.certificates) {
    if (so.some((one) => one.thumbprint === next.thumbprint) || !isIssuedBy(last, next)) continue;
    const chain = findChain([...so, next], evidence);
    if (chain !== undefined) return chain;
  }
  return undefined;
}

/** A revocation outweighs every good answer; among good ones the newest counts. */
function revocationOf(leaf: Certificate, issuer: Certificate, evidence: Evidence): OcspAnswer | undefined {
  const answers = [
    ...evidence.ocsp.map((answer) => readOcsp(answer, leaf, issuer)),
    ...evidence.crls.map((crl) => readCrl(crl, leaf, issuer)),
  ].filter((one) => one !== undefined && one.state.kind !== 'unknown') as OcspAnswer[];
  const newest = answers.toSorted((a, b) => b.at.getTime() - a.at.getTime());
  return newest.find(({ state }) => state.kind === 'revoked') ?? newest[0];
}
