import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbedded, type EmbeddedPostgres } from '#platform/sql/embedded.ts';
import { requestToken } from '#platform/module/request-token.ts';
import { startSenProcess, type SenProcess } from '#platform/testing/sen-process.ts';
import {
  findFreePort,
  startPlatform,
  type CallAs,
  type TestPlatform,
} from '#platform/testing/start-platform.ts';

const fhir = { 'content-type': 'application/fhir+json' };
const person = (key: string): string =>
  JSON.stringify({
    resourceType: 'Patient',
    identifier: [{ system: 'urn:test:key', value: key }],
    name: [{ text: `Người ${key}` }],
  });

describe('kill -9 while records come in', () => {
  let room: string;
  let postgres: EmbeddedPostgres;
  let sen: TestPlatform;
  let server: SenProcess;
  let token: string;
  const startServer = async (port: number): Promise<void> => {
    server = startSenProcess(port, {
      SEN_DATABASE_URL: sen.databaseUrl,
      SEN_DATA_DIR: join(room, 'data'),
      SEN_MASTER_KEY: sen.settings.masterKey,
      SEN_PUBLIC_URL: sen.url,
    });
    await server.ready();
  };
  beforeAll(async () => {
    room = await mkdtemp(join(tmpdir(), 'sen-killed-'));
    await chmod(room, 0o755);
    postgres = await startEmbedded(join(room, 'postgres'));
    sen = await startPlatform({ clusterUrl: postgres.url('postgres') });
    await startServer(await findFreePort());
    const scope = 'system/*.cruds';
    const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({ name: 'ward', scope });
    token = await requestToken(server.url, clientId, clientSecret, scope);
  }, 240_000);
  afterAll(async () => {
    await server.end('SIGKILL');
    await sen.stop();
    await postgres.stop();
    await rm(room, { recursive: true, force: true });
  }, 60_000);

  const send = async (key: string): Promise<string | undefined> => {
    const answer = await fetch(`${server.url}/fhir/Patient`, {
      method: 'POST',
      headers: {
        ...fhir,
        authorization: `Bearer ${token}`,
        'if-none-exist': `identifier=urn:test:key|${key}`,
      },
      body: person(key),
    }).catch(() => undefined);
    if (answer?.ok !== true) return undefined;
    return ((await answer.json().catch(() => ({}))) as { id?: string }).id;
  };

  it('of the server, then of PostgreSQL: what was acknowledged is there, what was sent again is there once', async () => {
    const acknowledged = new Map<string, string>();
    let going = true;
    let again = 0;
    let number = 0;
    const writer = async (): Promise<void> => {
      while (going) {
        const key = `k${(number += 1)}`;
        for (let id = await send(key); ; id = await send(key)) {
          if (id !== undefined) acknowledged.set(key, id);
          if (id !== undefined) break;
          again += 1;
          await sleep(50);
        }
      }
    };
    const writers = Array.from({ length: 4 }, writer);
    const more = async (count: number): Promise<void> => {
      const from = acknowledged.size;
      await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(from + count);
    };
    await more(30);
    const port = Number(new URL(server.url).port);
    await server.end('SIGKILL');
    await startServer(port);
    await more(30);
    const before = postgres.pid;
    process.kill(before, 'SIGKILL');
    await expect.poll(() => postgres.pid, { timeout: 60_000 }).not.toBe(before);
    await more(30);
    going = false;
    await Promise.all(writers);

    expect(again).toBeGreaterThan(0);
    const { record } = sen.context();
    for (const [key, id] of acknowledged) {
      const found = await record.search('Patient', `identifier=urn:test:key|${key}`);
      expect([key, found.matches.map((one) => one.id)]).toEqual([key, [id]]);
    }
  }, 240_000);
});

describe('a house without room', () => {
  let sen: TestPlatform;
  let ward: CallAs;
  beforeAll(async () => {
    sen = await startPlatform({ mostUnderWay: 40 });
    ward = await sen.asSystem();
  });
  afterAll(() => sen.stop());

  const create = (key: string): Promise<Response> =>
    ward('/fhir/Patient', { method: 'POST', headers: fhir, body: person(key) });

  it('where every connection to the database is lent out a call is told to come again, and later it is taken', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const holding = Array.from({ length: 16 }, () =>
      sen.database.transaction(async (tx) => {
        await tx.query('SELECT 1');
        await released;
      }),
    );
    await expect.poll(() => sen.database.pool().total).toBe(16);
    const refused = await create('waits');
    release();
    await Promise.all(holding);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    expect((await create('taken')).status).toBe(201);
  }, 60_000);

  it('a flood is told to come again; those inside, the balancer and everybody after it are served', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const holding = Array.from({ length: 16 }, () =>
      sen.database.transaction(async (tx) => {
        await tx.query('SELECT 1');
        await released;
      }),
    );
    await expect.poll(() => sen.database.pool().total).toBe(16);
    const inside = Array.from({ length: 40 }, (_, at) => create(`inside-${at}`));
    await sleep(1000);
    const flood = await Promise.all(Array.from({ length: 300 }, (_, at) => create(`flood-${at}`)));
    expect(new Set(flood.map(({ status }) => status))).toEqual(new Set([503]));
    expect(flood.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
    expect((await fetch(`${sen.url}/healthz`)).status).toBe(200);
    release();
    await Promise.all(holding);
    expect(new Set((await Promise.all(inside)).map(({ status }) => status))).toEqual(new Set([201]));
    expect((await create('after')).status).toBe(201);
  }, 60_000);
});

describe('callers that do not keep to the rules', () => {
  let sen: TestPlatform;
  beforeAll(async () => {
    sen = await startPlatform({});
    await sen.people();
  });
  afterAll(() => sen.stop());

  const open = async (): Promise<Socket> => {
    const socket = connect(Number(new URL(sen.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const health = async (): Promise<number> => {
    const since = performance.now();
    expect((await fetch(`${sen.url}/healthz`, { headers: { connection: 'close' } })).status).toBe(200);
    return performance.now() - since;
  };

  it('two hundred who never end their first line are shown the door, and keep nobody waiting', async () => {
    const sockets = await Promise.all(Array.from({ length: 200 }, open));
    const gone = sockets.map((socket) => once(socket, 'close'));
    for (const socket of sockets) {
      socket.resume();
      socket.write('GET /fhir/metadata HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    }
    expect(await health()).toBeLessThan(2000);
    await Promise.all(gone);
    expect(await health()).toBeLessThan(2000);
  }, 60_000);

  it('one who asks and never reads her answers keeps no memory beyond her own, and nobody waits for her', async () => {
    const lan = await sen.as('bs.lan');
    const made = await lan('/fhir/metadata');
    const size = (await made.text()).length;
    expect(size).toBeGreaterThan(10_000);
    const before = process.memoryUsage().rss;
    const sockets = await Promise.all(Array.from({ length: 20 }, open));
    for (const socket of sockets) {
      socket.pause();
      for (let n = 0; n < 20; n += 1) socket.write('GET /fhir/metadata HTTP/1.1\r\nHost: x\r\n\r\n');
    }
    await sleep(1000);
    expect(await health()).toBeLessThan(2000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
    for (const socket of sockets) socket.destroy();
  }, 60_000);

  it('five hundred who hang up in the middle of a body leave nothing behind', async () => {
    const before = (await sen.database.query('SELECT 1 FROM record.resource')).rowCount;
    for (let round = 0; round < 5; round += 1) {
      const sockets = await Promise.all(Array.from({ length: 100 }, open));
      for (const socket of sockets) {
        socket.write(
          'POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nContent-Type: application/fhir+json\r\nContent-Length: 900\r\n\r\n{"resourceType":',
        );
        socket.resetAndDestroy();
      }
    }
    expect(await health()).toBeLessThan(2000);
    expect((await sen.database.query('SELECT 1 FROM record.resource')).rowCount).toBe(before);
  }, 60_000);
});
