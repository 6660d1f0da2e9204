import { close, open } from '../crypt/aes.ts';
import { rangeOf, type Keyring } from '../crypt/keyring.ts';

/** Where a pack lies. Its bytes open at this place only, so a pack that somebody moved to another person is refused. */
export interface PackPlace {
  readonly bucket: number;
  readonly id: number;
}

/** First byte of a closed pack; zstd begins with 0x28, so older packs tell themselves apart. */
const mark = 0xe1;
/** The mark and the number of the key. */
const headBytes = 5;

/** Closes the compressed texts of a pack with the newest key of its range of buckets. */
export function closePack(body: Buffer, place: PackPlace, keys: Keyring): Buffer {
  const { generation, key } = keys.current('pack', rangeOf(place.bucket));
  const head = Buffer.allocUnsafe(headBytes);
  head[0] = mark;
  head.writeUInt32BE(generation, 1);
  return close(key, body, boundTo(place), head);
}

/** The compressed texts. Throws KeyUnknown where the key is not in memory, an Error where bytes or place are not what they were. */
export function openPack(body: Buffer, place: PackPlace, keys: Keyring): Buffer {
  const generation = packGeneration(body);
  if (generation === undefined) return body;
  return open(keys.of('pack', rangeOf(place.bucket), generation), body, boundTo(place), headBytes);
}

/** The number of the key that closed a pack; undefined for one that was written in the clear. */
export function packGeneration(body: Buffer): number | undefined {
  return body[0] === mark ? body.readUInt32BE(1) : undefined;
}

function boundTo({ bucket, id }: PackPlace): Buffer {
  const bound = Buffer.allocUnsafe(12);
  bound.writeUInt32BE(0x5e_70_00_00 + bucket, 0);
  // Ids are whole numbers below 2^53.
  bound.writeDoubleBE(Number(id), 4);
  return bound;
}
