import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '#platform/context.ts';
import { makeCertificate } from '#platform/http/test/make-certificate.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { doors } from '../../module.ts';
import { openMllpClient } from '../mllp-client.ts';
import { startMllp, type RunningMllp } from '../mllp-server.ts';

let sen: TestPlatform;
let folder: string;
let open: RunningMllp;
let guarded: RunningMllp;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sen-mllp-'));
  await makeCertificate(file('house.pem'), file('house.key'));
  await makeCertificate(file('sender.pem'), file('sender.key'));
  await makeCertificate(file('stranger.pem'), file('stranger.key'));
  sen = await startPlatform({ modules: [doors] });
  const host = { context: (): Context => sen.contextOf('doors'), settings: {}, demo: true };
  const tls = { cert: file('house.pem'), key: file('house.key') };
  open = await startMllp(host, { port: 0, host: '127.0.0.1', tls });
  guarded = await startMllp(host, {
    port: 0,
    host: '127.0.0.1',
    tls: { ...tls, clients: file('sender.pem') },
  });
}, 240_000);
afterAll(async () => {
  await open?.stop();
  await guarded?.stop();
  await sen?.stop();
  await rm(folder, { recursive: true, force: true });
});

const message = readFileSync(new URL('../fixtures/adt-a01.hl7', import.meta.url), 'utf8').replaceAll(
  '\n',
  '\r',
);

/** Sends one message over TLS; what came back, or nothing where the line was closed. */
function ask(
  port: number,
  more: { cert?: Buffer; key?: Buffer; maxVersion?: 'TLSv1.1' } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(
      {
        host: '127.0.0.1',
        port,
        ca: readFileSync(file('house.pem')),
        servername: 'localhost',
        checkServerIdentity: () => undefined,
        ...more,
      },
      () =>
        socket.write(Buffer.concat([Buffer.from([0x0b]), Buffer.from(message), Buffer.from([0x1c, 0x0d])])),
    );
    let heard = '';
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8');
      if (heard.includes('\u001c')) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

test('a sender over TLS is answered, and one who speaks in clear or by an old version is not', async () => {
  expect(await ask(open.port)).toContain('MSA|');
  const plain = await openMllpClient('127.0.0.1', open.port);
  await expect(plain.send(Buffer.from(message))).rejects.toThrow('closed');
  expect(await ask(open.port, { maxVersion: 'TLSv1.1' })).toBe('');
});

test('where senders have certificates, only theirs opens the line', async () => {
  const keyOf = (name: string) => ({
    cert: readFileSync(file(`${name}.pem`)),
    key: readFileSync(file(`${name}.key`)),
  });
  expect(await ask(guarded.port, keyOf('sender'))).toContain('MSA|');
  expect(await ask(guarded.port, keyOf('stranger'))).toBe('');
  expect(await ask(guarded.port)).toBe('');
});

test('files that are not there, or only one of them, are refused at the start', async () => {
  const host = { context: (): Context => sen.contextOf('doors'), settings: {}, demo: true };
  await expect(
    startMllp(host, { port: 0, host: '127.0.0.1', tls: { cert: file('nothing'), key: file('house.key') } }),
  ).rejects.toThrow();
});
