import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type { Database } from './database.ts';

/** A folder of migrations 0001-name.ts, each `export const up = 'SQL'`, and the part they belong to. */
export interface MigrationSource {
  /** Name of the part; its SQL schema is the same with '_' for '-'. */
  readonly part: string;
  readonly folder: URL;
}

/** Name of the SQL schema of a part. */
export function schemaOf(part: string): string {
  return part.replaceAll('-', '_');
}

/** One migration as read from its file. */
export interface Migration {
  readonly part: string;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** An applied migration was edited, renamed or is missing from the program: the database must not be touched. */
export class MigrationMismatch extends Error {
  override readonly name = 'MigrationMismatch';
}

/** Reads the migrations of all parts, in the order of `sources` and then of their names. A part without a folder has none. */
export async function readMigrations(sources: readonly MigrationSource[]): Promise<Migration[]> {
  const migrations: Migration[] = [];
  for (const { part, folder } of sources) {
    const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const file of files.filter((name) => /^\d{4}-[a-z0-9-]+\.ts$/.test(name)).sort()) {
      const { up } = (await import(new URL(file, folder).href)) as { up?: unknown };
      if (typeof up !== 'string')
        throw new MigrationMismatch(`${part}/${file} does not export a text named 'up'`);
      const sha256 = createHash('sha256').update(up).digest('hex');
      migrations.push({ part, name: file.replace(/\.ts$/, ''), sql: up, sha256 });
    }
  }
  return migrations;
}

// Any number will do as long as every Sen uses the same one.
const advisoryLock = 7_364_001;

/**
 * Brings the database to the newest schema: each missing migration in a transaction of its own, one program at a time.
 * Returns the names applied now. Throws MigrationMismatch before changing anything where an applied migration was edited.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  applied: (migration: Migration) => void = () => undefined,
): Promise<string[]> {
  const done: string[] = [];
  await database.transaction((tx) => tx.query(bookkeeping));
  await refuseEdited(database, migrations);
  for (const migration of migrations) {
    const isNew = await database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [advisoryLock]);
      const { rowCount } = await tx.query('SELECT 1 FROM platform.migration WHERE part = $1 AND name = $2', [
        migration.part,
        migration.name,
      ]);
      if (rowCount > 0) return false;
      await tx.query(`CREATE SCHEMA IF NOT EXISTS ${schemaOf(migration.part)}`);
      await tx.query(migration.sql);
      await tx.query(
        'INSERT INTO platform.migration (part, name, sha256, applied_at) VALUES ($1, $2, $3, now())',
        [migration.part, migration.name, migration.sha256],
      );
      return true;
    });
    if (!isNew) continue;
    done.push(`${migration.part}/${migration.name}`);
    applied(migration);
  }
  return done;
}

const bookkeeping = `
SELECT pg_advisory_xact_lock(${advisoryLock});
CREATE SCHEMA IF NOT EXISTS platform;
CREATE TABLE IF NOT EXISTS platform.migration (
  part text NOT NULL,
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL,
  PRIMARY KEY (part, name)
)`;

async function refuseEdited(database: Database, migrations: readonly Migration[]): Promise<void> {
  const { rows } = await database.query<{ part: string; name: string; sha256: string }>(
    'SELECT part, name, sha256 FROM platform.migration',
  );
  const applied = new Map(rows.map((row) => [`${row.part}/${row.name}`, row.sha256]));
  const edited = migrations
    .map((migration) => ({ key: `${migration.part}/${migration.name}`, sha256: migration.sha256 }))
    .filter(({ key, sha256 }) => applied.has(key) && applied.get(key) !== sha256);
  if (edited.length > 0) {
    throw new MigrationMismatch(
      `These migrations were edited after they had been applied: ${edited.map(({ key }) => key).join(', ')}. ` +
        'Put the old text back and write a new migration instead.',
    );
  }
}
