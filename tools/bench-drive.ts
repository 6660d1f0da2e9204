/** Drives a load: with the shared load tool where it is at hand, else with the small load of the bench's own. */
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { driveLoad, type LoadResult, type Workload } from './bench-load.ts';
import { option } from './bench-options.ts';

const run = promisify(execFile);
const toolPath = option('tool', new URL('../../shared/bench/fhirload.mjs', import.meta.url).pathname);
// The tool runs only under its own name, not under that of a link.
const tool = existsSync(toolPath) ? realpathSync(toolPath) : toolPath;

/** Whether the load is the one that the peer's figures were measured with. */
export const hasTool = existsSync(tool);

/** Who is driven, and how. */
export interface Drive {
  readonly base: string;
  readonly token: string;
  /** Where ids of what was written are kept for the reads. */
  readonly folder: string;
  readonly connections: number;
  readonly patients: number;
  readonly seconds: number;
  /** Number of the first person that an ingest writes; those before stay known. */
  readonly offset?: number;
  /** File of an ingest's own for its ids, begun anew; else they are added to those that all workloads share. */
  readonly ids?: string;
}

/** Drives one workload; ingest first, since the others read what it made. `mixed` needs the tool; without it, it is reads. */
export async function drive(workload: Workload | 'mixed', target: Drive): Promise<LoadResult> {
  if (!hasTool) return driveLoad(workload === 'mixed' ? 'read' : workload, target);
  const out = join(target.folder, `${workload}.json`);
  const options = {
    base: target.base,
    token: target.token,
    workload,
    patients: target.patients,
    concurrency: target.connections,
    seconds: target.seconds,
    warmup: 0,
    ids: target.ids ?? join(target.folder, 'ids.json'),
    json: out,
    ...(target.offset !== undefined && { offset: target.offset }),
    ...(process.argv.includes('--quiet') && { quiet: '0.3' }),
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  if (target.ids === undefined && (target.offset ?? 0) > 0) args.push('--append');
  // What a run before has left would pass for this one's figures where the tool fails.
  await rm(out, { force: true });
  await run(process.execPath, [tool, ...args], { maxBuffer: 10_000_000 }).catch(
    (error: { stdout?: string }) => {
      console.error(error.stdout ?? 'the load tool failed');
      if (!existsSync(out)) throw error;
    },
  );
  const { overall, seconds } = JSON.parse(await readFile(out, 'utf8')) as {
    overall: Record<'rps' | 'count' | 'p50_ms' | 'p95_ms' | 'p99_ms' | 'errors' | 'resources_per_s', number>;
    seconds: number;
  };
  return {
    operationsPerSecond: overall.rps,
    operations: overall.count,
    resourcesPerSecond: overall.resources_per_s,
    p50Ms: overall.p50_ms,
    p95Ms: overall.p95_ms,
    p99Ms: overall.p99_ms,
    errors: overall.errors,
    seconds,
  };
}
