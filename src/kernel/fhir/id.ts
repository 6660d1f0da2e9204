/** Number of buckets: the first 12 bits of a server-made id. */
export const bucketCount = 4096;

/** Shape of an id that Sen itself made: UUID version 8, RFC 9562 variant. */
const ownId = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Fills an array with randomness; the default is the platform's own generator. */
export type RandomBytes = (target: Uint8Array) => void;

const strongRandom: RandomBytes = (target) => {
  crypto.getRandomValues(target);
};

/** Randomness is drawn 4 kB at a time: one call into the system per 512 ids. */
const pool = new Uint8Array(4096);
let poolUsed = pool.length;
const scratch = new Uint8Array(8);

function takeRandom(random: RandomBytes | undefined): Uint8Array {
  if (random !== undefined) {
    random(scratch);
    return scratch;
  }
  if (poolUsed + 8 > pool.length) {
    strongRandom(pool);
    poolUsed = 0;
  }
  const taken = pool.subarray(poolUsed, poolUsed + 8);
  poolUsed += 8;
  return taken;
}

const hex2 = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * Makes an id: 12 bits bucket, 48 bits milliseconds since 1970 (36 before and 12 after the version digit), then 62 random
 * bits. Ids of one bucket sort by time, to the millisecond, because the version and variant digits are constant.
 * @throws RangeError where the bucket is not 0-4095 or the time does not fit 48 bits.
 */
export function newId(bucket: number, now: Date, random?: RandomBytes): string {
  const time = now.getTime();
  if (!Number.isInteger(bucket) || bucket < 0 || bucket >= bucketCount)
    throw new RangeError('bucket must be 0-4095');
  if (!(time >= 0 && time < 2 ** 48)) throw new RangeError('time must fit 48 bits');
  const b = takeRandom(random) as Uint8Array & Record<number, number>;
  // Layout of the 32 hex digits: bbb tttttttttttt split as bbbttttt-tttt-8ttt-vrrr-rrrrrrrrrrrr (v = variant + 2 random bits).
  const head = bucket.toString(16).padStart(3, '0');
  const t = time.toString(16).padStart(12, '0');
  const variant = (8 | (b[2]! & 3)).toString(16); // the low half of b[2] is used nowhere else
  return (
    head +
    t.slice(0, 5) +
    '-' +
    t.slice(5, 9) +
    '-8' +
    t.slice(9) +
    '-' +
    variant +
    hex2[b[1]!]! +
    hex2[b[2]!]![0]! +
    '-' +
    hex2[b[3]!]! +
    hex2[b[4]!]! +
    hex2[b[5]!]! +
    hex2[b[6]!]! +
    hex2[b[7]!]! +
    hex2[b[0]!]!
  );
}

/** The bucket that a server-made id names; undefined for ids that other systems chose. */
export function bucketOf(id: string): number | undefined {
  return ownId.test(id) ? Number.parseInt(id.slice(0, 3), 16) : undefined;
}

/** The time at which a server-made id was drawn; undefined for ids that other systems chose. */
export function timeOf(id: string): Date | undefined {
  if (!ownId.test(id)) return undefined;
  return new Date(Number.parseInt(id.slice(3, 8) + id.slice(9, 13) + id.slice(15, 18), 16));
}
