/** What the bench measures from /proc and the disk. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const ticksPerSecond = 100;

/** Process id of the PostgreSQL whose cluster lies below a folder; 0 where there is none. */
export function postmasterIn(folder: string): number {
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('postmaster.pid'),
  );
  return file === undefined ? 0 : Number(readFileSync(join(folder, file), 'utf8').split('\n', 1)[0]);
}

interface Stat {
  readonly parent: number;
  readonly cpuSeconds: number;
  readonly rss: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return {
      parent: fields[1]!,
      cpuSeconds: (fields[11]! + fields[12]! + fields[13]! + fields[14]!) / ticksPerSecond,
      rss: fields[21]! * 4096,
    };
  } catch {
    return undefined;
  }
}

/** CPU of a process; of PostgreSQL with its backends. */
export function cpuOf(pid: number): number {
  const own = statOf(pid);
  if (own === undefined) return 0;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)));
  return (
    own.cpuSeconds +
    children.reduce(
      (sum, stat) => sum + (stat?.parent === pid && pid !== process.pid ? stat.cpuSeconds : 0),
      0,
    )
  );
}

/** Resident memory of a process in bytes. */
export function rssOf(pid: number): number {
  return statOf(pid)?.rss ?? 0;
}

/** Bytes below a folder of the database, the write-ahead log left out. */
export function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('/base/'))
    .reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** The value that a share of sorted values does not exceed; 0 where there is none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** CPU of a server and its database between two moments. */
export function watchCpu(server: number, postgres: number): () => { node: number; postgres: number } {
  const before = [cpuOf(server), cpuOf(postgres)] as const;
  return () => ({ node: cpuOf(server) - before[0], postgres: cpuOf(postgres) - before[1] });
}

/** Waits until server and database do nothing more of their own, as after a night: what was filled in has been cleaned up. At most two minutes. */
export async function untilAtRest(server: number, postgres: number): Promise<void> {
  for (let second = 0; second < 120; second += 2) {
    const cpu = watchCpu(server, postgres);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const { node, postgres: database } = cpu();
    if (node + database < 0.1) return;
  }
}

/** The most memory that a process holds while it is watched, in bytes. */
export function watchMemory(pid: number): () => number {
  let most = rssOf(pid);
  const timer = setInterval(() => (most = Math.max(most, rssOf(pid))), 100);
  return () => {
    clearInterval(timer);
    return Math.max(most, rssOf(pid));
  };
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
