import { finding, type Finding } from './rules.ts';

/**
 * Names of MSH-18 that are taken, with the decoder for each. @source HL7 v2 table 0211 (alternate character sets); windows-1258 and the
 * loose spellings are what hospital systems in Vietnam write there.
 */
const decoders: Readonly<Record<string, string>> = {
  '': 'utf-8',
  'UNICODE UTF-8': 'utf-8',
  UNICODE: 'utf-8',
  'UTF-8': 'utf-8',
  UTF8: 'utf-8',
  ASCII: 'utf-8',
  '8859/1': 'latin1',
  'ISO-8859-1': 'latin1',
  'WINDOWS-1258': 'windows-1258',
  CP1258: 'windows-1258',
};

/** Reads MSH-18 (first repetition) from raw bytes; every character set taken here writes MSH in ASCII. */
export function declaredCharset(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1').replace(/^ï»¿/, '');
  const line = head.split(/[\r\n]/, 1)[0] ?? '';
  const separator = line[3];
  if (!line.startsWith('MSH') || separator === undefined) return '';
  return (line.split(separator)[17] ?? '')
    .split(line[5] ?? '~', 1)[0]!
    .trim()
    .toUpperCase();
}

/**
 * Turns the bytes of one message into text in NFC (so that "ễ" is one character however it was typed). A byte order mark is dropped.
 * A message that says ASCII and holds UTF-8 is read as UTF-8, of which ASCII is a part. Refuses character sets it does not know and
 * bytes that are not what MSH-18 says, since a wrong guess would change a person's name without anybody noticing.
 */
export function decodeMessage(bytes: Uint8Array): { readonly text: string } | { readonly refused: Finding } {
  const name = declaredCharset(bytes);
  const decoder = decoders[name];
  if (decoder === undefined)
    return { refused: finding('charset-unknown', { segment: 'MSH', field: 18 }, name.slice(0, 24)) };
  if (decoder === 'latin1') return { text: Buffer.from(bytes).toString('latin1').normalize('NFC') };
  try {
    return { text: new TextDecoder(decoder, { fatal: true }).decode(bytes).normalize('NFC') };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return {
      refused: finding(
        'charset-mismatch',
        { segment: 'MSH', field: 18 },
        name === '' ? 'UNICODE UTF-8' : name,
      ),
    };
  }
}
