import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFileStore } from './file-store.ts';

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
    const files = await openFileStore(folder);
    const stored = await files.put(pieces('phiếu ', 'khám'));
    expect(stored).toEqual({ sha256: sha256('phiếu khám'), size: Buffer.byteLength('phiếu khám') });
    expect(await readAll(await files.open(stored.sha256))).toBe('phiếu khám');
  });

  it('keeps one copy when the same bytes arrive many times at once', async () => {
    const files = await openFileStore(folder);
    const all = await Promise.all(Array.from({ length: 20 }, () => files.put(pieces('same', 'bytes'))));
    expect(new Set(all.map((one) => one.sha256)).size).toBe(1);
    expect(await readAll(await files.open(sha256('samebytes')))).toBe('samebytes');
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  it('stops at the limit and leaves nothing behind', async () => {
    const files = await openFileStore(folder);
    await expect(files.put(pieces('12345', '67890'), 9)).rejects.toMatchObject({ code: 'request.too-large' });
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    await expect(files.open(sha256('1234567890'))).rejects.toMatchObject({ code: 'record.not-found' });
  });

  it('leaves nothing behind when the sender breaks off', async () => {
    const files = await openFileStore(folder);
    const broken = (async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('gone');
    })();
    await expect(files.put(broken)).rejects.toThrow('gone');
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });

  it('opens nothing outside its folder', async () => {
    const files = await openFileStore(folder);
    await expect(files.open('../../etc/passwd')).rejects.toMatchObject({ code: 'record.not-found' });
  });
});
