import { createHash, verify } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import { readCertificate, type Certificate } from '../authority/certificate.ts';
import { unreadable } from '../fhir/read-jws.ts';
import type { Fault, FoundSignature } from '../verify/verdict.ts';
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
  textOf,
  xades,
  xmldsig,
} from './parse-xml.ts';

/**
 * The signature of an XML document, taken only in the one shape that leaves nothing to interpret: a single Signature, last child of the
 * root, over the whole document and over its own properties. Anything else (a signed part moved elsewhere, a second signature, another
 * transform, an id twice) is called wrapped. Error: signature.unreadable.
 */
export function readXmlSignature(xml: string): FoundSignature[] {
  const root = parseXml(xml).documentElement!;
  const all = [...root.getElementsByTagNameNS(xmldsig, 'Signature')];
  if (all.length === 0 && root.localName !== 'Signature') return [];
  const elements = childrenOf(root);
  const [only] = all;
  if (only === undefined || all.length !== 1 || elements.at(-1) !== only || root.namespaceURI === xmldsig)
    return [unreadable('xml', 'wrapped')];
  try {
    return [readOne(root, only)];
  } catch {
    return [unreadable('xml')];
  }
}

function readOne(root: Element, signature: Element): FoundSignature {
  const info = onlyChild(signature, xmldsig, 'SignedInfo');
  const value = onlyChild(signature, xmldsig, 'SignatureValue');
  const object = onlyChild(signature, xmldsig, 'Object');
  const qualifying = onlyChild(object, xades, 'QualifyingProperties');
  const properties = onlyChild(qualifying, xades, 'SignedProperties');
  const chain = childrenOf(
    onlyChild(onlyChild(signature, xmldsig, 'KeyInfo'), xmldsig, 'X509Data'),
    xmldsig,
    'X509Certificate',
  )
    .slice(0, 5)
    .map((one) => readCertificate(bytesOf(one)));
  const [leaf] = chain;
  if (leaf === undefined) return unreadable('xml');
  const own = onlyChild(properties, xades, 'SignedSignatureProperties');
  const unsigned = [...childrenOf(qualifying, xades, 'UnsignedProperties')].flatMap((one) =>
    childrenOf(one, xades, 'UnsignedSignatureProperties'),
  );
  const deep = (name: string): Uint8Array[] =>
    unsigned.flatMap((one) => [...one.getElementsByTagNameNS(xades, name)].slice(0, 20).map(bytesOf));
  const [token] = deep('EncapsulatedTimeStamp');
  const at = new Date(textOf(onlyChild(own, xades, 'SigningTime')));
  return {
    form: 'xml',
    certificate: leaf,
    faults: faultsOf({ root, signature, info, value, properties, own, leaf }),
    claimedAt: Number.isNaN(at.getTime()) ? undefined : at,
    stamp: token === undefined ? undefined : { token, of: Buffer.from(canonicalXml(value)) },
    certificates: [...chain, ...deep('EncapsulatedX509Certificate').map(readCertificate)],
    ocsp: deep('EncapsulatedOCSPValue'),
    crls: deep('EncapsulatedCRLValue'),
  };
}

interface Parts {
  readonly root: Element;
  readonly signature: Element;
  readonly info: Element;
  readonly value: Element;
  readonly properties: Element;
  readonly own: Element;
  readonly leaf: Certificate;
}

function faultsOf(parts: Parts): Fault[] {
  const { root, signature, info, value, properties, own, leaf } = parts;
  if (!hasKnownShape(parts)) return ['wrapped'];
  const found: Fault[] = [];
  const [whole, ofProperties] = childrenOf(info, xmldsig, 'Reference');
  const isSame = (reference: Element, text: string): boolean =>
    textOf(onlyChild(reference, xmldsig, 'DigestValue')) ===
    createHash('sha256').update(text).digest('base64');
  if (!isSame(whole!, canonicalXml(root, signature)) || !isSame(ofProperties!, canonicalXml(properties)))
    found.push('changed');
  const named = [...own.getElementsByTagNameNS(xmldsig, 'DigestValue')].map(textOf);
  const thumb = createHash('sha256').update(leaf.der).digest('base64');
  if (named.length !== 1 || named[0] !== thumb) found.push('certificate-swapped');
  const method = onlyChild(info, xmldsig, 'SignatureMethod').getAttribute('Algorithm');
  const wanted = leaf.publicKey.asymmetricKeyType === 'ec' ? methods.ES256 : methods.RS256;
  if (method !== wanted) return [...found, 'algorithm'];
  const key = { key: leaf.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const holds = verify('sha256', Buffer.from(canonicalXml(info)), key, bytesOf(value));
  return holds || found.includes('changed') ? found : [...found, 'changed'];
}

/** Exactly what `signXml` writes; other shapes may be lawful, but cannot be told from an attack by their look. */
function hasKnownShape({ root, info, properties }: Parts): boolean {
  const algorithm = (element: Element | undefined): string | null | undefined =>
    element?.getAttribute('Algorithm');
  const references = childrenOf(info, xmldsig, 'Reference');
  const [whole, own] = references;
  const transforms = (reference: Element): (string | null)[] =>
    childrenOf(onlyChild(reference, xmldsig, 'Transforms'), xmldsig, 'Transform').map((one) =>
      one.getAttribute('Algorithm'),
    );
  const id = properties.getAttribute('Id');
  const sameId = [...root.getElementsByTagName('*')].filter((one) =>
    [...one.attributes].some(({ name, value }) => /^(?:\w+:)?id$/i.test(name) && value === id),
  );
  return (
    algorithm(onlyChild(info, xmldsig, 'CanonicalizationMethod')) === exclusive &&
    references.length === 2 &&
    whole !== undefined &&
    own !== undefined &&
    whole.getAttribute('URI') === '' &&
    transforms(whole).join(' ') === `${enveloped} ${exclusive}` &&
    own.getAttribute('URI') === `#${id}` &&
    own.getAttribute('Type') === signedProperties &&
    transforms(own).join(' ') === exclusive &&
    references.every((one) => algorithm(onlyChild(one, xmldsig, 'DigestMethod')) === digestSha256) &&
    id !== null &&
    id !== '' &&
    sameId.length === 1
  );
}

const bytesOf = (element: Element): Uint8Array => Buffer.from(textOf(element), 'base64');
