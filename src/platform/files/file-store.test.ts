import { createHash } from 'node:crypto';
import { link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryKeyring } from '../crypt/memory-keyring.ts';
import { closePieces, headBytes, openPieces } from './closed-file.ts';
import { openFileStore } from './file-store.ts';

const keys = memoryKeyring();
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'sen-files-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}
const readAll = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('file store', () => {
  it('gives back what was stored, named by its hash', async () => {
    const files = await openFileStore(folder, keys);
    const stored = await files.put(pieces('phiếu ', 'khám'));
    expect(stored).toEqual({ sha256: sha256('phiếu khám'), size: Buffer.byteLength('phiếu khám') });
    expect(await readAll(await files.open(stored.sha256))).toBe('phiếu khám');
  });

  it('keeps one copy when the same bytes arrive many times at once', async () => {
    const files = await openFileStore(folder, keys);
    const all = await Promise.all(Array.from({ length: 20 }, () => files.put(pieces('same', 'bytes'))));
    expect(new Set(all.map((one) => one.sha256)).size).toBe(1);
    expect(await readAll(await files.open(sha256('samebytes')))).toBe('samebytes');
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  it('stops at the limit and leaves nothing behind', async () => {
    const files = await openFileStore(folder, keys);
    await expect(files.put(pieces('12345', '67890'), 9)).rejects.toMatchObject({ code: 'request.too-large' });
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    await expect(files.open(sha256('1234567890'))).rejects.toMatchObject({ code: 'record.not-found' });
  });

  it('leaves nothing behind when the sender breaks off', async () => {
    const files = await openFileStore(folder, keys);
    const broken = (async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('gone');
    })();
    await expect(files.put(broken)).rejects.toThrow('gone');
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  const only = async (): Promise<string> => {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) return join(entry.parentPath, entry.name);
    throw new Error('no file');
  };

  it('shows neither content nor its sum on the disk, and no other installation opens it', async () => {
    await rm(folder, { recursive: true, force: true });
    const files = await openFileStore(folder, keys);
    const { sha256: sum } = await files.put(pieces('Quách Thị Bíẩn 001085012345'));
    const path = await only();
    expect(path).not.toContain(sum);
    expect((await readFile(path)).includes('001085012345')).toBe(false);
    await expect((await openFileStore(folder, memoryKeyring())).open(sum)).rejects.toThrow();
  });

  it('finds a changed bit, a missing end and pieces that were put in another order', async () => {
    await rm(folder, { recursive: true, force: true });
    const files = await openFileStore(folder, keys);
    const content = 'x'.repeat(200_000);
    const { sha256: sum } = await files.put(pieces(content));
    const path = await only();
    const whole = await readFile(path);
    const piece = 65_536 + 16;
    const swapped = Buffer.concat([
      whole.subarray(0, headBytes),
      whole.subarray(headBytes + piece, headBytes + 2 * piece),
      whole.subarray(headBytes, headBytes + piece),
      whole.subarray(headBytes + 2 * piece),
    ]);
    const bent = Buffer.from(whole);
    bent[100_000]! ^= 1;
    for (const wrong of [bent, swapped, whole.subarray(0, -1), whole.subarray(0, headBytes + piece)]) {
      await writeFile(path, wrong);
      await expect(files.open(sum).then(readAll)).rejects.toThrow();
    }
    await writeFile(path, whole);
    expect(await readAll(await files.open(sum))).toBe(content);
  });

  it('reads a file that an earlier version stored in the clear', async () => {
    const sum = sha256('old paper');
    await mkdir(join(folder, sum.slice(0, 2)), { recursive: true });
    await writeFile(join(folder, sum.slice(0, 2), sum), 'old paper');
    const files = await openFileStore(folder, keys);
    expect(await readAll(await files.open(sum))).toBe('old paper');
    await files.remove(sum);
    await expect(files.open(sum)).rejects.toMatchObject({ code: 'record.not-found' });
  });

  it('destroys the key of an erased file on the disk before the name goes', async () => {
    await rm(folder, { recursive: true, force: true });
    const files = await openFileStore(folder, keys);
    const { sha256: sum } = await files.put(pieces('a paper to forget'));
    const path = await only();
    const before = await readFile(path);
    // A second name of the same bytes on the disk, as what a disk keeps of a removed file.
    await link(path, join(folder, 'kept'));
    await files.remove(sum);
    await expect(files.open(sum)).rejects.toMatchObject({ code: 'record.not-found' });
    const kept = await readFile(join(folder, 'kept'));
    expect(kept.subarray(0, headBytes).equals(before.subarray(0, headBytes))).toBe(false);
    await rm(join(folder, 'kept'));
  });

  it('any stream, cut anyhow, comes back', async () => {
    const secret = Buffer.alloc(32, 7);
    const gathered = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
      const all: Buffer[] = [];
      for await (const one of stream) all.push(one);
      return Buffer.concat(all);
    };
    const chunk = fc.uint8Array({ maxLength: 90_000, size: 'max' });
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 4 }), async (chunks) => {
        const closed = await gathered(closePieces(Readable.from(chunks), secret));
        const opened = await gathered(openPieces(Readable.from([closed]), secret));
        expect(opened.equals(Buffer.concat(chunks))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('two files that changed places on the disk open for nobody', async () => {
    await rm(folder, { recursive: true, force: true });
    const files = await openFileStore(folder, keys);
    const one = await files.put(pieces('a paper of Hoa'));
    const path = await only();
    const content = await readFile(path);
    const two = await files.put(pieces('a paper of Lan'));
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) await writeFile(join(entry.parentPath, entry.name), content);
    expect(await readAll(await files.open(one.sha256))).toBe('a paper of Hoa');
    await expect(files.open(two.sha256)).rejects.toThrow();
  });

  it('opens nothing outside its folder', async () => {
    const files = await openFileStore(folder, keys);
    await expect(files.open('../../etc/passwd')).rejects.toMatchObject({ code: 'record.not-found' });
  });
});
