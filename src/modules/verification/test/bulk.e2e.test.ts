import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Bundle } from '@medplum/fhirtypes';
import type { CallAs } from '#platform/testing/start-platform.ts';
import type { LineView, RunView } from '../api.ts';
import { takeRun } from '../runs/run-row.ts';
import { workRun } from '../runs/work-run.ts';
import { ask, openRegistry, patientOfCitizen, type TestRegistry } from './a-registry.ts';

const people = 1500;
const first = 10_000;
let house: TestRegistry;
let admin: CallAs;
beforeAll(async () => {
  house = await openRegistry();
  admin = await house.sen.as('quantri');
  const { record, sql } = { ...house.sen.context(), sql: house.sen.contextOf('verification').sql };
  for (let at = 0; at < people; at += 500) {
    const entry = Array.from({ length: 500 }, (_, nth) => ({
      resource: patientOfCitizen(house.population.citizen(first + at + nth), house.station),
      request: { method: 'POST' as const, url: 'Patient' },
    }));
    // One in ten was born on another day here.
    for (const [nth, { resource }] of entry.entries()) if (nth % 10 === 0) resource.birthDate = '1901-01-01';
    await record.bundle({ resourceType: 'Bundle', type: 'transaction', entry } satisfies Bundle);
  }
  // They are asked about by the run only.
  await sql.query('delete from verification.due');
}, 180_000);
afterAll(() => house.stop());
beforeEach(() => house.population.setFault('none'));

const look = async (): Promise<{ lines: LineView[]; runs: RunView[] }> =>
  (await ask<{ lines: LineView[]; runs: RunView[] }>(admin, '/api/verification/runs')).body;
const run = async (id: string): Promise<RunView> => (await look()).runs.find((one) => one.id === id)!;
const start = async (): Promise<string> =>
  (await ask<{ id: string }>(admin, '/api/verification/runs', { register: 'population' })).body.id;
const until = async (id: string, is: (view: RunView) => boolean): Promise<RunView> => {
  for (let nth = 0; nth < 600; nth += 1) {
    const view = await run(id);
    if (is(view)) return view;
    await sleep(50);
  }
  throw new Error(`the run stands at ${JSON.stringify(await run(id))}`);
};
const kept = async (): Promise<Record<string, number>> => {
  const { record } = house.sen.context();
  const { sql } = house.sen.contextOf('verification');
  const [row] = await sql.query<{ results: number; tasks: number }>(
    `select (select count(*)::int from verification.result) as results,
       (select count(*)::int from verification.task where state <> 'closed') as tasks`,
  );
  return { ...row!, resources: (await record.search('VerificationResult', '_summary=count')).total ?? 0 };
};

it('a run that is cut off again and again is finished from where it stood, and nobody is counted or kept twice', async () => {
  const id = await start();
  expect((await ask(admin, '/api/verification/runs', { register: 'population' })).status).toBe(409);
  const context = house.sen.contextOf('verification');
  // Another server takes it up and dies after each step; what it was writing last is undone.
  for (let life = 0; life < 4; life += 1) {
    const holder = crypto.randomUUID();
    await context.sql.query(`update verification.run set held_until = null where state = 'running'`);
    const row = await takeRun(context, holder, 'population');
    if (row === undefined) break;
    const dying = workRun(context, row, holder, () => false);
    // While it writes somebody else takes the run over: its step counts for nothing.
    if (life % 2 === 1) await context.sql.query('update verification.run set held_by = $1', ['another']);
    await dying;
  }
  await context.sql.query(`update verification.run set held_until = null where state = 'running'`);
  const view = await until(id, ({ state }) => state === 'done');
  const { total } = view;
  expect(view.lookedAt).toBe(total);
  expect(view.asked).toBe(people);
  expect(Object.values(view.counts).reduce((sum, count) => sum + count, 0)).toBe(people);
  expect(view.counts.mismatch).toBeGreaterThanOrEqual(140);
  const after = await kept();
  expect(after).toMatchObject({ results: people, resources: people });
  expect(after['tasks']).toBe(people - (view.counts.match ?? 0));
}, 120_000);

it('a second run over the same people adds dates and nothing else', async () => {
  const before = await kept();
  await until(await start(), ({ state }) => state === 'done');
  expect(await kept()).toEqual(before);
}, 120_000);

it('waits while the other side is down, says since when, and goes on by itself', async () => {
  house.population.setFault('down');
  const id = await start();
  const waiting = await until(id, ({ state }) => state === 'waiting');
  expect(waiting).toMatchObject({ waitingSince: expect.any(String), fault: expect.any(String) });
  expect((await look()).lines.find(({ register }) => register === 'population')).toMatchObject({
    state: 'down',
  });
  house.population.setFault('none');
  const done = await until(id, ({ state }) => state === 'done');
  expect(done.waitingSince).toBeUndefined();
  expect(done.asked).toBe(people);
}, 120_000);

it('an answer about another person in the middle of a run is refused for her alone, and she is asked about again', async () => {
  const due = async () => (await look()).lines.find(({ register }) => register === 'population')?.due;
  // Who was not reached while the other side was down is asked about first.
  await expect.poll(due, { timeout: 60_000 }).toBe(0);
  house.population.setFault('another-person');
  const id = await start();
  const done = await until(id, ({ state }) => state === 'done');
  expect(done.counts.unreachable).toBeGreaterThan(0);
  expect((done.counts.unreachable ?? 0) + (done.counts.match ?? 0)).toBeLessThanOrEqual(people);
  expect(await due()).toBe(done.counts.unreachable);
}, 120_000);

it('is stopped by who started it, and what was found stays', async () => {
  const id = await start();
  expect((await ask(admin, `/api/verification/runs/${id}/stop`, {})).status).toBe(200);
  expect((await ask(admin, `/api/verification/runs/${id}/stop`, {})).status).toBe(409);
  expect((await run(id)).state).toBe('stopped');
  expect((await kept())['results']).toBe(people);
}, 60_000);
