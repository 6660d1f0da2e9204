/** What is asked of the registry while it is measured. */
import { randomUUID } from 'node:crypto';
import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '../src/platform/context.ts';
import { registryPeople } from '../src/modules/registry/api.ts';
import { matchPatient } from '../src/modules/registry/people/match.ts';
import { histogram, sweepStep } from '../src/modules/registry/people/sweep.ts';
import { anActor } from '../src/platform/testing/an-actor.ts';
import { option } from './bench-options.ts';
import type { Comers } from './bench-registry-fill.ts';
import {
  quantileOf,
  watchCost,
  type Crowd,
  type Place,
  type Rate,
  type Sweep,
  type Timed,
  type Writes,
} from './bench-registry-place.ts';

const warmUp = 3000;

/** People who are not stored yet, as a desk asks for them: nobody is found at once, every key is asked. */
export async function timeMatches(place: Place, comers: Comers, count: number): Promise<Timed> {
  const ctx = place.context();
  const times: number[] = [];
  // The first ones warm the code and the caches.
  for (let at = 0; at < warmUp; at += 1) await matchPatient(ctx, comers.next());
  const cost = watchCost(place);
  for (let at = 0; at < count; at += 1) {
    const asked = comers.next();
    const began = performance.now();
    await matchPatient(ctx, asked);
    times.push(performance.now() - began);
  }
  return { p50: quantileOf(times, 0.5), p95: quantileOf(times, 0.95), ...cost(count) };
}

/** Registrations through the service, each by somebody of her own: locks, match, temporary code, the Patient with history and audit, her tokens. */
export async function timeRegistrations(
  place: Place,
  comers: Comers,
  { count, atOnce }: { readonly count: number; readonly atOnce: number },
): Promise<Rate & { told: number }> {
  const actors = Array.from({ length: atOnce }, () => anActor());
  const told = async (): Promise<number> => {
    const { rows } = await place.database.query<{ count: number }>(
      'select count(*) as count from registry.told_pair',
    );
    return rows[0]!.count;
  };
  const run = async (wanted: number): Promise<{ times: number[]; tenths: number[] }> => {
    const times: number[] = [];
    const tenths: number[] = [];
    let left = wanted;
    let from = performance.now();
    await Promise.all(
      actors.map(async (actor) => {
        const service = place.context(actor).use(registryPeople);
        while (left > 0) {
          left -= 1;
          const began = performance.now();
          await service.register(comers.next(), { facility: `01${String(left % 500).padStart(3, '0')}` });
          times.push(performance.now() - began);
          if (times.length % Math.ceil(wanted / 10) !== 0) continue;
          tenths.push(wanted / 10 / ((performance.now() - from) / 1000));
          from = performance.now();
        }
      }),
    );
    return { times, tenths };
  };
  const log = async (): Promise<{ pages: number; bytes: number }> => {
    const { rows } = await place.database.query<{ pages: number; bytes: number }>(
      'select wal_fpi as pages, wal_bytes::float8 as bytes from pg_stat_wal',
    );
    return rows[0]!;
  };
  await run(Math.min(1000, count));
  const before = await told();
  const logBefore = await log();
  const cost = watchCost(place);
  const began = performance.now();
  const { times, tenths } = await run(count);
  const seconds = (performance.now() - began) / 1000;
  const costs = cost(count);
  await new Promise((done) => setTimeout(done, 1500));
  const logAfter = await log();
  place.progress.people += count + Math.min(1000, count);
  return {
    perSecond: count / seconds,
    tenths: tenths.map(Math.round),
    p95: quantileOf(times, 0.95),
    ...costs,
    logPages: (logAfter.pages - logBefore.pages) / count,
    logBytes: (logAfter.bytes - logBefore.bytes) / count,
    told: ((await told()) - before) / count,
  };
}

/** What a Patient written in a file of many costs, with the match index and without it, in turns. */
export async function timeWrites(place: Place, comers: Comers): Promise<Writes> {
  const perBundle = 100;
  const rounds = 6;
  const write = async (ctx: Context, bundles: number): Promise<void> => {
    for (let at = 0; at < bundles; at += 1)
      await ctx.record.bundle({
        resourceType: 'Bundle',
        type: 'transaction',
        entry: Array.from({ length: perBundle }, () => ({
          resource: comers.next(),
          request: { method: 'POST', url: 'Patient' },
        })),
      });
  };
  const sides = { with: place.context(), without: place.contextWithoutIndex() };
  const costs = { with: { nodeMs: 0, postgresMs: 0 }, without: { nodeMs: 0, postgresMs: 0 } };
  let load = 0;
  for (const ctx of Object.values(sides)) await write(ctx, 8);
  for (let round = 0; round < rounds; round += 1)
    for (const side of round % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
      const cost = watchCost(place);
      await write(sides[side], 5);
      const { nodeMs, postgresMs, load: now } = cost(5 * perBundle * rounds);
      costs[side].nodeMs += nodeMs;
      costs[side].postgresMs += postgresMs;
      load = now;
    }
  return { people: place.progress.people, ...costs, load };
}

/** A thousand at once, among them every tenth twice in the same moment: how many are there afterwards. */
export async function timeCrowd(place: Place, comers: Comers): Promise<Crowd> {
  const service = place.context().use(registryPeople);
  const drafts: Patient[] = [];
  while (drafts.length < 1000) {
    const one = comers.next();
    drafts.push(one);
    if (drafts.length % 10 === 5) drafts.push(structuredClone(one));
  }
  const began = performance.now();
  const ended = await Promise.allSettled(
    drafts.map((draft) => service.register(draft, { facility: '01001' })),
  );
  const seconds = (performance.now() - began) / 1000;
  const ids = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value.patient.id!] : []));
  const outcomes = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value.outcome] : []));
  const { rows } = await place.database.query<{ count: number }>(
    'select count(*) as count from registry.person where person_id = any ($1)',
    [[...new Set(ids)]],
  );
  return {
    asked: drafts.length,
    differing: drafts.length - drafts.filter((_, at) => at % 10 === 5).length,
    answered: ids.length,
    refused: ended.length - ids.length,
    made: outcomes.filter((outcome) => outcome !== 'found').length,
    found: outcomes.filter((outcome) => outcome === 'found').length,
    stored: rows[0]!.count,
    seconds,
  };
}

/**
 * Everybody compared with everybody who shares a key; for `--most` minutes at a time, and a later run goes on with it. Gives what was measured so
 * far.
 */
export async function timeSweep(place: Place): Promise<Sweep> {
  const ctx = place.context();
  const { progress } = place;
  const most = Number(option('most', '1000'));
  const before = progress.sweep?.done === false ? progress.sweep : await beginSweep(ctx, progress.people);
  const cost = watchCost(place);
  const began = performance.now();
  const spent = (): number => (performance.now() - began) / 60_000;
  let goesOn = true;
  while (goesOn && spent() < most) goesOn = await sweepStep(ctx, before.id);
  const minutes = spent();
  const { nodeMs, postgresMs, load } = cost(1);
  const [row] = await ctx.sql.query<Pick<Sweep, 'compared' | 'certain' | 'probable' | 'possible'>>(
    'select compared, certain, probable, possible from registry.sweep where id = $1',
    [before.id],
  );
  return {
    ...before,
    ...row!,
    minutes: before.minutes + minutes,
    nodeSeconds: before.nodeSeconds + nodeMs / 1000,
    postgresSeconds: before.postgresSeconds + postgresMs / 1000,
    load,
    done: !goesOn,
  };
}

async function beginSweep(ctx: Context, people: number): Promise<Sweep> {
  const id = randomUUID();
  await ctx.sql.query(
    `insert into registry.sweep (id, state, model, people, histogram, started_at) values ($1, 'running', '', $2, $3, now())`,
    [id, people, Array.from({ length: histogram.bars }, () => 0)],
  );
  const nothing = { compared: 0, certain: 0, probable: 0, possible: 0 };
  return { id, people, minutes: 0, nodeSeconds: 0, postgresSeconds: 0, load: 0, done: false, ...nothing };
}
