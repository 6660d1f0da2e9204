import { provinceOfOldCode } from './provinces.ts';

/** A facility code (mã cơ sở khám bệnh, chữa bệnh). */
export interface FacilityCode {
  readonly code: string;
  /** Two digits of the 63 provinces before July 2025; facility codes kept them after the merger. */
  readonly provinceCode: string;
  readonly serial: string;
}

/**
 * Reads a 5-digit facility code; undefined where it is none. Whether such a facility exists is not said.
 * @source QĐ 384/QĐ-BYT 2019 (issuing of facility codes)
 */
export function parseFacilityCode(text: string): FacilityCode | undefined {
  const code = text.trim();
  if (!/^\d{5}$/.test(code)) return undefined;
  return { code, provinceCode: code.slice(0, 2), serial: code.slice(2) };
}

/** Name of the old province in which the facility was numbered; undefined for army, police and unknown codes. */
export function provinceOfFacility(facility: FacilityCode): string | undefined {
  return provinceOfOldCode(facility.provinceCode);
}
