import type { Bundle } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { chooseIndexKey, readIndexKey } from '../index-key.ts';
import { useIndexKey } from '../index-hash.ts';
import { keysIndexCommand } from '../reindex/keys-index-command.ts';
import { startPlatform, type TestPlatform } from '../../testing/start-platform.ts';

let sen: TestPlatform;
const people = 620;
const numberOf = (nth: number): string => `0011900${String(nth).padStart(5, '0')}`;

beforeAll(async () => {
  sen = await startPlatform({ modules: [] });
  // A store as it was before there was an index key.
  await sen.database.query('update record.index_key set generation = 0');
  useIndexKey(undefined);
  const entry = Array.from({ length: people }, (_, nth) => ({
    resource: {
      resourceType: 'Patient' as const,
      active: true,
      identifier: [{ system: identifierSystem.personalNumber, value: numberOf(nth) }],
    },
    request: { method: 'POST' as const, url: 'Patient' },
  }));
  const bundle: Bundle = { resourceType: 'Bundle', type: 'transaction', entry };
  await sen.context().record.bundle(bundle);
}, 240_000);
afterAll(() => sen.stop());

const tokens = async (): Promise<string> => {
  const { rows } = await sen.database.query<{ text: string }>(
    `select string_agg(tokens::text, ' ' order by id) as text from record.resource where type = 'Patient'`,
  );
  return rows[0]!.text;
};
const keys = async (): Promise<Set<string>> => {
  const { rows } = await sen.database.query<{ key: string }>('select key from record.identifier');
  return new Set(rows.map(({ key }) => key));
};
const found = async (nth: number): Promise<number> => {
  const query = `identifier=${identifierSystem.personalNumber}|${numberOf(nth)}`;
  return (await sen.context().record.search('Patient', query)).matches.length;
};

it('gives the index of an older store its key, also where it was cut off, and no server starts half way', async () => {
  expect(await found(7)).toBe(1);
  const [tokensBefore, keysBefore] = [await tokens(), await keys()];
  expect(keysBefore.size).toBe(people);
  const cut = sen.platform.records.rekeyIndex(() => {
    throw new Error('the light went out');
  });
  await expect(cut).rejects.toThrow('the light went out');
  expect(await readIndexKey(sen.database)).toEqual({ keyed: false, moving: true });
  await expect(chooseIndexKey(sen.database, sen.platform.keys)).rejects.toThrow();

  const said: string[] = [];
  const command = keysIndexCommand({
    database: sen.database,
    records: sen.platform.records,
    reseal: () => Promise.resolve(0),
  });
  expect(await command.run(sen.context(), [], (line) => said.push(line))).toBe(0);
  expect(said.join(' ')).toContain(String(people));
  expect(await readIndexKey(sen.database)).toEqual({ keyed: true, moving: false });
  expect(await tokens()).not.toBe(tokensBefore);
  const now = await keys();
  expect(now.size).toBe(people);
  expect([...now].some((key) => keysBefore.has(key))).toBe(false);
  for (const nth of [0, 7, 499, 500, people - 1]) expect(await found(nth), String(nth)).toBe(1);
  // Once done it does nothing more.
  expect(await sen.platform.records.rekeyIndex()).toBeUndefined();
  await chooseIndexKey(sen.database, sen.platform.keys);
  expect(await found(7)).toBe(1);
}, 120_000);
