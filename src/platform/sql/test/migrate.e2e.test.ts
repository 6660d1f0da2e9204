import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { migrate, MigrationMismatch, readMigrations, type Migration } from '../migrate.ts';

let test: TestDatabase;
beforeEach(async () => void (test = await startDatabase([])));
afterEach(() => test.stop());

const migration = (name: string, sql: string): Migration => ({
  part: 'blood-bank',
  name,
  sql,
  sha256: `of ${sql}`,
});
const bags = migration('0001-bags', 'CREATE TABLE blood_bank.bag (id int)');
const exists = async (table: string): Promise<boolean> =>
  (await test.database.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [table])).rowCount === 1;

describe('migrations', () => {
  it('are applied once, in the schema of their part', async () => {
    expect(await migrate(test.database, [bags])).toEqual(['blood-bank/0001-bags']);
    expect(await migrate(test.database, [bags])).toEqual([]);
    expect(await exists('blood_bank.bag')).toBe(true);
  });

  it('refuse to touch the database when one that was applied has been edited', async () => {
    await migrate(test.database, [bags]);
    const edited = migration('0001-bags', 'CREATE TABLE blood_bank.bag (id bigint)');
    const next = migration('0002-fridges', 'CREATE TABLE blood_bank.fridge (id int)');
    await expect(migrate(test.database, [edited, next])).rejects.toBeInstanceOf(MigrationMismatch);
    expect(await exists('blood_bank.fridge')).toBe(false);
  });

  it('leave nothing of one that fails, and keep those before it', async () => {
    const broken = migration('0002-broken', 'CREATE TABLE blood_bank.half (id int); SELECT no_such_column');
    await expect(migrate(test.database, [bags, broken])).rejects.toThrow(/no_such_column/);
    expect([await exists('blood_bank.bag'), await exists('blood_bank.half')]).toEqual([true, false]);
  });

  it('are applied by one of two programs that start at once', async () => {
    const both = await Promise.all([migrate(test.database, [bags]), migrate(test.database, [bags])]);
    expect(both.flat()).toEqual(['blood-bank/0001-bags']);
  });

  it('are found in their folder in the order of their names', async () => {
    const found = await readMigrations([
      { part: 'audit', folder: new URL('../../audit/migrations/', import.meta.url) },
    ]);
    expect(found.map(({ name }) => name)).toEqual(['0001-event', '0010-chain', '0030-question']);
    expect(found[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
