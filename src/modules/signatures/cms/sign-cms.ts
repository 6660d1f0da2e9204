import { createHash } from 'node:crypto';
import { readCertificate } from '../authority/certificate.ts';
import { objectIds } from '../der/object-ids.ts';
import { children, readWhole } from '../der/read.ts';
import {
  explicit,
  integer,
  join,
  nothing,
  octets,
  oid,
  sequence,
  setOf,
  tagged,
  type Der,
} from '../der/write.ts';
import { toDer } from '../keys/ecdsa-shape.ts';
import type { SigningAlgorithm, SigningKey } from '../keys/signing-key.ts';

/** What is put into a CMS SignedData. */
export interface CmsWish {
  readonly key: SigningKey;
  readonly contentType: string;
  /** What is signed: carried inside, or outside (`detached`) as a PDF does. */
  readonly content: Uint8Array;
  readonly detached: boolean;
  /** Makes the unsigned attributes of the finished signature: its time stamp. */
  readonly unsigned?: (signature: Uint8Array) => Promise<readonly Der[]>;
}

/** CMS SignedData with one signer, as CAdES wants it: content type, digest and the signing certificate are signed. @source RFC 5652, RFC 5816 */
export async function signCms(wish: CmsWish): Promise<Der> {
  const { key, content } = wish;
  const leaf = readCertificate(key.certificateChain[0]!);
  const attributes = signedAttributes(wish.contentType, sha256(content), leaf.der);
  const raw = await key.sign(attributes);
  const signature = key.alg === 'ES256' ? toDer(raw) : raw;
  const unsigned = (await wish.unsigned?.(signature)) ?? [];
  const signer = sequence(
    integer(1),
    sequence(leaf.issuerDer, leaf.serialDer),
    sequence(oid(objectIds.sha256)),
    // Signed as a SET, carried as [0].
    join([Uint8Array.of(0xa0), attributes.subarray(1)]),
    signatureAlgorithm(key.alg),
    octets(signature),
    ...(unsigned.length === 0 ? [] : [join([Uint8Array.of(0xa1), setOf(...unsigned).subarray(1)])]),
  );
  const isData = wish.contentType === objectIds.data;
  return sequence(
    oid(objectIds.signedData),
    explicit(
      0,
      sequence(
        integer(isData ? 1 : 3),
        setOf(sequence(oid(objectIds.sha256))),
        sequence(oid(wish.contentType), ...(wish.detached ? [] : [explicit(0, octets(content))])),
        join([Uint8Array.of(0xa0), setOf(...key.certificateChain).subarray(1)]),
        setOf(signer),
      ),
    ),
  );
}

function signedAttributes(contentType: string, digest: Uint8Array, certificate: Uint8Array): Der {
  return setOf(
    attribute(objectIds.contentType, oid(contentType)),
    attribute(objectIds.messageDigest, octets(digest)),
    // ESSCertIDv2 with its default, SHA-256.
    attribute(objectIds.signingCertificateV2, sequence(sequence(sequence(octets(sha256(certificate)))))),
  );
}

/** An attribute with one value. */
export const attribute = (id: string, value: Der): Der => sequence(oid(id), setOf(value));

function signatureAlgorithm(alg: SigningAlgorithm): Der {
  return alg === 'ES256' ? sequence(oid(objectIds.ecdsaSha256)) : sequence(oid(objectIds.rsa), nothing);
}

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** The value inside a ContentInfo. */
export function contentOf(contentInfo: Uint8Array): Uint8Array {
  const [, content] = children(readWhole(contentInfo, 0x30));
  return content?.content ?? new Uint8Array();
}

/** An OCTET STRING in an implicit context tag. */
export const implicitOctets = (n: number, content: Uint8Array): Der => tagged(0x80 | n, content);
