/** A seeded draw of numbers: the same seed, the same run, on every machine. */
export interface Dice {
  /** 0 ≤ x < 1 */
  next(): number;
  below(n: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function dice(seed: number): Dice {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)]!,
  };
}

interface Step {
  readonly owner: string;
  readonly isFree: () => boolean;
  readonly go: () => void;
}

/**
 * Runs tasks one step at a time in an order that the dice choose: every wait for storage, network or a lock is a step. A task whose owner
 * dies never takes its next step, as in a browser that is killed.
 */
export interface Schedule {
  /** Waits for its turn, and until `isFree`. */
  step(owner: string, isFree?: () => boolean): Promise<void>;
  /** Starts a task of an owner. */
  start(owner: string, task: () => Promise<void>): void;
  /** Takes one step; false where nobody can. */
  advance(): Promise<boolean>;
  /** Runs until nobody waits. */
  drain(): Promise<void>;
  /** The owner dies in the middle of what it does. */
  kill(owner: string): void;
}

export function schedule(random: Dice): Schedule {
  let waiting: Step[] = [];
  const running = new Map<string, number>();
  const generation = new Map<string, number>();
  const generationOf = (owner: string): number => generation.get(owner) ?? 0;
  let busy = 0;

  const settle = async (): Promise<void> => {
    for (let turn = 0; busy > 0; turn += 1) {
      if (turn > 5000) throw new Error('a task waits for something that is no step');
      await Promise.resolve();
    }
  };
  const self: Schedule = {
    async step(owner, isFree = () => true) {
      const born = generationOf(owner);
      busy -= 1;
      await new Promise<void>((go) => {
        waiting.push({ owner, isFree, go });
      });
      if (generationOf(owner) !== born) await new Promise<never>(() => undefined);
    },
    start(owner, task) {
      running.set(owner, (running.get(owner) ?? 0) + 1);
      const born = generationOf(owner);
      busy += 1;
      void task().then(() => {
        if (generationOf(owner) === born) busy -= 1;
      });
    },
    async advance() {
      await settle();
      const free = waiting.filter(({ isFree }) => isFree());
      if (free.length === 0) return false;
      const chosen = random.pick(free);
      waiting = waiting.filter((one) => one !== chosen);
      busy += 1;
      chosen.go();
      await settle();
      return true;
    },
    async drain() {
      while (await self.advance());
    },
    kill(owner) {
      generation.set(owner, generationOf(owner) + 1);
      waiting = waiting.filter((one) => one.owner !== owner);
    },
  };
  return self;
}
