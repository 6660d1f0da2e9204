import { objectIds } from '../der/object-ids.ts';
import type { Certificate } from './certificate.ts';

/** Who a certificate says its holder is. */
export interface Holder {
  readonly name: string;
  readonly licence: string;
  readonly facility: string;
  /** 'Practitioner/<id>' of a certificate that was issued here. */
  readonly practitioner?: string;
}

const person = 'urn:sen:';
const licence = 'urn:sen:licence:';

/** Reads the holder; empty words where there is no certificate. */
export function practitionerOf(certificate: Certificate | undefined): Holder {
  const uris = certificate?.uris ?? [];
  const practitioner = uris.find((uri) => uri.startsWith(`${person}Practitioner/`))?.slice(person.length);
  const number = uris.find((uri) => uri.startsWith(licence))?.slice(licence.length);
  return {
    name: certificate?.subject.get(objectIds.commonName) ?? '',
    licence: number === undefined ? (certificate?.subject.get(objectIds.serialNumber) ?? '') : decode(number),
    facility: certificate?.subject.get(objectIds.organization) ?? '',
    ...(practitioner !== undefined && { practitioner }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
