import { stockCode } from './stock-code.ts';

/**
 * The id of a lot at a station: the same wherever it is received, so that two devices that note one delivery without a network mean one lot, and
 * what they do with it fits together.
 */
export async function lotIdOf(facilityId: string, doseCode: string, lotNumber: string): Promise<string> {
  const text = JSON.stringify(['vaccine-lot', facilityId, stockCode(doseCode), lotNumber]);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const bytes = digest.slice(0, 16);
  // A UUID of form 8 (own content), RFC 9562.
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
