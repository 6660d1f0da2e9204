import { createHash, randomUUID } from 'node:crypto';
import { XMLSerializer, type Element } from '@xmldom/xmldom';
import { AppError } from '#kernel/errors.ts';
import type { SigningDesk } from '../fhir/sign-jws.ts';
import { canonicalXml } from './canonical-xml.ts';
import {
  childrenOf,
  digestSha256,
  enveloped,
  exclusive,
  methods,
  onlyChild,
  parseXml,
  signedProperties,
  xades,
  xmldsig,
} from './parse-xml.ts';

/**
 * Signs an XML document with an enveloped XAdES signature with time stamp and validation data, put in as the last child of the root.
 * Errors: signature.unreadable, signature.signed where it is signed already.
 * @source W3C XML Signature 1.1; ETSI TS 101 903 / EN 319 132-1 (XAdES)
 */
export async function signXml(xml: string, desk: SigningDesk): Promise<string> {
  const document = parseXml(xml);
  const root = document.documentElement!;
  if (childrenOf(root, xmldsig, 'Signature').length > 0) throw new AppError('signature.signed');
  const id = `sig-${randomUUID()}`;
  const digest = sha256(canonicalXml(root));
  const fragment = parseXml(signatureOf(id, digest, desk));
  const signature = document.importNode(fragment.documentElement!, true) as Element;
  root.appendChild(signature);
  const object = onlyChild(signature, xmldsig, 'Object');
  const qualifying = onlyChild(object, xades, 'QualifyingProperties');
  const properties = onlyChild(qualifying, xades, 'SignedProperties');
  const signedInfo = onlyChild(signature, xmldsig, 'SignedInfo');
  const [, second] = childrenOf(signedInfo, xmldsig, 'Reference');
  onlyChild(second!, xmldsig, 'DigestValue').textContent = sha256(canonicalXml(properties));
  const raw = await desk.key.sign(Buffer.from(canonicalXml(signedInfo)));
  const value = onlyChild(signature, xmldsig, 'SignatureValue');
  value.textContent = base64(raw);
  const [token, validation] = await Promise.all([
    desk.stamp(Buffer.from(canonicalXml(value))),
    desk.validation(),
  ]);
  const list = (name: string, inner: string, blobs: readonly Uint8Array[]): string =>
    blobs.length === 0
      ? ''
      : `<${name}>${blobs.map((one) => `<${inner}>${base64(one)}</${inner}>`).join('')}</${name}>`;
  const unsigned = parseXml(
    `<UnsignedProperties xmlns="${xades}"><UnsignedSignatureProperties><SignatureTimeStamp><CanonicalizationMethod xmlns="${xmldsig}" Algorithm="${exclusive}"/><EncapsulatedTimeStamp>${base64(token)}</EncapsulatedTimeStamp></SignatureTimeStamp>${list('CertificateValues', 'EncapsulatedX509Certificate', validation.certificates)}<RevocationValues>${list('CRLValues', 'EncapsulatedCRLValue', validation.crls)}${list('OCSPValues', 'EncapsulatedOCSPValue', validation.ocsp)}</RevocationValues></UnsignedSignatureProperties></UnsignedProperties>`,
  );
  qualifying.appendChild(document.importNode(unsigned.documentElement!, true));
  return new XMLSerializer().serializeToString(document);
}

function signatureOf(id: string, digest: string, { key, now }: SigningDesk): string {
  const [leaf] = key.certificateChain;
  const at = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return [
    `<ds:Signature xmlns:ds="${xmldsig}" Id="${id}"><ds:SignedInfo>`,
    `<ds:CanonicalizationMethod Algorithm="${exclusive}"/><ds:SignatureMethod Algorithm="${methods[key.alg]}"/>`,
    `<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="${enveloped}"/><ds:Transform Algorithm="${exclusive}"/></ds:Transforms>`,
    `<ds:DigestMethod Algorithm="${digestSha256}"/><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>`,
    `<ds:Reference URI="#${id}-properties" Type="${signedProperties}"><ds:Transforms><ds:Transform Algorithm="${exclusive}"/></ds:Transforms>`,
    `<ds:DigestMethod Algorithm="${digestSha256}"/><ds:DigestValue></ds:DigestValue></ds:Reference></ds:SignedInfo>`,
    `<ds:SignatureValue Id="${id}-value"></ds:SignatureValue><ds:KeyInfo><ds:X509Data>`,
    ...key.certificateChain.map((one) => `<ds:X509Certificate>${base64(one)}</ds:X509Certificate>`),
    `</ds:X509Data></ds:KeyInfo><ds:Object><xades:QualifyingProperties xmlns:xades="${xades}" Target="#${id}">`,
    `<xades:SignedProperties Id="${id}-properties"><xades:SignedSignatureProperties><xades:SigningTime>${at}</xades:SigningTime>`,
    `<xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="${digestSha256}"/>`,
    `<ds:DigestValue>${createHash('sha256').update(leaf!).digest('base64')}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>`,
    '</xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object></ds:Signature>',
  ].join('');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
