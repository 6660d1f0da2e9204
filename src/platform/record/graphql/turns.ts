import { AppError } from '#kernel/errors.ts';

/** Lets a few pieces of work run at a time, and no more than so many in all. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Error of one too many: graphql.too-costly. */
export function createTurns(most: number, atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let [begun, running] = [0, 0];
  return async (work) => {
    if (++begun > most) throw new AppError('graphql.too-costly');
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
