import { codeSystem } from './identifier-systems.ts';
import { mergerDay, type Province } from './provinces.ts';
import type { Commune } from './communes.ts';

/** The parts of an address in Viet Nam since the district level ended. */
export interface AddressParts {
  /** House, street, village (thôn, ấp, tổ dân phố). */
  readonly line?: string;
  readonly commune?: Commune;
  readonly province?: Province;
}

type Coded = { coding: { system: string; version: string; code: string; display: string }[] };

/** What FHIR's Address holds of it; codes go with the day their list began, because codes were used again after the merger. */
export interface FhirAddress {
  use: 'home' | 'work' | 'temp' | 'old';
  text: string;
  line?: string[];
  city?: string;
  state?: string;
  country: 'VN';
  extension?: { url: string; extension: { url: 'state' | 'ward'; valueCodeableConcept: Coded }[] }[];
}

const administrativeAddress =
  'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address';

/** An address on one line, small to large: 'Thôn Đông, Xã Tiên Du, Tỉnh Bắc Ninh'. */
export function formatAddress(parts: AddressParts): string {
  return [parts.line, parts.commune?.name, parts.province?.name].filter(Boolean).join(', ');
}

/**
 * Writes an address for FHIR with the codes of commune and province as they stand since 1 July 2025.
 * @source VN Core implementation guide, extension-administrative-address
 */
export function toFhirAddress(parts: AddressParts, use: FhirAddress['use'] = 'home'): FhirAddress {
  const codes = [
    ...(parts.province ? [{ url: 'state' as const, valueCodeableConcept: coded(parts.province) }] : []),
    ...(parts.commune ? [{ url: 'ward' as const, valueCodeableConcept: coded(parts.commune) }] : []),
  ];
  return {
    ...(codes.length > 0 && { extension: [{ url: administrativeAddress, extension: codes }] }),
    use,
    text: formatAddress(parts),
    ...(parts.line && { line: [parts.line] }),
    ...(parts.commune && { city: parts.commune.name }),
    ...(parts.province && { state: parts.province.name }),
    country: 'VN',
  };
}

function coded(unit: { readonly code: string; readonly name: string }): Coded {
  const { code, name: display } = unit;
  return { coding: [{ system: codeSystem.administrativeUnit, version: mergerDay, code, display }] };
}
