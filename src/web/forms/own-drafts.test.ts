import { afterEach, expect, it, vi } from 'vitest';
import { ownDrafts } from './own-drafts.ts';

afterEach(() => void vi.unstubAllGlobals());

it('on a computer of several people nothing is written to its disk, and the page forgets with the keeper', async () => {
  const opened: string[] = [];
  vi.stubGlobal('localStorage', { getItem: () => 'yes' });
  vi.stubGlobal('indexedDB', { open: (name: string) => void opened.push(name) });
  const keeper = ownDrafts<{ words: string }>('home.somebody', 30);
  await keeper.write('one', { words: 'riêng' });
  expect(await keeper.read('one')).toEqual({ words: 'riêng' });
  expect(await ownDrafts('home.somebody', 30).read('one')).toBeUndefined();
  await keeper.remove('one');
  expect(await keeper.read('one')).toBeUndefined();
  expect(opened).toEqual([]);
});

it('on her own device it is kept in the browser’s database', async () => {
  const opened: string[] = [];
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('indexedDB', {
    open: (name: string) => {
      opened.push(name);
      throw new Error('no database in this test');
    },
  });
  await expect(ownDrafts('home.somebody', 30).read('one')).rejects.toThrow('no database');
  expect(opened).toEqual(['sen.drafts.home.somebody']);
});
