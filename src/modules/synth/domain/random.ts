/** A stream of chance that depends on its keys alone: the same keys give the same people on every machine. */
export interface Random {
  /** 0 <= x < 1 */
  next(): number;
  /** Both ends included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  weighted<T>(list: readonly (readonly [T, number])[]): T;
  /** Bell curve. */
  normal(mean: number, deviation: number): number;
}

/** Makes a stream from a seed and what it is for, e.g. createRandom(7, 'visits', personIndex). */
export function createRandom(...keys: readonly (string | number)[]): Random {
  const next = stream(keys.join('\u0000'));
  const random: Random = {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    weighted(list) {
      let sum = 0;
      for (const [, weight] of list) sum += weight;
      let left = next() * sum;
      for (const [value, weight] of list) if ((left -= weight) < 0) return value;
      return list[0]![0];
    },
    normal(mean, deviation) {
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      return mean + deviation * radius * Math.cos(2 * Math.PI * next());
    },
  };
  return random;
}

/** sfc32 seeded by four hashes of the key; good enough for stories, never for secrets. */
function stream(key: string): () => number {
  let [a, b, c, d] = [1, 2, 3, 4].map((salt) => hash(key, salt)) as [number, number, number, number];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 12; i += 1) next();
  return next;
}

function hash(key: string, salt: number): number {
  let h = Math.imul(salt, 0x9e3779b1) ^ 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return h ^ (h >>> 13);
}
