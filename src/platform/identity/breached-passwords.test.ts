import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BreachedFileWrong, openBreachedPasswords } from './breached-passwords.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'sen-breached-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase();
async function fileOf(lines: readonly string[], end = '\r\n'): Promise<string> {
  const path = join(folder, crypto.randomUUID());
  await writeFile(path, lines.join(end) + (lines.length > 0 ? end : ''));
  return path;
}

describe('a password that has leaked somewhere', () => {
  it('is found in a list of any length, wherever it stands, and no other is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.constantFrom('\n', '\r\n'),
        async (passwords, count, end) => {
          const leaked = passwords.map((one) => one.normalize('NFC'));
          const lines = [...new Set(leaked.map(sha1))]
            .toSorted()
            .map((hash, at) => `${hash}:${count % (at + 1)}`);
          const list = await openBreachedPasswords(await fileOf(lines, end));
          for (const password of leaked) expect(await list.has(password)).toBe(true);
          for (const password of leaked) expect(await list.has(`${password} của riêng tôi`)).toBe(false);
          await list.stop();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is found in a list without counts and without a last line break', async () => {
    const path = join(folder, 'bare');
    await writeFile(
      path,
      ['sen nở giữa đầm', 'một hai ba bốn'].map(sha1).toSorted().join('\n').toLowerCase(),
    );
    const list = await openBreachedPasswords(path);
    expect(await list.has('sen nở giữa đầm')).toBe(true);
    expect(await list.has('một hai ba bốn')).toBe(true);
    expect(await list.has('một hai ba năm')).toBe(false);
    await list.stop();
  });
});

it.each([
  ['that is empty', []],
  ['whose lines are no hashes', ['matkhau', '123456']],
  ['that is not in order', Array.from({ length: 64 }, (_, at) => sha1(String(at)))],
])('a list %s is not taken, so that nobody relies on it', async (_what, lines) => {
  await expect(openBreachedPasswords(await fileOf(lines))).rejects.toThrow(BreachedFileWrong);
});

it('a list that is not there is not taken', async () => {
  await expect(openBreachedPasswords(join(folder, 'nowhere'))).rejects.toThrow(BreachedFileWrong);
});
