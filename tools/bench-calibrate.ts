/** How fast this machine is, so that figures of two machines can be compared: a bare answer over HTTP, and a write that reaches the disk. */
import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { fastify } from 'fastify';

/** Where and when something was measured. */
export interface Conditions {
  /** UTC, to the minute. */
  readonly at: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  /** Processes that wanted a core when the measurement began and when it ended, this bench's own included. */
  readonly load: readonly [before: number, after: number];
  /** CPU of one answer of a bare fastify server, µs. About 31 on the machine that the goals were set on. */
  readonly helloMicroseconds: number;
  /** Half of the writes of 8 kB reach the disk within so many ms. */
  readonly diskMs: number;
  /** True where bench, server and database went before other work on the machine (`chrt -r`). */
  readonly ahead?: boolean;
}

/** CPU of a bare answer on the machine of the goals, µs. */
export const referenceHello = 31;

/** Measures the machine; `end` adds the load at the end. */
export async function calibrate(folder: string): Promise<{ end(): Conditions }> {
  const before = loadavg()[0]!;
  const [helloMicroseconds, diskMs] = [await measureHello(), measureDisk(folder)];
  const at = `${new Date().toISOString().slice(0, 16)}Z`;
  return {
    end: () => ({
      at,
      processor: cpus()[0]!.model,
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 1e9),
      node: process.version,
      load: [round(before), round(loadavg()[0]!)],
      helloMicroseconds,
      diskMs,
      ...(goesAhead() && { ahead: true }),
    }),
  };
}

/** One line for the console. */
export function conditionsText(conditions: Conditions): string {
  const { at, processor, cores, memoryGb, node, load, helloMicroseconds, diskMs, ahead } = conditions;
  return `${at}, ${cores} cores (${processor}), ${memoryGb} GB, Node ${node}; load ${load[0]} before and ${load[1]} after; calibration: a bare answer ${helloMicroseconds} µs of CPU (${referenceHello} on the machine of the goals), a durable write ${diskMs} ms${ahead === true ? '; bench, server and database before all other work (real-time priority)' : ''}`;
}

/** Whether this process, and with it those that it starts, goes before others: the 41st field of its stat is how it is scheduled. */
function goesAhead(): boolean {
  const text = readFileSync('/proc/self/stat', 'utf8');
  const policy = text.slice(text.lastIndexOf(')') + 2).split(' ')[38];
  return policy === '1' || policy === '2';
}

const round = (value: number): number => Math.round(value * 100) / 100;
const warmUp = 4000;
const counted = 12_000;

/** A server on a thread of its own, so that the asking does not count. */
async function measureHello(): Promise<number> {
  const worker = new Worker(new URL(import.meta.url));
  const heard = (): Promise<number> => new Promise((resolve) => worker.once('message', resolve));
  const port = await heard();
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  await ask(port, agent, warmUp);
  const usage = async (): Promise<number> => {
    const answer = heard();
    worker.postMessage('cpu');
    return answer;
  };
  const before = await usage();
  await ask(port, agent, counted);
  const used = (await usage()) - before;
  agent.destroy();
  await worker.terminate();
  return Math.round((used / counted) * 10) / 10;
}

async function ask(port: number, agent: Agent, times: number): Promise<void> {
  let left = times;
  const lane = async (): Promise<void> => {
    while (left-- > 0)
      await new Promise<void>((resolve, reject) => {
        const request = get({ port, host: '127.0.0.1', path: '/', agent }, (answer) => {
          answer.resume();
          answer.once('end', resolve);
        });
        request.once('error', reject);
      });
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

function measureDisk(folder: string): number {
  const path = join(folder, 'disk-probe');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(8192);
  const times = Array.from({ length: 100 }, (_, at) => {
    writeSync(file, block, 0, block.length, at * block.length);
    const start = performance.now();
    fdatasyncSync(file);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  closeSync(file);
  rmSync(path);
  return round(times[50]!);
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const app = fastify({ logger: false });
  app.get('/', () => ({ hello: 'world' }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  port.on('message', () => {
    const { user, system } = process.threadCpuUsage();
    port.postMessage(user + system);
  });
  const address = app.server.address();
  port.postMessage(typeof address === 'object' && address !== null ? address.port : 0);
}
