import { describe, expect, test } from 'vitest';
import { runBenchmark } from './benchmark.ts';
import { hasFebrl, runFebrl } from './febrl.ts';

/** A small country of the benchmark whose full size `npm run bench -- matching` runs. */
const small = { seed: 11, people: 6_000, doubles: 600 };

describe('the matching benchmark, small', () => {
  test('without any number nearly every double is found and hardly a stranger taken for one', async () => {
    const { precision, recall, f1, wrong, kinds, alone } = await runBenchmark({ ...small, numbers: false });
    expect(precision).toBeGreaterThanOrEqual(0.985);
    expect(recall).toBeGreaterThanOrEqual(0.95);
    expect(f1).toBeGreaterThanOrEqual(0.97);
    expect(wrong.kin + wrong.twins).toBeLessThanOrEqual(3);
    expect(kinds.length).toBeGreaterThan(30);
    expect(alone.compared).toBeGreaterThanOrEqual(0.98);
    expect(alone.met - alone.compared).toBeLessThanOrEqual(0.002);
  });

  test('with numbers, some of them wrong, more are found, and the same seed gives the same people', async () => {
    const one = await runBenchmark({ ...small, numbers: true });
    expect(one.f1).toBeGreaterThanOrEqual(0.99);
    expect(one.certain.precision).toBe(1);
  });

  test('FEBRL data set 1 is matched with F1 of 0.98 and more (needs ../shared/data/mpi)', (context) => {
    if (!hasFebrl())
      return context.skip('../shared/data/mpi is not here; the country above covers the same ground');
    expect(runFebrl()!.f1).toBeGreaterThanOrEqual(0.98);
  });
});
