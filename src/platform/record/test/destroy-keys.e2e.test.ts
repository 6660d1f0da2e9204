import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlatform, type TestPlatform } from '../../testing/start-platform.ts';
import { destroyKeysOfErased } from '../expunge/destroy-keys.ts';
import { rowBucket } from '../place.ts';

let sen: TestPlatform;
beforeAll(async () => {
  sen = await startPlatform({ modules: [] });
}, 120_000);
afterAll(() => sen.stop());

const parts = () => ({ database: sen.database, keys: sen.platform.keys, places: sen.settings });
const rangeOf = (id: string): number => Math.floor(rowBucket(id) / 64);

async function keysOf(range: number): Promise<{ generation: number; open: boolean }[]> {
  const { rows } = await sen.database.query<{ generation: number; open: boolean }>(
    `select generation, wrapped is not null as open from crypt.data_key where purpose = 'pack' and range = $1
     order by generation`,
    [range],
  );
  return rows;
}

it('the key that closed an erased record is destroyed, and what stays in its range is read as before', async () => {
  const { record } = sen.context();
  const gone = (await record.create({ resourceType: 'Patient', active: true })).id;
  // Somebody whose texts lie under the same key.
  let beside = '';
  while (beside === '') {
    const { id } = await record.create({ resourceType: 'Patient', active: true, gender: 'female' });
    if (rangeOf(id) === rangeOf(gone)) beside = id;
  }
  expect(await destroyKeysOfErased(parts(), 0)).toEqual([]);
  await record.delete('Patient', gone);
  await sen.database.query(
    `insert into record.expunge_request (id, type, row_id, reason, legal_ground, state, asked_by, asked_at, expires_at, decided_by, decided_at)
     values (gen_random_uuid(), 'Patient', $1, 'x', 'x', 'done', 'a', now(), now(), 'b', now())`,
    [gone],
  );
  expect(await destroyKeysOfErased(parts(), 0)).toEqual([rangeOf(gone)]);
  expect(await keysOf(rangeOf(gone))).toEqual([
    { generation: 1, open: false },
    { generation: 2, open: true },
  ]);
  expect(await keysOf((rangeOf(gone) + 1) % 64)).toEqual([{ generation: 1, open: true }]);
  expect((await record.read('Patient', beside)).text).toContain('female');
  // Once destroyed there is nothing to do.
  expect(await destroyKeysOfErased(parts(), 0)).toEqual([]);
}, 120_000);
