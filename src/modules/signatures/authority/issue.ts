import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityInfoAccessExtension,
  BasicConstraintsExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
  cryptoProvider,
  type JsonName,
} from '@peculiar/x509';
import { objectIds } from '../der/object-ids.ts';
import type { SigningAlgorithm } from '../keys/signing-key.ts';
import { readCertificate } from './certificate.ts';

cryptoProvider.set(webcrypto as unknown as Crypto);

/** A certificate with the private key that belongs to it. */
export interface Issued {
  readonly certificate: Uint8Array;
  /** PKCS #8 in base64; to be sealed before it is kept. */
  readonly privateKey: string;
}

/** Whoever issues: her certificate and her opened key. */
export type Issuer = Issued;

/** What a certificate of the house's own services is for. */
export type ServiceKind = 'root' | 'issuing' | 'ocsp' | 'tsa';

const year = 365.25 * 86_400_000;
const algorithms = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  RS256: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 3072,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
} as const;

const years: Readonly<Record<ServiceKind, number>> = { root: 30, issuing: 25, ocsp: 20, tsa: 20 };
const names: Readonly<Record<ServiceKind, string>> = {
  root: 'Sen - CA gốc thử nghiệm (demo root, not licensed)',
  issuing: 'Sen - CA cấp chứng thư thử nghiệm (demo issuing CA)',
  ocsp: 'Sen - trả lời trạng thái chứng thư (demo OCSP)',
  tsa: 'Sen - dấu thời gian thử nghiệm (demo TSA)',
};

/** Makes one of the house's own services; the root signs itself, everything else is signed by `issuer`. */
export async function issueService(kind: ServiceKind, now: Date, issuer?: Issuer): Promise<Issued> {
  const isAuthority = kind === 'root' || kind === 'issuing';
  const purpose = kind === 'ocsp' ? objectIds.forOcspSigning : objectIds.forTimeStamping;
  return issue({
    subject: [{ C: ['VN'] }, { O: ['Sen'] }, { CN: [names[kind]] }],
    from: now,
    to: new Date(now.getTime() + years[kind] * year),
    issuer,
    extensions: isAuthority
      ? [
          new BasicConstraintsExtension(true, kind === 'issuing' ? 0 : 1, true),
          new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        ]
      : [
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([purpose], true),
          ...(kind === 'ocsp' ? [new Extension(objectIds.ocspNoCheck, false, Uint8Array.of(5, 0))] : []),
        ],
  });
}

/** Whose certificate it is. */
export interface Worker {
  readonly name: string;
  /** Number of the practising licence. */
  readonly licence: string;
  readonly facilityName: string;
  readonly practitionerId: string;
}

/** What a worker's certificate is made of besides who she is. */
export interface WorkerCertificate {
  readonly worker: Worker;
  readonly now: Date;
  readonly to: Date;
  readonly issuer: Issuer;
  /** The address under which OCSP and the list of the revoked are asked for; without one they are not named. */
  readonly baseUrl?: string | undefined;
  readonly alg?: SigningAlgorithm | undefined;
  /** SubjectPublicKeyInfo of a key that lies elsewhere: a token, a provider, a station. */
  readonly publicKey?: Uint8Array | undefined;
}

/** Issues a worker's certificate; `privateKey` is '' where the key lies elsewhere. */
export async function issueWorker(ask: WorkerCertificate): Promise<Issued> {
  const { worker, baseUrl } = ask;
  return issue({
    subject: [
      { C: ['VN'] },
      { O: [worker.facilityName] },
      {
        [objectIds.serialNumber]: [
          { printableString: worker.licence.replace(/[^A-Za-z0-9 '()+,./:=?-]/g, '-') },
        ],
      },
      { CN: [worker.name] },
    ] as JsonName,
    from: ask.now,
    to: ask.to,
    issuer: ask.issuer,
    alg: ask.alg,
    publicKey: ask.publicKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      new SubjectAlternativeNameExtension([
        { type: 'url', value: practitionerUri(worker.practitionerId) },
        { type: 'url', value: `urn:sen:licence:${encodeURIComponent(worker.licence)}` },
      ]),
      ...(baseUrl === undefined
        ? []
        : [
            new AuthorityInfoAccessExtension({ ocsp: [`${baseUrl}/api/signatures/ocsp`] }),
            new CRLDistributionPointsExtension([`${baseUrl}/api/signatures/issuing.crl`]),
          ]),
    ],
  });
}

/** How a certificate names the worker whose it is. */
export const practitionerUri = (id: string): string => `urn:sen:Practitioner/${id}`;

interface Wish {
  readonly subject: JsonName;
  readonly from: Date;
  readonly to: Date;
  readonly issuer?: Issuer | undefined;
  readonly alg?: SigningAlgorithm | undefined;
  readonly publicKey?: Uint8Array | undefined;
  readonly extensions: Extension[];
}

async function issue(wish: Wish): Promise<Issued> {
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  const common = {
    serialNumber: serial.toString('hex'),
    notBefore: new Date(Math.floor(wish.from.getTime() / 1000) * 1000),
    notAfter: wish.to,
    extensions: wish.extensions,
  };
  const keys = wish.publicKey === undefined ? await makeKeys(wish.alg ?? 'ES256') : undefined;
  const { subtle } = webcrypto;
  const certificate =
    wish.issuer === undefined
      ? await X509CertificateGenerator.createSelfSigned({ ...common, name: wish.subject, keys: keys! })
      : await X509CertificateGenerator.create({
          ...common,
          subject: wish.subject,
          issuer: nameOf(wish.issuer.certificate),
          publicKey: keys?.publicKey ?? Buffer.from(wish.publicKey!),
          signingKey: await openKey(wish.issuer.privateKey),
          signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' } as EcdsaParams,
        });
  const privateKey =
    keys === undefined
      ? ''
      : Buffer.from(await subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { certificate: new Uint8Array(certificate.rawData), privateKey };
}

async function makeKeys(alg: SigningAlgorithm): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithms[alg], true, ['sign', 'verify'])) as CryptoKeyPair;
}

function openKey(privateKey: string): Promise<CryptoKey> {
  const bytes = Buffer.from(privateKey, 'base64');
  return webcrypto.subtle.importKey('pkcs8', bytes, algorithms.ES256, false, ['sign']) as Promise<CryptoKey>;
}

function nameOf(der: Uint8Array): JsonName {
  return new X509Certificate(Buffer.from(der)).subjectName.toJSON() as JsonName;
}

/** A certificate that was taken back. */
export interface RevokedOne {
  readonly serial: string;
  readonly at: Date;
}

/** The list of the revoked, good for a week. */
export async function issueCrl(
  issuer: Issuer,
  revoked: readonly RevokedOne[],
  now: Date,
): Promise<Uint8Array> {
  const crl = await X509CrlGenerator.create({
    issuer: nameOf(issuer.certificate),
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + 7 * 86_400_000),
    entries: revoked.map(({ serial, at }) => ({
      serialNumber: serial,
      revocationDate: at,
      reason: X509CrlReason.unspecified,
    })),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' } as EcdsaParams,
    signingKey: await openKey(issuer.privateKey),
  });
  return new Uint8Array(crl.rawData);
}

/** The serial number under which a certificate is found. */
export const serialOf = (certificate: Uint8Array): string => readCertificate(certificate).serial;
