/** Practising licence of a health worker: the older certificate (CCHN) or the newer licence (GPHN). */
export interface LicenceNumber {
  readonly number: string;
  readonly serial: string;
  /** Letters of the issuer: a province ('HNO'), the ministry ('BYT'). */
  readonly issuer: string;
  readonly kind: 'CCHN' | 'GPHN';
}

/**
 * Reads a licence number such as '001234/HNO-CCHN'; undefined where the pattern does not fit. Older papers differ, so an
 * unmatched number is kept with a warning, never refused. Pattern: from general knowledge, to verify.
 * @source Luật Khám bệnh, chữa bệnh 15/2023/QH15
 */
export function parseLicenceNumber(text: string): LicenceNumber | undefined {
  const number = text.normalize('NFC').replace(/\s/g, '').toUpperCase();
  const match = /^(\d{4,7})\/([A-ZĐ]{2,6})-(CCHN|GPHN)$/.exec(number);
  if (!match) return undefined;
  return { number, serial: match[1]!, issuer: match[2]!, kind: match[3] as LicenceNumber['kind'] };
}
