import { hmacKeyOf, type HmacKey } from '../crypt/quick-hmac.ts';
import { sip64, sipKeyOf, sipped, type SipKey } from '../crypt/siphash.ts';

/** Where the hash of everything about one search parameter starts; the tag are the first 15 bits of each of its tokens. */
export interface Mark {
  readonly tag: number;
  readonly h1: number;
  readonly h2: number;
  /** Three characters that stand before each word of this parameter. */
  readonly prefix: string;
  /** Tokens of codes that came before. */
  readonly codes: Map<string, string>;
}

const marks = new Map<string, Map<string, Mark>>();

/** The secret that tokens and keys of numbers are made with. A process serves one store, so it has one. */
interface IndexKey {
  readonly number: HmacKey;
  readonly sip: SipKey;
  readonly seeds: readonly [number, number];
}

let indexKey: IndexKey | undefined;

/**
 * Gives this process the key of its search index: 32 bytes, or undefined for a store whose index is still without one. To be called
 * before anything is written or searched; what was worked out with another key is forgotten.
 */
export function useIndexKey(secret: Buffer | undefined): void {
  indexKey = secret && {
    number: hmacKeyOf(secret),
    sip: sipKeyOf(secret.subarray(0, 16)),
    seeds: [secret.readInt32LE(16), secret.readInt32LE(20)],
  };
  marks.clear();
}

/** What numbers are looked up by; undefined where the index has no key. */
export function numberKey(): HmacKey | undefined {
  return indexKey?.number;
}

/** Chosen so that no resource type of R4 has two parameters with the same tag; a test proves it. */
const seed = 19;

/** The mark of a search parameter of a type. */
export function markOf(resourceType: string, code: string): Mark {
  let ofType = marks.get(resourceType);
  if (ofType === undefined) marks.set(resourceType, (ofType = new Map()));
  let mark = ofType.get(code);
  if (mark === undefined) ofType.set(code, (mark = makeMark(`${resourceType}.${code}`)));
  return mark;
}

function makeMark(name: string): Mark {
  let h1 = 0xdeadbeef ^ seed;
  let h2 = 0x41c6ce57 ^ seed;
  for (let at = 0; at < name.length; at += 1) {
    const unit = name.charCodeAt(at);
    h1 = Math.imul(h1 ^ unit, 2654435761);
    h2 = Math.imul(h2 ^ unit, 1597334677);
  }
  const tag = ((h1 ^ (h1 >>> 15) ^ (h2 >>> 7)) >>> 0) & 0x7fff;
  if (indexKey !== undefined) {
    h1 ^= indexKey.seeds[0];
    h2 ^= indexKey.seeds[1];
  }
  return { tag, h1, h2, prefix: tag.toString(36).padStart(3, '0'), codes: new Map() };
}

const mostRemembered = 500;

/** The same as `tokenOf`, for values that come again and again: codes. Remembers the first few hundred of each parameter. */
export function codeTokenOf(mark: Mark, value: string): string {
  const known = mark.codes.get(value);
  if (known !== undefined) return known;
  const token = tokenOf(mark, value);
  if (mark.codes.size < mostRemembered) mark.codes.set(value, token);
  return token;
}

/**
 * The token of a value: 15 bits tag, 48 bits hash, as decimal text for a bigint. The hash is that of two words which the characters are
 * multiplied into, through SipHash with the key of the index: who reads a table can neither turn a token back nor try numbers until one
 * fits. Decimal by hand, since BigInt costs more than the rest of the hash: hi*2^32 = hi*4294*10^6 + hi*967296, both below 2^53.
 */
export function tokenOf(mark: Mark, value: string): string {
  hash(mark, value);
  return print(mark.tag, hashed.high >>> 16, hashed.low >>> 0);
}

/**
 * A token that lies beside others in an index: the first 20 of its 48 bits are those of what they have in common, the other 28 its own. Many
 * tokens of one thing then stand on few pages, which is what writing and asking them costs. Two values with one token: where what they have in
 * common is the same, once in 2^28.
 */
export function tokenBeside(mark: Mark, common: string, value: string): string {
  if (beside.common !== common || beside.mark !== mark) {
    hash(mark, common);
    beside = { mark, common, first16: hashed.high >>> 16, next4: (hashed.low >>> 28) * 0x10000000 };
  }
  hash(mark, value);
  return print(mark.tag, beside.first16, beside.next4 + (hashed.low & 0x0fffffff));
}

/** What was asked for last: tokens of one thing are mostly made one after the other. Another key of the index has other marks. */
let beside: { mark?: Mark; common: string; first16: number; next4: number } = {
  common: '',
  first16: 0,
  next4: 0,
};

const hashed = { high: 0, low: 0 };

function hash(mark: Mark, value: string): void {
  let h1 = mark.h1;
  let h2 = mark.h2;
  for (let at = 0; at < value.length; at += 1) {
    const unit = value.charCodeAt(at);
    h1 = Math.imul(h1 ^ unit, 2654435761);
    h2 = Math.imul(h2 ^ unit, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  if (indexKey !== undefined) {
    sip64(indexKey.sip, h1, h2);
    h1 = sipped.high;
    h2 = sipped.low;
  }
  hashed.high = h1;
  hashed.low = h2;
}

function print(tag: number, first16: number, last32: number): string {
  const high = tag * 65536 + first16;
  const low = high * 967296 + last32;
  const carry = Math.floor(low / 1_000_000);
  return `${high * 4294 + carry}${String(low - carry * 1_000_000).padStart(6, '0')}`;
}
