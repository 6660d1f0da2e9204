/**
 * `node test/load/failover.ts`: two PostgreSQLs under Patroni and etcd (Debian's packages), one Sen, writers that never stop. The machine of
 * the leader dies; says how long writes stood still, whether anything acknowledged was lost and whether anything is there twice. Ends with
 * exit code 1 where the promise is broken: writes again within 30 s, nothing lost, nothing twice.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { requestToken } from '../../src/platform/module/request-token.ts';
import { splitHosts } from '../../src/platform/sql/leading-host.ts';
import { findFreePort } from '../../src/platform/testing/start-platform.ts';
import { missingPackages, startCluster, type Cluster } from './patroni-cluster.ts';

const root = new URL('../..', import.meta.url).pathname;
const writers = 6;
const scope = 'system/*.cruds';

interface Acknowledged {
  readonly key: number;
  readonly id: string;
  readonly at: number;
  readonly attempts: number;
}

const missing = missingPackages();
if (missing !== undefined) {
  console.log(`left out: install ${missing} first (apt-get install ${missing})`);
  process.exit(2);
}
const room = await mkdtemp(join(tmpdir(), 'sen-failover-'));
console.log('starting etcd and two PostgreSQLs under Patroni ...');
const cluster = await startCluster();
try {
  process.exitCode = (await drill(cluster)) ? 0 : 1;
} finally {
  await cluster.stop();
  await rm(room, { recursive: true, force: true });
}

async function drill(of: Cluster): Promise<boolean> {
  await makeDatabase(of);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    SEN_DATABASE_URL: of.url('sen'),
    SEN_DATA_DIR: join(room, 'data'),
    SEN_PORT: String(port),
    SEN_PUBLIC_URL: url,
    SEN_MLLP_PORT: '0',
    SEN_LOG: 'silent',
  };
  const server = spawn(process.execPath, ['src/entry/server.ts'], { cwd: root, env, stdio: 'ignore' });
  try {
    await untilReady(url);
    const token = await makeToken(url, env);
    return await measure(of, url, token);
  } finally {
    const gone = once(server, 'exit');
    server.kill('SIGTERM');
    await gone;
  }
}

async function measure(of: Cluster, url: string, token: string): Promise<boolean> {
  const acknowledged: Acknowledged[] = [];
  const statuses = new Map<number, number>();
  let going = true;
  let nextKey = 0;
  const write = async (): Promise<void> => {
    while (going) {
      const key = (nextKey += 1);
      for (let attempts = 1; ; attempts += 1) {
        const { status, id } = await createOnce(url, token, key);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (id !== undefined) {
          acknowledged.push({ key, id, at: Date.now(), attempts });
          break;
        }
        await sleep(200);
      }
    }
  };
  const writing = Array.from({ length: writers }, write);
  await sleep(10_000);
  const { leader = '' } = await of.roles();
  const killedAt = Date.now();
  await of.kill(leader);
  console.log(`killed ${leader}, the leader, with ${acknowledged.length} writes acknowledged`);
  const back = (): Acknowledged | undefined =>
    acknowledged.find(({ at, attempts }) => at > killedAt && attempts > 1);
  for (const until = Date.now() + 60_000; back() === undefined && Date.now() < until;) await sleep(100);
  await sleep(5000);
  await of.revive(leader);
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(500))
    if ((await of.roles()).synchronous === leader) break;
  const rejoined = (await of.roles()).synchronous === leader;
  await sleep(3000);
  going = false;
  await Promise.all(writing);
  return report({ url, token, acknowledged, statuses, killedAt, rejoined });
}

async function report(of: {
  readonly url: string;
  readonly token: string;
  readonly acknowledged: readonly Acknowledged[];
  readonly statuses: ReadonlyMap<number, number>;
  readonly killedAt: number;
  readonly rejoined: boolean;
}): Promise<boolean> {
  const times = of.acknowledged.map(({ at }) => at).sort((one, two) => one - two);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const stillMs = Math.max(...gaps);
  let lost = 0;
  let twice = 0;
  for (const { key, id } of of.acknowledged) {
    const found = await find(of.url, of.token, key);
    if (!found.includes(id)) lost += 1;
    if (found.length > 1) twice += 1;
  }
  const retried = of.acknowledged.filter(({ attempts }) => attempts > 1).length;
  console.log(`writes acknowledged: ${of.acknowledged.length}, of these sent more than once: ${retried}`);
  console.log(
    `answers by status: ${[...of.statuses].map(([status, count]) => `${status}: ${count}`).join(', ')}`,
  );
  console.log(`writes stood still for ${(stillMs / 1000).toFixed(1)} s`);
  console.log(`lost: ${lost}, twice: ${twice}, the killed node came back as standby: ${of.rejoined}`);
  return lost === 0 && twice === 0 && stillMs < 30_000 && of.acknowledged.some(({ at }) => at > of.killedAt);
}

/** One attempt; the key is the same each time it is sent. */
async function createOnce(url: string, token: string, key: number): Promise<{ status: number; id?: string }> {
  const value = `drill-${key}`;
  try {
    const answer = await fetch(`${url}/fhir/Patient`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/fhir+json',
        'if-none-exist': `identifier=urn:sen:drill|${value}`,
      },
      body: JSON.stringify({
        resourceType: 'Patient',
        identifier: [{ system: 'urn:sen:drill', value }],
        name: [{ text: `Người Thử ${key}` }],
      }),
      signal: AbortSignal.timeout(15_000),
    });
    const { id } = (await answer.json()) as { id?: string };
    return answer.ok && id !== undefined ? { status: answer.status, id } : { status: answer.status };
  } catch {
    return { status: 0 };
  }
}

async function find(url: string, token: string, key: number): Promise<string[]> {
  const answer = await fetch(`${url}/fhir/Patient?identifier=urn:sen:drill|drill-${key}&_elements=id`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { entry = [] } = (await answer.json()) as { entry?: Array<{ resource: { id: string } }> };
  return entry.map(({ resource }) => resource.id);
}

async function makeDatabase(of: Cluster): Promise<void> {
  const { leader } = await of.roles();
  const at = of.nodes.findIndex(({ name }) => name === leader);
  const client = new pg.Client({ connectionString: splitHosts(of.url('postgres'))[at] ?? '' });
  await client.connect();
  await client.query('CREATE DATABASE sen');
  await client.end();
}

async function makeToken(url: string, env: NodeJS.ProcessEnv): Promise<string> {
  const made = await promisify(execFile)(
    process.execPath,
    ['src/entry/cli.ts', 'client', 'create', '--name', 'drill', '--scope', scope, '--json'],
    { cwd: root, env },
  );
  const client = JSON.parse(made.stdout) as { client_id: string; client_secret: string };
  return requestToken(url, client.client_id, client.client_secret, scope);
}

async function untilReady(url: string): Promise<void> {
  for (const until = Date.now() + 90_000; Date.now() < until; await sleep(200)) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
  }
  throw new Error('Sen is not ready');
}
