/** What the bench asks a PostgreSQL itself: how it is set, how large it is, how much it logged. */
import pg from 'pg';

/** Settings that decide how safe a commit is and how much memory a server may use: alike on both sides, or rates are not comparable. */
const compared = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_level',
  'wal_compression',
  'max_wal_size',
  'checkpoint_timeout',
  'shared_buffers',
  'work_mem',
  'effective_cache_size',
  'random_page_cost',
  'jit',
] as const;

/** A database at one moment. */
export interface DatabaseState {
  readonly version: string;
  /** By name, as a new session of the server's own user finds them. */
  readonly settings: ReadonlyMap<string, string>;
  readonly bytes: number;
  /** Bytes ever written to the write-ahead log. */
  readonly logged: number;
}

/** Asks over a connection of its own. */
export async function askDatabase(url: string): Promise<DatabaseState> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query<{ name: string; value: string }>(
      'SELECT name, current_setting(name) AS value FROM pg_settings WHERE name = ANY($1)',
      [compared],
    );
    const values = new Map(found.rows.map(({ name, value }) => [name, value]));
    const { rows } = await client.query<{ version: string; bytes: string; logged: string }>(
      `SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes,
         pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS logged`,
    );
    return {
      version: rows[0]!.version,
      settings: new Map(compared.map((name) => [name, values.get(name) ?? 'absent'])),
      bytes: Number(rows[0]!.bytes),
      logged: Number(rows[0]!.logged),
    };
  } finally {
    await client.end();
  }
}

/** The names that differ, each with both values. */
export function differences(one: DatabaseState, other: DatabaseState): string[] {
  return [...one.settings]
    .filter(([name, value]) => other.settings.get(name) !== value)
    .map(([name, value]) => `${name} is ${value} here and ${other.settings.get(name)} there`);
}
