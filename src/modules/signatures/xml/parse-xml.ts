import { DOMParser, type Document, type Element } from '@xmldom/xmldom';
import { AppError } from '#kernel/errors.ts';

export const xmldsig = 'http://www.w3.org/2000/09/xmldsig#';
export const xades = 'http://uri.etsi.org/01903/v1.3.2#';
export const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const digestSha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const signedProperties = 'http://uri.etsi.org/01903#SignedProperties';
export const methods = {
  ES256: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  RS256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
} as const;

const deepest = 100;

/** Reads XML that could not be understood in two ways: no document type, no entities of its own, no depth that breaks a reader. Error: signature.unreadable. */
export function parseXml(text: string): Document {
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    throw new AppError('signature.unreadable', { detail: 'document type' });
  let open = 0;
  for (const [, closing, selfClosed] of text.matchAll(/<(\/)?[A-Za-z_][^<>]*?(\/)?>/g)) {
    if (closing !== undefined) open -= 1;
    else if (selfClosed === undefined) open += 1;
    if (open > deepest) throw new AppError('signature.unreadable', { detail: 'depth' });
  }
  try {
    const refuse = (level: string, message: string): void => {
      throw new Error(`${level}: ${message}`);
    };
    const document = new DOMParser({ onError: refuse as never }).parseFromString(text, 'application/xml');
    if (document.documentElement === null) throw new Error('no root');
    return document;
  } catch (error) {
    throw new AppError('signature.unreadable', { cause: error });
  }
}

/** Child elements of one name; of any name without one. */
export function childrenOf(element: Element, space?: string, name?: string): Element[] {
  return [...element.childNodes].filter(
    (node): node is Element =>
      node.nodeType === 1 &&
      (name === undefined ||
        ((node as Element).localName === name && (node as Element).namespaceURI === space)),
  );
}

/** The only child of that name. Throws where there is none or more than one. */
export function onlyChild(element: Element, space: string, name: string): Element {
  const [one, more] = childrenOf(element, space, name);
  if (one === undefined || more !== undefined) throw new Error(`one ${name} is expected`);
  return one;
}

export const textOf = (element: Element): string => (element.textContent ?? '').replace(/\s+/g, '');
