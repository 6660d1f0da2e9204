import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifyProcess } from '#platform/sql/running-process.ts';
import { findFreePort } from '#platform/testing/start-platform.ts';

let dataDir: string;
let port: number;
const children: ChildProcess[] = [];
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sen-entry-'));
  port = await findFreePort();
});
afterAll(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await rm(dataDir, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

function run(program: string, args: string[] = [], env: Record<string, string> = {}): Run {
  const path = fileURLToPath(new URL(`../${program}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      SEN_DATA_DIR: dataDir,
      SEN_PORT: String(port),
      SEN_MLLP_PORT: '0',
      ...env,
    },
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, output: () => output, exit };
}

async function ready(server: Run): Promise<void> {
  for (;;) {
    if (server.child.exitCode !== null) throw new Error(server.output());
    const status = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Seconds of CPU that a process has used. */
async function workOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  const ticksPerSecond = 100;
  return (Number(user) + Number(system)) / ticksPerSecond;
}

describe('sen on one machine', () => {
  it('serves, refuses a second start, works with commands beside it, survives kill -9 and stops in order', async () => {
    const first = run('server.ts');
    await ready(first);
    await expect.poll(first.output).toMatch(/welcome\?key=/);

    const second = run('server.ts', [], { SEN_PORT: String(await findFreePort()) });
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain('Một Sen khác');
    expect(second.output()).toContain('Another Sen');

    const command = run('cli.ts', [
      'client',
      'create',
      '--name',
      'Bệnh viện A',
      '--scope',
      'system/*.cruds',
      '--json',
    ]);
    expect(await command.exit).toBe(0);
    const client = JSON.parse(command.output()) as { client_id: string; client_secret: string };
    expect(client.client_secret.length).toBeGreaterThan(30);

    const connection = JSON.parse(await readFile(join(dataDir, 'postgres/connection.json'), 'utf8')) as {
      pid: number;
    };
    first.child.kill('SIGKILL');
    await first.exit;
    expect(await identifyProcess(connection.pid)).toBeDefined();

    const third = run('server.ts');
    await ready(third);
    // A second start takes under 5 s; on a busy machine only its own work says so, not the clock.
    expect(await workOf(third.child.pid!)).toBeLessThan(5);
    const token = await fetch(`http://localhost:${port}/oidc/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'system/*.cruds' }),
    });
    expect(token.status).toBe(200);

    third.child.kill('SIGTERM');
    expect(await third.exit).toBe(0);
    expect(await identifyProcess(connection.pid)).toBeUndefined();
  }, 60_000);

  it('does not start with an unsafe setting, and says in both languages how to mend it', async () => {
    const refused = run('server.ts', [], { SEN_HOST: '0.0.0.0' });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toContain('Hãy đặt SEN_PUBLIC_URL');
    expect(refused.output()).toContain('Set SEN_PUBLIC_URL');
  });
});
