import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFolderOwner, FolderInUse, lockFolder } from '../folder-lock.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'sen-lock-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('data folder', () => {
  it('belongs to one Sen at a time; the other is told in both languages which process has it', async () => {
    const lock = await lockFolder(folder);
    const refused = await lockFolder(folder).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(FolderInUse);
    expect((refused as FolderInUse).text.vi).toContain(String(process.pid));
    expect((refused as FolderInUse).text.en).toContain('SEN_DATA_DIR');
    expect((await findFolderOwner(folder))?.pid).toBe(process.pid);
    await lock.release();
    await (await lockFolder(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes to exactly one of many that race for it', async () => {
    const race = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(folder)));
    expect(race.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  it('goes to exactly one of many that race for what a killed Sen left', async () => {
    for (let round = 0; round < 20; round += 1) {
      await writeFile(join(folder, 'sen.lock'), JSON.stringify({ pid: 999_999_999, startedAt: '1' }));
      const race = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(folder)));
      expect(race.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('is free when the number of the killed Sen belongs to another program now', async () => {
    await writeFile(join(folder, 'sen.lock'), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
    await (await lockFolder(folder)).release();
  });

  it('is free when power went while the lock was written', async () => {
    await writeFile(join(folder, 'sen.lock'), '{"pid":');
    await (await lockFolder(folder)).release();
  });
});
