import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { searchAudit, type AuditFilter } from '#platform/audit/search-audit.ts';
import { startEmbedded } from '#platform/sql/embedded.ts';
import { openDatabase, type Database } from '#platform/sql/database.ts';
import { migrate, readMigrations } from '#platform/sql/migrate.ts';

/**
 * Ten million audit lines of a year in a database of its own, searched by person, actor, facility and time; prints p50 and p95 in
 * milliseconds. The folder is taken away at the end.
 *
 * node test/load/audit-search.ts [lines] [folder]
 */
const lines = Number(process.argv[2] ?? 10_000_000);
const parent = process.argv[3] ?? '/tmp';
const people = 200_000;
const actors = 5_000;
const facilities = 300;
const yearMs = 365 * 86_400_000;
const end = new Date('2026-11-23T00:00:00Z').getTime();
const rounds = 200;

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
const patientOf = (n: number): string => `${hex(n % 4096, 3)}00000-0000-8000-8000-${hex(n, 12)}`;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const fillText = `
insert into audit.event (bucket, id, at, request_id, actor_kind, actor_id, actor_roles, facility_id, purpose, action, resource_type,
  resource_id, patient_id, query, outcome, count, written)
select p % 4096,
  (lpad(to_hex(p % 4096), 3, '0') || substr(lpad(to_hex(ms), 12, '0'), 1, 5) || '-' || substr(lpad(to_hex(ms), 12, '0'), 6, 4) || '-8'
    || substr(lpad(to_hex(ms), 12, '0'), 10, 3) || '-8' || substr(md5(n::text), 1, 3) || '-' || substr(md5(n::text), 4, 12))::uuid,
  to_timestamp(ms / 1000.0), 'r' || n, 'person', 'account-' || a, array['hospital-doctor'], 'facility-' || a % ${facilities}, 'care',
  (array['read','read','read','search','operation','create','update','refused'])[1 + n % 8], 'Observation', md5(n::text),
  lpad(to_hex(p % 4096), 3, '0') || '00000-0000-8000-8000-' || lpad(to_hex(p), 12, '0'), null,
  case when n % 8 = 7 then 'refused' else 'ok' end, 1, n
from (select n, ($3::bigint + n * $4::bigint / ${lines}) as ms, (hashint8(n)::bigint & 2147483647) % ${people} as p,
  (hashint8(n + 7)::bigint & 2147483647) % ${actors} as a from generate_series($1::bigint, $2::bigint) n) x`;

async function fill(database: Database): Promise<void> {
  const step = 250_000;
  for (let from = 1; from <= lines; from += step) {
    await database.query(fillText, [from, Math.min(from + step - 1, lines), end - yearMs, yearMs]);
    if ((from - 1) % 2_500_000 === 0) say(`… ${from - 1} lines`);
  }
  await database.query('vacuum analyze audit.event');
}

const at = (share: number): Date => new Date(end - yearMs * (1 - share));
const kinds: Readonly<Record<string, (n: number) => AuditFilter>> = {
  'one person, newest 100': (n) => ({ patientId: patientOf((n * 7919) % people) }),
  'one person, one month': (n) => ({
    patientId: patientOf((n * 104_729) % people),
    since: at(n / 300),
    until: at(n / 300 + 1 / 12),
  }),
  'one actor, newest 100': (n) => ({ actorId: `account-${(n * 37) % actors}` }),
  'one actor, one week': (n) => ({
    actorId: `account-${(n * 41) % actors}`,
    since: at(n / 250),
    until: at(n / 250 + 1 / 52),
    limit: 1000,
  }),
  'one facility, one day, 1000': (n) => ({
    facilityId: `facility-${n % facilities}`,
    since: at(n / 250),
    until: at(n / 250 + 1 / 365),
    limit: 1000,
  }),
  'refusals of one facility, newest 100': (n) => ({
    facilityId: `facility-${n % facilities}`,
    outcome: 'refused',
  }),
  'everything, one hour, 1000': (n) => ({ since: at(n / 250), until: at(n / 250 + 1 / 8760), limit: 1000 }),
  'one actor with one person': (n) => ({
    actorId: `account-${(n * 37) % actors}`,
    patientId: patientOf((n * 7919) % people),
  }),
};

async function measure(database: Database): Promise<void> {
  for (const [name, filterOf] of Object.entries(kinds)) {
    const taken: number[] = [];
    let found = 0;
    for (let n = 0; n < rounds; n += 1) {
      const begun = performance.now();
      found += (await searchAudit(database, filterOf(n))).length;
      taken.push(performance.now() - begun);
    }
    taken.sort((one, other) => one - other);
    const share = (part: number): string => (taken[Math.floor(rounds * part)] ?? 0).toFixed(1);
    say(
      `${name.padEnd(40)} p50 ${share(0.5)} ms  p95 ${share(0.95)} ms  (${(found / rounds).toFixed(0)} lines)`,
    );
  }
}

const folder = await mkdtemp(join(parent, 'sen-audit-'));
await chmod(folder, 0o755);
const postgres = await startEmbedded(join(folder, 'postgres'), { durable: false });
const database = openDatabase(postgres.url(), { max: 4 });
try {
  const source = { part: 'audit', folder: new URL('../../src/platform/audit/migrations/', import.meta.url) };
  await migrate(database, await readMigrations([source]));
  const begun = performance.now();
  await fill(database);
  say(`${lines} lines in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  const { rows } = await database.query<{ heap: string; whole: string }>(
    `select pg_size_pretty(pg_relation_size('audit.event')) as heap, pg_size_pretty(pg_total_relation_size('audit.event')) as whole`,
  );
  say(`heap ${rows[0]?.heap}, with indexes ${rows[0]?.whole}`);
  await measure(database);
} finally {
  await database.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
