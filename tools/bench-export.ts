/** `npm run bench -- export`: fills the store (--resources N, 200,000 unless told) and measures `$export` of all of it by the server. */
import { cpuOf, rssOf } from './bench-measure.ts';
import { driveLoad } from './bench-load.ts';
import type { House } from './bench-house.ts';
import { option } from './bench-options.ts';

const goalPerSecond = 20_000;
/** What the server may grow by between the first and the last file, in bytes. */
const growthMost = 150_000_000;
const perPerson = 12;

/** Fills, exports, prints. Returns false where the rate or the memory misses its goal. */
export async function benchExport(house: House): Promise<boolean> {
  const wanted = Number(option('resources', '200000'));
  const rounds = Number(option('rounds', '2'));
  const patients = Math.ceil(wanted / perPerson);
  const filled = await driveLoad('ingest', { ...house, connections: 8, patients, seconds: 0 });
  console.log(
    `${patients * perPerson} resources at ${filled.resourcesPerSecond.toFixed(0)}/s, ${filled.errors} errors`,
  );
  let isFastEnough = true;
  for (let round = 0; round < rounds; round += 1) isFastEnough = await exportOnce(house);
  return isFastEnough && filled.errors === 0;
}

async function exportOnce(house: House): Promise<boolean> {
  const pid = house.server.pid!;
  const before = { node: cpuOf(pid), postgres: cpuOf(house.postgres), rss: rssOf(pid) };
  const headers = { authorization: `Bearer ${house.token}`, prefer: 'respond-async' };
  const start = performance.now();
  const begun = await fetch(`${house.base}/$export`, { headers });
  const status = begun.headers.get('content-location')!;
  let most = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    most = Math.max(most, rssOf(pid));
    const told = await fetch(status, { headers });
    if (told.status === 202) continue;
    const seconds = (performance.now() - start) / 1000;
    const manifest = (await told.json()) as { output: readonly { count: number }[] };
    const count = manifest.output.reduce((sum, file) => sum + file.count, 0);
    const node = cpuOf(pid) - before.node;
    const postgres = cpuOf(house.postgres) - before.postgres;
    const perMs = (used: number): string => `${((used / count) * 1e6).toFixed(1)} µs`;
    const growth = most - before.rss;
    console.log(
      `export of ${count} resources: ${(count / seconds).toFixed(0)}/s (goal ${goalPerSecond}) in ${seconds.toFixed(1)} s; CPU a resource: Node ${perMs(node)}, PostgreSQL ${perMs(postgres)}; memory ${megabytes(before.rss)} -> at most ${megabytes(most)}`,
    );
    await fetch(status, { method: 'DELETE', headers });
    return count / seconds >= goalPerSecond && growth < growthMost;
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;
