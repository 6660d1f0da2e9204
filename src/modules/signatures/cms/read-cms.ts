import { verify, createHash } from 'node:crypto';
import { readCertificate, type Certificate } from '../authority/certificate.ts';
import { objectIds } from '../der/object-ids.ts';
import { BadDer, children, hexOf, oidOf, readNode, readWhole, walk, type Node } from '../der/read.ts';
import { join } from '../der/write.ts';

/** A CMS SignedData of one signer, read and not yet judged. */
export interface Cms {
  readonly contentType: string;
  /** Undefined where it lies outside. */
  readonly content: Uint8Array | undefined;
  readonly certificates: readonly Certificate[];
  /** The certificate that the signer info names; undefined where it is not among them. */
  readonly signer: Certificate | undefined;
  readonly signedAttributes: ReadonlyMap<string, Node>;
  readonly unsignedAttributes: ReadonlyMap<string, Node>;
  /** What the signature is over. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly digest: string;
}

const digestNames: Readonly<Record<string, string>> = {
  [objectIds.sha256]: 'sha256',
  [objectIds.sha384]: 'sha384',
  [objectIds.sha512]: 'sha512',
};

/** Reads it. Throws BadDer: not this shape, more than one signer, a digest that is no longer trusted. */
export function readCms(contentInfo: Uint8Array): Cms {
  const outer = walk(readWhole(contentInfo, 0x30));
  if (oidOf(outer.next(0x06)) !== objectIds.signedData) throw new BadDer('no SignedData');
  const data = walk(readWhole(outer.next(0xa0).content, 0x30));
  data.next(0x02);
  data.next(0x31);
  const inside = walk(data.next(0x30));
  const contentType = oidOf(inside.next(0x06));
  const carried = inside.maybe(0xa0);
  const content = carried === undefined ? undefined : readWhole(carried.content, 0x04).content;
  const carriedCertificates = data.maybe(0xa0);
  data.maybe(0xa1);
  const signers = children(data.next(0x31));
  if (signers.length !== 1) throw new BadDer('one signer is expected');
  const certificates =
    carriedCertificates === undefined
      ? []
      : children(carriedCertificates)
          .slice(0, 20)
          .map(({ whole }) => readCertificate(whole));
  const info = walk(signers[0]!);
  info.next(0x02);
  const [issuer, serial] = children(info.next(0x30));
  const digest = digestNames[oidOf(children(info.next(0x30))[0]!)];
  if (digest === undefined) throw new BadDer('a digest that is not trusted');
  const signed = info.next(0xa0);
  info.next(0x30);
  const signature = info.next(0x04).content;
  const name = hexOf(serial!);
  return {
    contentType,
    content,
    certificates,
    signer: certificates.find(
      (one) => one.serial === name && Buffer.compare(one.issuerDer, issuer!.whole) === 0,
    ),
    signedAttributes: readAttributes(signed),
    unsignedAttributes: readAttributes(info.maybe(0xa1)),
    signedBytes: join([Uint8Array.of(0x31), signed.whole.subarray(1)]),
    signature,
    digest,
  };
}

function readAttributes(node: Node | undefined): Map<string, Node> {
  const found = new Map<string, Node>();
  for (const one of node === undefined ? [] : children(node)) {
    const [id, values] = children(one);
    const [value, more] = values === undefined ? [] : children(values);
    if (id === undefined || value === undefined || more !== undefined) throw new BadDer('attribute');
    const name = oidOf(id);
    if (found.has(name)) throw new BadDer('an attribute twice');
    found.set(name, value);
  }
  return found;
}

/** What is wrong with a CMS signature over `content`; undefined where it holds. */
export type CmsFault = 'no-certificate' | 'digest' | 'certificate-swapped' | 'signature';

/** Checks digest, content type, signing certificate and the signature itself; says nothing of trust. */
export function findCmsFault(cms: Cms, content: Uint8Array): CmsFault | undefined {
  const { signer, signedAttributes, digest } = cms;
  if (signer === undefined) return 'no-certificate';
  const said = signedAttributes.get(objectIds.messageDigest);
  const type = signedAttributes.get(objectIds.contentType);
  const actual = createHash(digest).update(content).digest();
  if (said === undefined || Buffer.compare(said.content, actual) !== 0) return 'digest';
  if (type === undefined || oidOf(type) !== cms.contentType) return 'digest';
  if (!namesCertificate(signedAttributes.get(objectIds.signingCertificateV2), signer))
    return 'certificate-swapped';
  return verify(digest, cms.signedBytes, signer.publicKey, cms.signature) ? undefined : 'signature';
}

function namesCertificate(attribute: Node | undefined, signer: Certificate): boolean {
  if (attribute === undefined) return false;
  const [list] = children(attribute);
  const [first] = list === undefined ? [] : children(list);
  if (first === undefined) return false;
  const parts = walk(first);
  const algorithm = parts.maybe(0x30);
  const digest = algorithm === undefined ? 'sha256' : digestNames[oidOf(children(algorithm)[0]!)];
  const hash = parts.next(0x04).content;
  if (digest === undefined) return false;
  return Buffer.compare(hash, createHash(digest).update(signer.der).digest()) === 0;
}

/** The token in an unsigned attribute, as its own ContentInfo. */
export function stampIn(cms: Cms): Uint8Array | undefined {
  return cms.unsignedAttributes.get(objectIds.timeStampToken)?.whole;
}

/** Trailing zeros that fill a place kept free (a PDF's Contents) are not part of the signature. */
export const trimPadding = (bytes: Uint8Array): Uint8Array => readNode(bytes).whole;
