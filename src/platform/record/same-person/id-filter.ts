/** Bits for each id: below one in two hundred of the others is taken for one of these. */
const bitsPerId = 16;
const leastBits = 1 << 16;
/** 64 MB. */
const mostBits = 2 ** 29;

/** A set of ids that takes two bytes an id: says of none of them that it is absent, and of few others that they are there. */
export interface IdFilter {
  readonly count: number;
  /** True where it is so full that it says of too many that they are there. */
  readonly isFull: boolean;
  add(id: string): void;
  has(id: string): boolean;
}

/** @param expected how many ids it has room for at least */
export function createIdFilter(expected: number): IdFilter {
  let size = leastBits;
  while (size < expected * bitsPerId * 2 && size < mostBits) size *= 2;
  const bits = new Uint8Array(size / 8);
  const mask = size - 1;
  let count = 0;
  return {
    get count() {
      return count;
    },
    get isFull() {
      return count * bitsPerId > size && size < mostBits;
    },
    add(id) {
      const [first, second] = placesOf(id, mask);
      bits[first >>> 3]! |= 1 << (first & 7);
      bits[second >>> 3]! |= 1 << (second & 7);
      count += 1;
    },
    has(id) {
      if (count === 0) return false;
      const [first, second] = placesOf(id, mask);
      return (
        (bits[first >>> 3]! & (1 << (first & 7))) !== 0 && (bits[second >>> 3]! & (1 << (second & 7))) !== 0
      );
    },
  };
}

/** FNV-1a twice, from two beginnings. */
function placesOf(id: string, mask: number): [number, number] {
  let [one, other] = [0x811c9dc5, 0x9e3779b9];
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b);
  }
  return [(one ^ (one >>> 15)) & mask, (other ^ (other >>> 13)) & mask];
}
