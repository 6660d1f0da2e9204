import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryKeyring } from '../../crypt/memory-keyring.ts';
import { openFileStore } from '../file-store.ts';
import { eicar, startClamd, type ClamdSimulator } from '../test/clamd-simulator.ts';
import { clamdScanner } from './clamd.ts';
import { noScanner, scanBytes } from './scanner.ts';

const keys = memoryKeyring();
let folder: string;
let clamd: ClamdSimulator;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sen-scan-'));
  clamd = await startClamd();
});
afterEach(async () => {
  await clamd.stop();
  await rm(folder, { recursive: true, force: true });
});

async function* pieces(...parts: (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part as string);
}
const scanner = (patienceMs = 2000) => clamdScanner({ host: '127.0.0.1', port: clamd.port }, patienceMs);
const stored = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('a file that somebody sends', () => {
  it('is kept once the scanner has seen all of it and found nothing', async () => {
    const files = await openFileStore(folder, keys, scanner());
    const large = Buffer.alloc(300_000, 'giấy');
    const { sha256, size } = await files.put(pieces(large, 'ảnh'));
    expect(size).toBe(300_000 + Buffer.byteLength('ảnh'));
    expect(clamd.scanned.map((one) => one.length)).toEqual([size]);
    expect(clamd.scanned[0]!.subarray(0, 300_000).equals(large)).toBe(true);
    await files.open(sha256);
    expect(files.scans).toBe(true);
  });

  it('is refused and leaves nothing on the disk where it bears a virus, also across two pieces', async () => {
    const files = await openFileStore(folder, keys, scanner());
    const sent = files.put(pieces('a paper', eicar.slice(0, 30), eicar.slice(30)));
    await expect(sent).rejects.toMatchObject({ code: 'file.infected' });
    expect(await stored()).toEqual([]);
  });

  it.each([['silent'], ['breaks-off'], ['confused']] as const)(
    'is not taken while the scanner is %s',
    async (mood) => {
      clamd.mood = mood;
      const files = await openFileStore(folder, keys, scanner(300));
      await expect(files.put(pieces('a clean one'))).rejects.toMatchObject({ code: 'file.not-scanned' });
      expect(await stored()).toEqual([]);
    },
  );

  it('is not taken where the scanner does not run, or takes none so large', async () => {
    clamd.mostBytes = 1000;
    const files = await openFileStore(folder, keys, scanner());
    await expect(files.put(pieces(Buffer.alloc(500_000)))).rejects.toMatchObject({
      code: 'file.not-scanned',
    });
    const gone = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => gone.once('listening', resolve));
    const { port } = gone.address() as { port: number };
    await new Promise((resolve) => gone.close(resolve));
    const away = await openFileStore(folder, keys, clamdScanner({ host: '127.0.0.1', port }, 300));
    await expect(away.put(pieces('x'))).rejects.toMatchObject({ code: 'file.not-scanned' });
    await expect(away.scan(Buffer.from('x'))).rejects.toMatchObject({ code: 'file.not-scanned' });
    expect(await stored()).toEqual([]);
  });

  it('is taken unscanned where nobody attached a scanner, and the store says so', async () => {
    const files = await openFileStore(folder, keys);
    await files.put(pieces(eicar));
    await files.scan(Buffer.from(eicar));
    expect(files.scans).toBe(false);
    await scanBytes(noScanner, Buffer.from(eicar));
  });
});
