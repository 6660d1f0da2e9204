import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localMaster } from './local-master.ts';
import { openMaster, openMasters } from './open-master.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'sen-master-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));
const secret = randomBytes(32);

describe('a master key in a file', () => {
  it('is made at the first start for its owner alone, and stays the same', async () => {
    const places = { dataDir: join(folder, 'one'), masterKey: '' };
    const made = await openMaster(places, true);
    const path = join(folder, 'one/keys/master.key');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const again = await openMaster(places);
    expect(again.id).toBe(made.id);
    expect(await again.unwrap(await made.wrap(secret, 'sen root 1'), 'sen root 1')).toEqual(secret);
  });

  it('is never made where something was closed already: the sentence says that it is missing', async () => {
    const places = { dataDir: join(folder, 'two'), masterKey: '' };
    await expect(openMaster(places)).rejects.toThrow(/missing/);
    expect(existsSync(join(folder, 'two'))).toBe(false);
  });

  it('that everybody may read, or that is no key, is refused', async () => {
    const path = join(folder, 'open.key');
    await writeFile(path, randomBytes(32).toString('base64'), { mode: 0o644 });
    const places = { dataDir: folder, masterKey: `file:${path}` };
    await expect(openMaster(places)).rejects.toThrow(/chmod 600/);
    await chmod(path, 0o600);
    await openMaster(places);
    await writeFile(path, 'my secret words');
    await expect(openMaster(places)).rejects.toThrow(/no master key/);
  });

  it('opens nothing of another key, nor for another purpose', async () => {
    const wrapped = await localMaster(Buffer.alloc(32, 1)).wrap(secret, 'sen root 1');
    await expect(localMaster(Buffer.alloc(32, 2)).unwrap(wrapped, 'sen root 1')).rejects.toThrow(
      /another master key/,
    );
    await expect(localMaster(Buffer.alloc(32, 1)).unwrap(wrapped, 'sen backup')).rejects.toThrow();
  });

  it('of before stands beside the one in use while it is replaced', async () => {
    const [one, two] = [1, 2].map((fill) => `base64:${Buffer.alloc(32, fill).toString('base64')}`);
    const masters = await openMasters({ dataDir: folder, masterKey: one!, formerMasterKey: two! });
    expect(masters.map(({ id }) => id)).toEqual([1, 2].map((fill) => localMaster(Buffer.alloc(32, fill)).id));
  });
});

describe('a master key in a key service', () => {
  it('closes and opens over the line with its token; a refusal and silence are told apart', async () => {
    const inside = localMaster(Buffer.alloc(32, 9));
    const server = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const { data, context } = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
        if (request.headers.authorization !== 'Bearer let-me') return response.writeHead(401).end();
        const bytes = Buffer.from(data!, 'base64');
        const wraps = request.url === '/keys/sen/wrap';
        const answer = await (wraps ? inside.wrap(bytes, context!) : inside.unwrap(bytes, context!));
        return response.end(JSON.stringify({ data: answer.toString('base64') }));
      })().catch(() => response.writeHead(422).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const tokenFile = join(folder, 'kms-token');
    await writeFile(tokenFile, 'let-me\n');
    const masterKey = `kms:url=http://127.0.0.1:${port}/keys/sen;token-file=${tokenFile}`;
    const master = await openMaster({ dataDir: folder, masterKey });
    const wrapped = await master.wrap(secret, 'sen root 1');
    expect(await master.unwrap(wrapped, 'sen root 1')).toEqual(secret);
    await expect(master.unwrap(wrapped, 'sen root 2')).rejects.toThrow(/another master key/);
    await writeFile(tokenFile, 'wrong');
    await expect(master.wrap(secret, 'x')).rejects.toThrow(/does not answer \(401\)/);
    await new Promise((resolve) => server.close(resolve));
    await expect(master.wrap(secret, 'x')).rejects.toThrow(/does not answer/);
  });
});

describe('a master key on a PKCS#11 token', () => {
  const module = '/usr/lib/softhsm/libsofthsm2.so';
  const tools = existsSync(module) && existsSync('/usr/bin/pkcs11-tool');

  it('never leaves it: the token opens what its public half closed', async (ctx) => {
    if (!tools) ctx.skip('Debian’s softhsm2 and opensc are not installed');
    await mkdir(join(folder, 'tokens'));
    await writeFile(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`);
    process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf');
    const run = (command: string, ...args: string[]): void =>
      void execFileSync(command, args, { stdio: 'pipe', env: process.env });
    run('softhsm2-util', '--init-token', '--free', '--label', 'sen', '--pin', '4321', '--so-pin', '8765');
    const session = ['--module', module, '--token-label', 'sen', '--login', '--pin', '4321'];
    run(
      'pkcs11-tool',
      ...session,
      '--keypairgen',
      '--key-type',
      'rsa:2048',
      '--label',
      'master',
      '--id',
      '01',
    );
    const pinFile = join(folder, 'pin');
    await writeFile(pinFile, '4321\n', { mode: 0o600 });
    const masterKey = `pkcs11:module=${module};token=sen;object=master;pin-file=${pinFile}`;
    const master = await openMaster({ dataDir: folder, masterKey });
    const wrapped = await master.wrap(secret, 'sen root 1');
    expect(await master.unwrap(wrapped, 'sen root 1')).toEqual(secret);
    await expect(master.unwrap(wrapped, 'sen root 2')).rejects.toThrow(/another master key/);
    await writeFile(pinFile, '0000');
    const refused = await master.unwrap(wrapped, 'sen root 1').catch((error: Error) => error.message);
    expect(refused).toMatch(/PIN/);
    expect(refused).not.toContain('0000');
    expect(await readFile(pinFile, 'utf8')).toBe('0000');
  }, 60_000);
});
