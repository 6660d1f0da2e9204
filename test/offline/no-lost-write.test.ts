import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';
import type { Fault } from './world.ts';

const runs = Number(process.env['SEN_OFFLINE_RUNS'] ?? 1500);
const firstSeed = Number(process.env['SEN_OFFLINE_SEED'] ?? 1);

describe('devices that die, resend, wait, jump in time, fill up, are upgraded and shared', () => {
  it(`lose no write and write none twice in ${runs} seeded runs`, async () => {
    const sum = { saved: 0, deaths: 0, conflicts: 0, resent: 0 };
    for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
      const verdict = await simulate(seed);
      expect(verdict.findings, `seed ${seed}`).toEqual([]);
      sum.saved += verdict.saved;
      sum.deaths += verdict.deaths;
      sum.conflicts += verdict.conflicts;
      sum.resent += verdict.resent;
    }
    // A storm in which nothing happens proves nothing.
    expect(sum.saved).toBeGreaterThan(runs * 5);
    expect(sum.deaths).toBeGreaterThan(runs);
    expect(sum.conflicts).toBeGreaterThan(runs / 20);
    expect(sum.resent).toBeGreaterThan(runs / 20);
  }, 120_000);

  it.each<Fault>(['blind-centre', 'torn-commit', 'portal-believed', 'careless-settling'])(
    'are found out within 200 runs when %s is planted',
    async (fault) => {
      let found = 0;
      for (let seed = 1; seed <= 200 && found === 0; seed += 1)
        found = (await simulate(seed, fault)).findings.length;
      expect(found).toBeGreaterThan(0);
    },
  );

  it('go the same way with the same seed', async () => {
    expect(await simulate(77)).toEqual(await simulate(77));
  });
});
