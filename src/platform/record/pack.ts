import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Keyring } from '../crypt/keyring.ts';
import { closePack, openPack, type PackPlace } from './pack-cipher.ts';

/** Stands between the texts of a pack: no JSON text can hold it unescaped. */
export const separator = '\u001e';
/** A pack is read whole, so it stays small: at most this many characters, unless one text alone is longer. */
const mostCharacters = 65_536;
const mostParts = 200;

const options = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } };

/** A text on its way into a pack, and the place it got. */
export interface Packed {
  readonly bucket: number;
  readonly patient: string | null;
  readonly text: string;
  pack: number;
  part: number;
}

/** A pack to insert. */
export interface Pack extends PackPlace {
  readonly body: Buffer;
}

let lastId = 0;

/** Ids of packs rise with time: 1/2048 ms since 1970 with the last digits drawn, below 2^53. Unique within a bucket. */
function packId(now: Date): number {
  const drawn = now.getTime() * 2048 + Math.floor(Math.random() * 2048);
  lastId = drawn > lastId ? drawn : lastId + 1;
  return lastId;
}

/** Puts texts of the same person into common packs, fills in their places and returns the packs, closed. */
export function packTexts(texts: readonly Packed[], now: Date, keys: Keyring): Pack[] {
  const groups = new Map<string, Packed[]>();
  for (const text of texts) {
    const key = `${text.bucket} ${text.patient ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [text]);
    else group.push(text);
  }
  const packs: Pack[] = [];
  for (const group of groups.values()) {
    let open: Packed[] = [];
    let size = 0;
    const close = (): void => {
      if (open.length === 0) return;
      const id = packId(now);
      open.forEach((text, part) => Object.assign(text, { pack: id, part }));
      const place = { bucket: open[0]!.bucket, id };
      const body = compress(open.map((text) => text.text).join(separator));
      packs.push({ ...place, body: closePack(body, place, keys) });
      open = [];
      size = 0;
    };
    for (const text of group) {
      if (open.length >= mostParts || (size > 0 && size + text.text.length > mostCharacters)) close();
      open.push(text);
      size += text.text.length;
    }
    close();
  }
  return packs;
}

function compress(text: string): Buffer {
  return zstdCompressSync(Buffer.from(text), options);
}

/** The texts of a pack, in order. */
export function unpack(body: Buffer, place: PackPlace, keys: Keyring): string[] {
  return zstdDecompressSync(openPack(body, place, keys))
    .toString('utf8')
    .split(separator);
}

/** The pack without the texts that are not kept; those that stay keep their places. */
export function repack(
  body: Buffer,
  place: PackPlace,
  keys: Keyring,
  isKept: (part: number) => boolean,
): Buffer {
  const texts = unpack(body, place, keys).map((text, part) => (isKept(part) ? text : ''));
  return closePack(compress(texts.join(separator)), place, keys);
}
