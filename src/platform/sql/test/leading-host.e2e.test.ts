import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFreePort } from '../../testing/start-platform.ts';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { openDatabase, type Database } from '../database.ts';

/**
 * Two hosts, one of which takes writes: the same database through two doors, of which one at a time is open. A real failover with Patroni
 * is in test/load/failover.ts.
 */
interface Door {
  readonly port: number;
  open(): Promise<void>;
  shut(): Promise<void>;
  /** Takes connections and says nothing more, as a host that was cut off from the network. */
  freeze(): void;
}

let test: TestDatabase;
let doors: [Door, Door];
let database: Database;

async function makeDoor(target: URL): Promise<Door> {
  const port = await findFreePort();
  const sockets = new Set<Socket>();
  let frozen = false;
  let server: Server | undefined;
  const host = target.searchParams.get('host');
  const through = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (frozen) return;
    const inner =
      host === null
        ? connect(Number(target.port || 5432), target.hostname)
        : connect(`${host}/.s.PGSQL.${target.port || 5432}`);
    sockets.add(inner);
    inner.on('error', () => socket.destroy());
    inner.on('close', () => socket.destroy());
    socket.on('close', () => inner.destroy());
    socket.on('data', (part) => void (frozen || inner.write(part)));
    inner.on('data', (part) => void (frozen || socket.write(part)));
  };
  return {
    port,
    async open() {
      frozen = false;
      server = createServer(through).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async shut() {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      server?.close();
      if (server !== undefined) await once(server, 'close');
      server = undefined;
    },
    freeze: () => void (frozen = true),
  };
}

beforeAll(async () => {
  test = await startDatabase([]);
  const target = new URL(test.url);
  doors = [await makeDoor(target), await makeDoor(target)];
  await doors[1].open();
  const user = `${target.username}${target.password === '' ? '' : `:${target.password}`}`;
  const hosts = doors.map(({ port }) => `127.0.0.1:${port}`).join(',');
  database = openDatabase(`postgres://${user}@${hosts}${target.pathname}?target_session_attrs=read-write`);
});
afterAll(async () => {
  await database.stop();
  for (const door of doors) await door.shut();
  await test.stop();
});

const works = async (): Promise<boolean> =>
  database.query('SELECT 1').then(
    () => true,
    () => false,
  );

it('finds the host that takes writes, follows it to the other one, and leaves one that only hangs', async () => {
  expect(await works()).toBe(true);

  await doors[1].shut();
  await doors[0].open();
  await expect.poll(works, { timeout: 15_000, interval: 100 }).toBe(true);

  // The leader hangs: nobody hears that a connection broke. A statement under way is given up, not waited for.
  const hanging = database.query('SELECT pg_sleep(300)').catch((error: { code?: string }) => error.code);
  doors[0].freeze();
  await doors[1].open();
  expect(await hanging).toBe('service.unavailable');
  await expect.poll(works, { timeout: 15_000, interval: 100 }).toBe(true);
}, 60_000);

it('a standby, which only reads, is never taken for the leader', async () => {
  const name = new URL(test.url).pathname.slice(1);
  await test.database.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  const target = new URL(test.url);
  const user = `${target.username}${target.password === '' ? '' : `:${target.password}`}`;
  const reading = openDatabase(
    `postgres://${user}@127.0.0.1:${doors[1].port},127.0.0.1:${doors[0].port}${target.pathname}`,
  );
  const first = reading.query('SELECT 1').then(() => 'answered');
  expect(await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 1500, 'waits'))])).toBe(
    'waits',
  );
  const admin = openDatabase(test.url, { max: 1 });
  await admin.query(`SET default_transaction_read_only = off`);
  await admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
  await admin.stop();
  expect(await first).toBe('answered');
  await reading.stop();
}, 60_000);
