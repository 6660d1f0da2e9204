import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '#platform/log/create-log.ts';
import type { Settings } from '#platform/settings/platform-settings.ts';
import { openHouse } from './open-house.ts';
import { prepareHouse } from './run-sen.ts';

/** One process that this one leads. */
interface Place {
  readonly run: string;
  worker: Worker | undefined;
  /** How often in a row it died young. */
  deaths: number;
}

// What the embedded PostgreSQL can give, less what commands and the backup need.
const embeddedConnections = 50;
const youngMs = 60_000;

/**
 * Leads several processes on one port: holds the data folder and the database, starts `processes` that answer and one for the background
 * work, and starts each again when it dies (0.5 s doubled up to 30 s). SIGHUP replaces one after the other, each only when its successor
 * listens; SIGTERM stops all, the database last.
 */
export async function leadProcesses(settings: Settings): Promise<void> {
  const log = createLog(settings.logLevel);
  const house = await openHouse(settings, log);
  await prepareHouse(settings, house).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  let stopping = false;
  const places: Place[] = [
    ...Array.from({ length: settings.processes }, () => ({ run: 'http', worker: undefined, deaths: 0 })),
    { run: 'worker,scheduler', worker: undefined, deaths: 0 },
  ].filter(({ run }) => run.split(',').some((role) => settings.run.has(role as 'http')));
  const connections =
    settings.databaseUrl === undefined
      ? Math.max(2, Math.min(settings.databaseConnections, Math.floor(embeddedConnections / places.length)))
      : settings.databaseConnections;

  // Each process accepts its own calls. Handed round by the leader, a call on its way to a process that is killed would never be
  // answered nor cut off, and its caller would wait for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const fork = (place: Place): Worker => {
    const worker = cluster.fork({ SEN_RUN: place.run, SEN_DATABASE_CONNECTIONS: String(connections) });
    const bornAt = Date.now();
    place.worker = worker;
    worker.once('exit', (code, signal) => {
      // A successor has its place already, or nobody is wanted there any more.
      if (stopping || place.worker !== worker) return;
      place.deaths = Date.now() - bornAt > youngMs ? 0 : place.deaths + 1;
      const waitMs = Math.min(30_000, 500 * 2 ** place.deaths);
      log.error('process.died', { run: place.run, code, signal, waitMs });
      setTimeout(() => {
        if (!stopping) fork(place);
      }, waitMs);
    });
    return worker;
  };
  for (const place of places) fork(place);

  const stop = async (): Promise<void> => {
    const running = places.flatMap(({ worker }) => (worker?.isDead() === false ? [worker] : []));
    if (stopping) {
      for (const worker of running) worker.process.kill('SIGKILL');
      process.exit(1);
    }
    stopping = true;
    log.info('sen.stopping');
    await Promise.all(running.map((worker) => end(worker)));
    await house.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  let replacing: Promise<void> = Promise.resolve();
  process.on('SIGHUP', () => {
    replacing = replacing.then(() => replaceAll(places, fork, () => stopping));
  });
}

/** One after the other: the successor takes calls before the former one is asked to go. */
async function replaceAll(
  places: readonly Place[],
  fork: (place: Place) => Worker,
  stopping: () => boolean,
): Promise<void> {
  for (const place of places) {
    if (stopping()) return;
    const former = place.worker;
    const successor = fork(place);
    // A successor that never listens leaves the former one at work.
    const ready = place.run === 'http' ? once(successor, 'listening') : once(successor, 'online');
    const came = await Promise.race([ready.then(() => true), once(successor, 'exit').then(() => false)]);
    if (!came && former !== undefined) place.worker = former;
    else if (former?.isDead() === false) await end(former);
    await sleep(100);
  }
}

async function end(worker: Worker): Promise<void> {
  const gone = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  await gone;
}
