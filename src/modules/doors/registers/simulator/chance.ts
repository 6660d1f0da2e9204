/** A short stream of chance that depends on its seed alone: the same person on every machine, at the price of a few multiplications. */
export interface Chance {
  /** 0 <= x < 1 */
  readonly next: () => number;
  /** Both ends included. */
  readonly int: (from: number, to: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
}

/** Makes a stream from two numbers: what is drawn, and for whom. */
export function chanceOf(seed: number, who: number): Chance {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(who + 1, 0x85ebca6b)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (list) => list[Math.floor(next() * list.length)]!,
  };
}

/** A number for a text, the same everywhere. */
export function numberOf(text: string): number {
  let h = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  // Numbers that follow each other must not share their fate.
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
