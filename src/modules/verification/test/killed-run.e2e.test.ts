import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Bundle } from '@medplum/fhirtypes';
import { modules } from '#modules/index.ts';
import { startSenProcess, type SenProcess } from '#platform/testing/sen-process.ts';
import { findFreePort } from '#platform/testing/start-platform.ts';
import { beginRun, readRuns, type RunRow } from '../runs/run-row.ts';
import { openRegistry, patientOfCitizen, type TestRegistry } from './a-registry.ts';

const people = 6000;
let house: TestRegistry;
let room: string;
let server: SenProcess | undefined;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'sen-killed-'));
  // This process answers only; the work is done by a server that can be killed.
  house = await openRegistry({ modules, env: { SEN_RUN: 'http', SEN_FILES_DIR: join(room, 'files') } });
  for (let at = 0; at < people; at += 500) {
    const entry = Array.from({ length: 500 }, (_, nth) => {
      const patient = patientOfCitizen(house.population.citizen(50_000 + at + nth), house.station);
      if (nth % 20 === 0) patient.birthDate = '1901-01-01';
      return { resource: patient, request: { method: 'POST' as const, url: 'Patient' } };
    });
    await house.sen
      .context()
      .record.bundle({ resourceType: 'Bundle', type: 'transaction', entry } satisfies Bundle);
  }
  await house.sen.contextOf('verification').sql.query('delete from verification.due');
}, 240_000);
afterAll(async () => {
  await server?.end();
  await house.stop();
  await rm(room, { recursive: true, force: true });
});

const start = async (): Promise<SenProcess> => {
  server = startSenProcess(await findFreePort(), {
    SEN_DATABASE_URL: house.sen.databaseUrl,
    SEN_DATA_DIR: join(room, `data-${crypto.randomUUID()}`),
    SEN_FILES_DIR: join(room, 'files'),
    SEN_MASTER_KEY: house.sen.settings.masterKey,
    SEN_PUBLIC_URL: house.sen.url,
  });
  await server.ready();
  return server;
};
const until = async (is: (run: RunRow) => boolean): Promise<RunRow> => {
  const context = house.sen.contextOf('verification');
  for (let nth = 0; nth < 4000; nth += 1) {
    const [run] = await readRuns(context);
    if (run !== undefined && is(run)) return run;
    await sleep(25);
  }
  throw new Error('the run does not get there');
};

it('a server that is killed in the middle of a run is followed by another that finishes it and doubles nothing', async () => {
  const context = house.sen.contextOf('verification');
  await beginRun(context, crypto.randomUUID(), 'population');
  const first = await start();
  const { looked_at: before } = await until((run) => run.looked_at > 0);
  await first.end('SIGKILL');
  const cut = await until(() => true);
  expect(cut.state).toBe('running');
  expect(cut.looked_at).toBeGreaterThanOrEqual(before);
  expect(cut.looked_at).toBeLessThan(cut.total);
  await start();
  const run = await until(({ state }) => state === 'done');
  expect(run.looked_at).toBe(run.total);
  expect(run.asked).toBe(people);
  expect(Object.values(run.counts).reduce((sum, count) => sum + count, 0)).toBe(people);
  const [kept] = await context.sql.query<{ results: number; resources: number; tasks: number }>(
    `select count(*)::int as results, count(distinct resource_id)::int as resources,
       (select count(*)::int from verification.task) as tasks from verification.result`,
  );
  expect(kept).toEqual({ results: people, resources: people, tasks: people - (run.counts.match ?? 0) });
  const { total } = await house.sen.context().record.search('VerificationResult', '_summary=count');
  expect(total).toBe(people);
}, 240_000);
