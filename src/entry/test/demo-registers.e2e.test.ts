import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { modules } from '#modules/index.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { startDemoRegisters, type DemoRegisters } from '../demo-registers.ts';

let sen: TestPlatform;
let registers: DemoRegisters | undefined;
let isTold = false;
beforeAll(async () => {
  const own = modules.filter(({ id }) => id === 'doors' || id === 'verification');
  sen = await startPlatform({ modules: own });
  const { record } = sen.context();
  for (let nth = 0; nth < 120; nth += 1)
    await record.create({
      resourceType: 'Patient',
      active: true,
      name: [{ use: 'official', text: 'Nguyễn Văn Đức Hòa' }],
      gender: 'male',
      birthDate: '1970-05-06',
      identifier: [
        { system: identifierSystem.personalNumber, value: `027070${String(nth).padStart(6, '0')}` },
      ],
    } satisfies Patient);
}, 120_000);
afterAll(async () => {
  await registers?.stop();
  await sen.stop();
});

const standing = async (): Promise<Record<string, number>> => {
  const rows = await sen
    .contextOf('verification')
    .sql.query<{ outcome: string; n: number }>(
      'select outcome, count(*)::int as n from verification.result group by outcome',
    );
  return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]));
};

it('the people of the story are asked about once it is told, not before; most agree and some are to be repaired', async () => {
  registers = startDemoRegisters(
    { ...sen.settings, demo: true, loopback: true },
    sen.platform,
    sen.context().log,
    () => Promise.resolve(isTold),
  );
  await sleep(2500);
  expect(await standing()).toEqual({});
  isTold = true;
  let counts = await standing();
  for (let nth = 0; nth < 300 && Object.values(counts).reduce((sum, n) => sum + n, 0) < 120; nth += 1) {
    await sleep(100);
    counts = await standing();
  }
  const { match = 0, ...others } = counts;
  expect(match).toBeGreaterThan(90);
  expect(Object.values(others).reduce((sum, n) => sum + n, 0)).toBe(120 - match);
  expect(Object.keys(others).length).toBeGreaterThan(1);
}, 60_000);
