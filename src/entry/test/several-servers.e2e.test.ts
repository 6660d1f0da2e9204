import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '#modules/index.ts';
import { askToken, authorizationRequest, Visitor } from '#platform/identity/test/start-site.ts';
import { migrationSources } from '#platform/module/migration-sources.ts';
import { requestToken } from '#platform/module/request-token.ts';
import { startSenProcess, type SenProcess } from '#platform/testing/sen-process.ts';
import { startDatabase, type TestDatabase } from '#platform/testing/start-database.ts';
import { findFreePort, startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';

/** Two servers of one installation, as two machines would be: one database, one folder of files, one master key, nothing else in common. */
let sen: TestPlatform;
let room: string;
const servers: SenProcess[] = [];
let token: string;
let clientId: string;

async function startServer(number: number): Promise<SenProcess> {
  const server = startSenProcess(servers[number] ? portOf(servers[number]) : await findFreePort(), {
    SEN_DATABASE_URL: sen.databaseUrl,
    SEN_DATA_DIR: join(room, `data-${number}`),
    SEN_FILES_DIR: join(room, 'files'),
    SEN_MASTER_KEY: sen.settings.masterKey,
    SEN_PUBLIC_URL: sen.url,
    SEN_DRAIN_SECONDS: '3',
  });
  servers[number] = server;
  await server.ready();
  return server;
}
const portOf = ({ url }: SenProcess): number => Number(new URL(url).port);

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'sen-several-'));
  // The third server of the installation is in this process.
  sen = await startPlatform({ env: { SEN_FILES_DIR: join(room, 'files') } });
  await sen.people();
  await Promise.all([startServer(0), startServer(1)]);
  const scope = 'system/*.cruds';
  const client = await sen.platform.identity.createClient({ name: 'hospital', scope });
  clientId = client.clientId;
  token = await requestToken(servers[0]?.url ?? '', clientId, client.clientSecret ?? '', scope);
}, 180_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end()));
  await sen.stop();
  await rm(room, { recursive: true, force: true });
});

const ask = (server: SenProcess | undefined, path: string, with_ = token): Promise<Response> =>
  fetch(`${server?.url}${path}`, { headers: { authorization: `Bearer ${with_}` } });

describe('several servers on one database', () => {
  it('a token from one is good at the other, and both show the same keys and the same record', async () => {
    for (const server of servers) expect((await ask(server, '/fhir/Patient?_count=1')).status).toBe(200);
    const keys = await Promise.all(
      [sen.url, ...servers.map(({ url }) => url)].map(async (url) =>
        (await fetch(`${url}/oidc/jwks`)).text(),
      ),
    );
    expect(new Set(keys).size).toBe(1);
    const made = await fetch(`${servers[0]?.url}/fhir/Patient`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      body: JSON.stringify({ resourceType: 'Patient', name: [{ text: 'Đỗ Thị Hai Nhà' }] }),
    });
    const { id } = (await made.json()) as { id: string };
    expect((await ask(servers[1], `/fhir/Patient/${id}`)).status).toBe(200);
  });

  it('a form that one server gave can be sent to the other: nobody is bound to a server', async () => {
    const password = 'sen nở giữa đầm 2026';
    const people = await sen.people();
    const { patientId } = people.hoa;
    await sen.platform.identity.createPerson({
      username: 'hai.nha',
      password,
      display: 'Đỗ Thị Hai Nhà',
      roles: [{ role: 'citizen' }],
      patientId,
    });
    // What is asked for comes from the one, what is sent goes to the other, and each redirect changes sides.
    let turn = 0;
    const visitor = new Visitor({}, () => servers[turn++ % 2]!.url);
    const { address, verifier } = authorizationRequest(sen);
    const page = await visitor.open(address);
    expect(page.body).toContain('name="password"');
    const shownBy = (turn - 1) % 2;
    // Without the token of the form that was shown, the other one takes nothing.
    const forged = await visitor.open(visitor.at, { username: 'hai.nha', password });
    expect(new URL(visitor.at).pathname).not.toBe('/signed-in');
    expect(forged.status).toBeGreaterThanOrEqual(400);
    turn = 1 - shownBy;
    await visitor.send(page, { username: 'hai.nha', password });
    const signedIn = new URL(visitor.at);
    expect(signedIn.pathname).toBe('/signed-in');
    const { status, body } = await askToken(servers[1]!, {
      grant_type: 'authorization_code',
      client_id: 'sen-web',
      code: signedIn.searchParams.get('code') ?? '',
      code_verifier: verifier,
      redirect_uri: `${sen.url}/signed-in`,
    });
    expect(status, JSON.stringify(body)).toBe(200);
    for (const server of servers)
      expect((await ask(server, `/fhir/Patient/${patientId}`, body.access_token)).status).toBe(200);
  });

  it('what is taken away at one server is refused by the others within ten seconds', async () => {
    const scope = 'system/Patient.rs';
    const client = await sen.platform.identity.createClient({ name: 'leaving', scope });
    const leaving = await requestToken(
      servers[1]?.url ?? '',
      client.clientId,
      client.clientSecret ?? '',
      scope,
    );
    for (const server of servers) expect((await ask(server, '/fhir/Patient', leaving)).status).toBe(200);
    await sen.platform.identity.disableClient(client.clientId);
    const since = Date.now();
    for (const server of servers)
      await expect
        .poll(async () => (await ask(server, '/fhir/Patient', leaving)).status, {
          timeout: 15_000,
          interval: 200,
        })
        .toBe(401);
    // The ten seconds of the token cache and the time of asking.
    expect(Date.now() - since).toBeLessThan(13_000);
  }, 60_000);

  it('is restarted one after the other under load without a failed call', async () => {
    const agents = new Agent({ keepAlive: true, scheduling: 'fifo' });
    let going = true;
    let answered = 0;
    const failed: string[] = [];
    const ready = [true, true];
    const turnedAway = new Set<number>();
    const callOnce = (server: SenProcess): Promise<number | 'refused'> =>
      new Promise((resolve, reject) => {
        const call = request(
          `${server.url}/fhir/Patient?_count=1`,
          { agent: agents, headers: { authorization: `Bearer ${token}` } },
          (answer) => {
            answer.resume();
            answer.on('end', () => resolve(answer.statusCode ?? 0));
          },
        );
        call.on('error', (error: NodeJS.ErrnoException) =>
          error.code === 'ECONNREFUSED' ? resolve('refused') : reject(error),
        );
        call.end();
      });
    // A balancer in few lines: asks /readyz four times a second, goes round those that are ready, and tries the next where a connection
    // is refused. No call that reached a server is sent again.
    const watch = async (): Promise<void> => {
      while (going) {
        for (const [at, server] of servers.entries()) {
          const answer = await fetch(`${server.url}/readyz`).catch(() => undefined);
          ready[at] = answer?.status === 200;
          if (answer?.status === 503) turnedAway.add(at);
        }
        await sleep(250);
      }
    };
    let turn = 0;
    const client = async (): Promise<void> => {
      while (going) {
        for (let attempt = 0; ; attempt += 1) {
          const at = (turn += 1) % servers.length;
          if (ready[at] !== true && ready.includes(true)) continue;
          const status = await callOnce(servers[at]!).catch((error: Error) => error.message);
          if (status === 'refused' && attempt < 100) continue;
          if (status === 200) answered += 1;
          else failed.push(String(status));
          break;
        }
      }
    };
    const clients = [watch(), ...Array.from({ length: 6 }, client)];
    for (const number of [0, 1]) {
      const before = answered;
      await expect.poll(() => answered, { timeout: 30_000 }).toBeGreaterThan(before + 30);
      const stopping = servers[number]!.end();
      expect(await stopping).toBe(0);
      await startServer(number);
    }
    going = false;
    await Promise.all(clients);
    agents.destroy();
    expect(failed).toEqual([]);
    expect(turnedAway.size).toBe(2);
    expect(answered).toBeGreaterThan(100);
  }, 180_000);
});

describe('several processes on one machine', () => {
  let test: TestDatabase;
  let leader: SenProcess;
  beforeAll(async () => {
    test = await startDatabase(migrationSources(modules));
    leader = startSenProcess(await findFreePort(), {
      SEN_DATABASE_URL: test.url,
      SEN_DATA_DIR: join(room, 'data-cluster'),
      SEN_PROCESSES: '2',
      SEN_LOG: 'silent',
    });
    await leader.ready();
  }, 120_000);
  afterAll(async () => {
    await leader.end();
    await test.stop();
  });

  const children = async (): Promise<number[]> => {
    const { pid } = leader.child;
    const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.trim().split(' ').filter(Boolean).map(Number);
  };
  const callOn = async (goesOn: () => boolean): Promise<string[]> => {
    const seen = new Set<string>();
    while (goesOn())
      seen.add(
        await fetch(`${leader.url}/healthz`, { headers: { connection: 'close' } }).then(
          ({ status }) => String(status),
          (error: Error) => String((error.cause as NodeJS.ErrnoException | undefined)?.code),
        ),
      );
    return [...seen];
  };

  it.runIf(process.platform === 'linux')(
    'one that is killed comes back, SIGHUP replaces all while calls go on, and SIGTERM ends all',
    async () => {
      const before = await children();
      expect(before).toHaveLength(3);
      // Calls that begin at the very moment of the death are answered or cut off: nobody is left waiting.
      const briefly = () =>
        fetch(`${leader.url}/healthz`, {
          headers: { connection: 'close' },
          signal: AbortSignal.timeout(5000),
        });
      const during = Array.from({ length: 10 }, briefly);
      process.kill(before[0] ?? 0, 'SIGKILL');
      const ends = await Promise.allSettled([...during, ...Array.from({ length: 10 }, briefly)]);
      const late = ends.filter(
        (end) => end.status === 'rejected' && (end.reason as Error).name === 'TimeoutError',
      );
      expect(late).toEqual([]);
      await expect.poll(async () => (await briefly()).status, { timeout: 30_000 }).toBe(200);
      const others = async (): Promise<number> =>
        (await children()).filter((pid) => !before.includes(pid)).length;
      await expect.poll(others, { timeout: 30_000 }).toBe(1);
      await leader.ready();

      const second = await children();
      expect(second).toHaveLength(3);
      let going = true;
      const calling = callOn(() => going);
      leader.child.kill('SIGHUP');
      const former = async (): Promise<number> =>
        (await children()).filter((pid) => second.includes(pid)).length;
      await expect.poll(former, { timeout: 90_000, interval: 200 }).toBe(0);
      going = false;
      expect(await calling).toEqual(['200']);
      const last = await children();
      expect(last).toHaveLength(3);
      expect(await leader.end()).toBe(0);
      for (const pid of last) expect(() => process.kill(pid, 0)).toThrow();
    },
    180_000,
  );
});
