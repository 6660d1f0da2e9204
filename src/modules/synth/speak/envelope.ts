import type { ClaimTable } from './claim-visit.ts';
import { element } from './xml.ts';

/**
 * A claim envelope of one facility: GIAMDINHHS with the inner files as base64 of UTF-8 XML. Unsigned: what is synthetic carries
 * nobody's signature.
 * @source QĐ 130/QĐ-BYT 2023; QĐ 4750/QĐ-BYT 2023 (envelope)
 */
export function envelope(
  facilityCode: string,
  day: string,
  visits: readonly (readonly ClaimTable[])[],
): string {
  const claims = visits.map((tables) => {
    const files = tables.map(
      ({ kind, xml }) =>
        `<FILEHOSO>\n${element('LOAIHOSO', kind)}\n${element('NOIDUNGFILE', toBase64(xml))}\n</FILEHOSO>`,
    );
    return `<HOSO>\n${files.join('\n')}\n</HOSO>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<GIAMDINHHS>',
    `<THONGTINDONVI>${element('MACSKCB', facilityCode)}</THONGTINDONVI>`,
    `<THONGTINHOSO>${element('NGAYLAP', day)}${element('SOLUONGHOSO', visits.length)}`,
    '<DANHSACHHOSO>',
    ...claims,
    '</DANHSACHHOSO>',
    '</THONGTINHOSO>',
    '<CHUKYDONVI></CHUKYDONVI>',
    '</GIAMDINHHS>',
    '',
  ].join('\n');
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
