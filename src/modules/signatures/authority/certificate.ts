import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { objectIds } from '../der/object-ids.ts';
import { BadDer, children, hexOf, oidOf, readNode, readWhole, timeOf, walk, type Node } from '../der/read.ts';

/** What Sen reads of an X.509 certificate. */
export interface Certificate {
  readonly der: Uint8Array;
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  readonly serialDer: Uint8Array;
  readonly issuerDer: Uint8Array;
  readonly subjectDer: Uint8Array;
  /** Parts of the subject's name by object identifier. */
  readonly subject: ReadonlyMap<string, string>;
  readonly issuer: ReadonlyMap<string, string>;
  readonly from: Date;
  readonly to: Date;
  readonly spki: Uint8Array;
  readonly isAuthority: boolean;
  /** Undefined where the certificate does not limit what its key is for. */
  readonly purposes: readonly string[] | undefined;
  readonly mayCertify: boolean;
  readonly maySign: boolean;
  /** Addresses in the alternative names; a worker's holds 'urn:sen:Practitioner/<id>'. */
  readonly uris: readonly string[];
  readonly publicKey: KeyObject;
  /** SHA-256 of the DER in hex. */
  readonly thumbprint: string;
}

/** Reads a certificate. Throws BadDer where it is none. */
export function readCertificate(der: Uint8Array): Certificate {
  const parts = walk(readWhole(der, 0x30));
  const tbs = walk(parts.next(0x30));
  tbs.maybe(0xa0);
  const serial = tbs.next(0x02);
  tbs.next(0x30);
  const issuer = tbs.next(0x30);
  const [from, to] = children(tbs.next(0x30));
  const subject = tbs.next(0x30);
  const spki = tbs.next(0x30);
  tbs.maybe(0x81);
  tbs.maybe(0x82);
  const extensions = readExtensions(tbs.maybe(0xa3));
  const usage = extensions.get(objectIds.keyUsage);
  const purposes = extensions.get(objectIds.extendedKeyUsage);
  return {
    der,
    serial: hexOf(serial),
    serialDer: serial.whole,
    issuerDer: issuer.whole,
    subjectDer: subject.whole,
    subject: readName(subject),
    issuer: readName(issuer),
    from: timeOf(from!),
    to: timeOf(to!),
    spki: spki.whole,
    isAuthority: isAuthority(extensions.get(objectIds.basicConstraints)),
    purposes: purposes === undefined ? undefined : children(readWhole(purposes, 0x30)).map(oidOf),
    mayCertify: usage === undefined || (usageBits(usage) & 0x04) !== 0,
    maySign: usage === undefined || (usageBits(usage) & 0xc0) !== 0,
    uris: urisOf(extensions.get(objectIds.alternativeName)),
    publicKey: publicKeyOf(spki.whole),
    thumbprint: createHash('sha256').update(der).digest('hex'),
  };
}

/** Whether `issuer` signed `certificate`: names meet, it may certify, and the signature is its own. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (!issuer.isAuthority || !issuer.mayCertify) return false;
  if (Buffer.compare(certificate.issuerDer, issuer.subjectDer) !== 0) return false;
  return isSignedBy(certificate.der, issuer.publicKey);
}

const digests: Readonly<Record<string, string>> = {
  [objectIds.ecdsaSha256]: 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  [objectIds.rsaSha256]: 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
};

/** Checks SEQUENCE { what is signed, algorithm, BIT STRING }: certificates, lists of the revoked and OCSP answers are all made so. */
export function isSignedBy(signed: Uint8Array, key: KeyObject): boolean {
  const [content, algorithm, signature] = children(readWhole(signed, 0x30));
  if (content === undefined || algorithm === undefined || signature?.tag !== 0x03) return false;
  const name = oidOf(children(algorithm)[0]!);
  const digest = digests[name];
  if (digest === undefined || !fits(name, key)) return false;
  return verify(digest, content.whole, key, signature.content.subarray(1));
}

const fits = (algorithm: string, key: KeyObject): boolean =>
  key.asymmetricKeyType === (algorithm.startsWith('1.2.840.10045') ? 'ec' : 'rsa');

function publicKeyOf(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch (error) {
    throw new BadDer('no key that is known here', { cause: error });
  }
}

function readExtensions(node: Node | undefined): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  if (node === undefined) return found;
  for (const one of children(readNode(node.content))) {
    const parts = walk(one);
    const id = oidOf(parts.next(0x06));
    parts.maybe(0x01);
    if (found.has(id)) throw new BadDer('an extension twice');
    found.set(id, parts.next(0x04).content);
  }
  return found;
}

function readName(name: Node): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of children(name)) {
    const [id, value] = children(readNode(part.content));
    if (id !== undefined && value !== undefined)
      found.set(oidOf(id), Buffer.from(value.content).toString(value.tag === 0x1e ? 'latin1' : 'utf8'));
  }
  return found;
}

function isAuthority(constraints: Uint8Array | undefined): boolean {
  if (constraints === undefined) return false;
  const [first] = children(readWhole(constraints, 0x30));
  return first?.tag === 0x01 && first.content[0] !== 0;
}

const usageBits = (usage: Uint8Array): number => readWhole(usage, 0x03).content[1] ?? 0;

function urisOf(names: Uint8Array | undefined): string[] {
  if (names === undefined) return [];
  return children(readWhole(names, 0x30))
    .filter(({ tag }) => tag === 0x86)
    .map(({ content }) => Buffer.from(content).toString('latin1'));
}
