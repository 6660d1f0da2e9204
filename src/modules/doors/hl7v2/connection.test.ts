import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultLimits, serveConnection, type AnswerEvent, type ConnectionLimits } from './connection.ts';
import { frame } from './frame.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** Listens with the given answers; resolves with the port and what was noticed. */
async function listen(
  answer: AnswerEvent,
  limits: Partial<ConnectionLimits>,
): Promise<{ port: number; noticed: string[] }> {
  const noticed: string[] = [];
  server = createServer((socket) =>
    serveConnection(socket, answer, { ...defaultLimits, ...limits }, (what) => noticed.push(what)),
  );
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, noticed };
}

describe('a connection', () => {
  test('a sender that does not read its answers is cut off, and meanwhile its further messages are not read', async () => {
    let worked = 0;
    const { port, noticed } = await listen(() => Promise.resolve('x'.repeat(8_000_000 + (worked += 1))), {
      writeMs: 200,
    });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    socket.pause();
    for (let n = 0; n < 50; n += 1) socket.write(frame('MSH'));
    await expect.poll(() => noticed, { timeout: 5_000 }).toContain('answers are not read');
    expect(worked).toBeLessThan(5);
    socket.destroy();
  });

  test('where no true answer can be given, nothing is sent and the connection ends', async () => {
    const { port } = await listen(() => Promise.resolve(undefined), {});
    const socket = connect(port, '127.0.0.1');
    let answered = 0;
    socket.on('data', (chunk) => {
      answered += chunk.length;
    });
    socket.write(frame('MSH'));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answered).toBe(0);
  });

  test('silence between messages ends the connection after its time, work does not count as silence', async () => {
    const { port, noticed } = await listen(
      () => new Promise((resolve) => setTimeout(() => resolve('late'), 300)),
      { idleMs: 150 },
    );
    const socket = connect(port, '127.0.0.1');
    const answer = new Promise<string>((resolve) =>
      socket.once('data', (chunk) => resolve(chunk.toString())),
    );
    socket.write(frame('MSH'));
    expect(await answer).toContain('late');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(noticed).toEqual(['idle']);
  });
});
