import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { newId } from '#kernel/fhir/id.ts';
import { anActor } from '../../testing/an-actor.ts';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { memoryKeyring } from '../../crypt/memory-keyring.ts';
import { createLog } from '../../log/create-log.ts';
import type { Context } from '../../context.ts';
import { auditCommands } from '../audit-commands.ts';
import { createAuditLog, type Audit } from '../audit-log.ts';
import { createAuditKeeper, type AuditKeeper } from '../audit-keeper.ts';
import { digestBytes, eraseQuestions, readQuestions } from '../questions.ts';
import { exportHeads, readHeads } from '../compare-heads.ts';
import { verifyAudit, type Verified } from '../verify-audit.ts';

let test: TestDatabase;
let dataDir: string;
let audit: Audit;
let keeper: AuditKeeper;
let now: Date;
const source = { part: 'audit', folder: new URL('../migrations/', import.meta.url) };
const keys = memoryKeyring();
const people = Array.from({ length: 40 }, (_, n) =>
  newId((n * 103) % 4096, new Date('2026-01-01T00:00:00Z')),
);

async function openHouse(): Promise<void> {
  test = await startDatabase([source]);
  dataDir = await mkdtemp(join(tmpdir(), 'sen-audit-'));
  now = new Date('2026-03-01T02:00:00Z');
  audit = createAuditLog(test.database, () => now, keys);
  keeper = createAuditKeeper({ database: test.database, now: () => now, dataDir, log: createLog('silent') });
}
async function closeHouse(): Promise<void> {
  await test.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** A morning of reading: 120 lines in three seals, then the days go by. */
async function live(): Promise<void> {
  for (let hour = 0; hour < 3; hour += 1) {
    now = new Date(now.getTime() + 3_600_000);
    await Promise.all(
      people.map((patientId, n) =>
        audit.append({
          actor: anActor({ kind: 'person', accountId: `doctor-${n % 5}`, facilityId: 'f1', purpose: 'care' }),
          action: 'read',
          resourceType: 'Observation',
          resourceId: `o${n}`,
          patientId,
          ...(n % 7 === 0 && { asked: `Observation?patient=${n}&value=rất riêng` }),
          outcome: 'ok',
        }),
      ),
    );
    await sealAll();
  }
}
/** Seals until nothing waits: other tests' databases of the same cluster may hold open what the sealer waits for. */
async function sealAll(): Promise<number> {
  let sealed = 0;
  for (let tries = 0; tries < 300; tries += 1) {
    sealed += await keeper.seal();
    const { rows } = await test.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit.event e, audit.chain c WHERE e.written >= c.written`,
    );
    if (rows[0]?.n === 0) return sealed;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('lines stay unsealed');
}
const nextDay = (): void => void (now = new Date(now.getTime() + 86_400_000));

async function verify(heads?: string): Promise<Verified> {
  const key = await keeper.key();
  const known = heads === undefined ? undefined : await readHeads(heads);
  return verifyAudit(test.database, now, {
    trusted: new Map([[key.kid, key.jwk]]),
    ...(known !== undefined && { known }),
  });
}
/** The same as whoever keeps the house asks for it: `sen audit verify`. */
async function commanded(...args: string[]): Promise<{ code: number; said: string }> {
  const command = auditCommands(test.database, keeper).find(({ name }) => name === 'audit verify')!;
  const lines: string[] = [];
  const ctx = { actor: anActor(), now: () => now } as Context;
  const code = await command.run(ctx, args, (line) => void lines.push(line));
  return { code, said: lines.join('\n') };
}
const kinds = ({ findings }: Verified): string[] => [...new Set(findings.map(({ kind }) => kind))].sort();
const sql = (text: string, values: unknown[] = []): Promise<unknown> => test.database.query(text, values);
/** What a thief with the database's own password would do first. */
const oneLine = `(SELECT bucket, id FROM audit.event WHERE patient_id = $1 ORDER BY at LIMIT 1)`;

describe('an audit log that nobody touched', () => {
  beforeEach(openHouse);
  afterEach(closeHouse);

  it('is intact after days, however many wrote at once', async () => {
    await live();
    nextDay();
    await live();
    nextDay();
    expect(await keeper.close()).toEqual(['2026-03-01', '2026-03-02']);
    await live();
    expect(await verify()).toEqual({ days: 3, lines: 360, findings: [] });
    expect(await verify(await exportHeads(test.database))).toMatchObject({ findings: [] });
    expect(await commanded()).toEqual({ code: 0, said: expect.stringMatching(/360.*3/u) });
    expect(await commanded('--day', 'hôm qua')).toMatchObject({ code: 2 });
  });

  it('seals a line whose transaction ended late, in the next round', async () => {
    let let_go = (): void => undefined;
    const held = new Promise<void>((resolve) => (let_go = resolve));
    const late = test.database.transaction(async (tx) => {
      await audit.append({ actor: anActor(), action: 'import', outcome: 'ok', patientId: people[3]! }, tx);
      await held;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await audit.append({ actor: anActor(), action: 'read', outcome: 'ok', patientId: people[3]! });
    await keeper.seal();
    let_go();
    await late;
    await sealAll();
    expect(await verify()).toMatchObject({ lines: 2, findings: [] });
  });

  it('lets one process seal at a time; the other takes nothing twice', async () => {
    const other = createAuditKeeper({
      database: test.database,
      now: () => now,
      dataDir,
      log: createLog('silent'),
    });
    await Promise.all(
      people.map((patientId) => audit.append({ actor: anActor(), action: 'read', outcome: 'ok', patientId })),
    );
    const sealed = await Promise.all([keeper.seal(), other.seal(), keeper.seal()]);
    const rest = await sealAll();
    expect(sealed.reduce((sum, one) => sum + one, rest)).toBe(40);
    expect((await verify()).findings).toEqual([]);
  });
});

describe('an audit log that somebody with the database’s password changed', () => {
  beforeEach(async () => {
    await openHouse();
    await live();
    nextDay();
    await keeper.close();
    await live();
  });
  afterEach(closeHouse);

  it('tells which line was changed, on which day and in which buckets', async () => {
    await sql(
      `UPDATE audit.event e SET actor_id = 'doctor-9' FROM ${oneLine} k WHERE e.bucket = k.bucket AND e.id = k.id`,
      [people[7]],
    );
    const { findings } = await verify();
    expect(findings).toEqual([
      {
        kind: 'changed',
        day: '2026-03-01',
        range: Math.floor(((7 * 103) % 4096) / 256),
        seal: 1,
        line: expect.any(String),
      },
    ]);
    const { code, said } = await commanded();
    expect([code, said]).toEqual([1, expect.stringContaining('2026-03-01')]);
    expect(said).toContain(findings[0]!.line!);
  });

  it('tells which question was changed, and does not open it; an erased one leaves the chain whole', async () => {
    const lineOf = async (patientId: string) =>
      (
        await test.database.query<{ id: string; request_id: string; asked: Buffer }>(
          'SELECT id, request_id, asked FROM audit.event WHERE patient_id = $1 AND asked IS NOT NULL ORDER BY at LIMIT 1',
          [patientId],
        )
      ).rows[0]!;
    const line = await lineOf(people[7]!);
    expect(line.asked.includes('riêng')).toBe(false);
    expect([...(await readQuestions(test.database, keys, [line])).values()]).toEqual([
      'Observation?patient=7&value=rất riêng',
    ]);
    await eraseQuestions(test.database, (7 * 103) % 4096, people[7]!);
    expect((await lineOf(people[7]!)).asked).toHaveLength(digestBytes);
    expect((await readQuestions(test.database, keys, [line])).size).toBe(0);
    expect((await verify()).findings).toEqual([]);
    const other = await lineOf(people[14]!);
    await sql(`UPDATE audit.event SET asked = set_byte(asked, 40, 255 - get_byte(asked, 40)) WHERE id = $1`, [
      other.id,
    ]);
    expect((await readQuestions(test.database, keys, [other])).size).toBe(0);
    expect((await verify()).findings).toMatchObject([{ kind: 'changed', line: other.id }]);
  });

  it('tells which line was removed', async () => {
    await sql(`DELETE FROM audit.event e USING ${oneLine} k WHERE e.bucket = k.bucket AND e.id = k.id`, [
      people[7],
    ]);
    expect((await verify()).findings).toMatchObject([{ kind: 'removed', day: '2026-03-01' }]);
  });

  it('tells a line that was put into the past', async () => {
    await sql(
      `INSERT INTO audit.event (bucket, id, at, request_id, actor_kind, actor_id, actor_roles, purpose, action, outcome, written)
       SELECT bucket, $1, at, 'x', 'person', 'doctor-1', '{}', 'care', 'read', 'ok', written FROM audit.event LIMIT 1`,
      [newId(0, new Date('2026-03-01T03:00:00Z'))],
    );
    expect(kinds(await verify())).toEqual(['inserted']);
  });

  it('tells two seals that changed places, and lines that changed places in one', async () => {
    await sql(
      `UPDATE audit.seal SET number = number + 100 WHERE day = '2026-03-01' AND range = 0 AND number < 3`,
    );
    await sql(
      `UPDATE audit.seal SET number = 103 - number + 0 WHERE day = '2026-03-01' AND range = 0 AND number > 100`,
    );
    expect(kinds(await verify())).toContain('reordered');
    const swap = `UPDATE audit.seal SET members = substr(members, 49, 48) || substr(members, 1, 48) || substr(members, 97)
       WHERE day = '2026-03-01' AND range = 1 AND number = 1`;
    await sql(swap);
    expect((await verify()).findings).toContainEqual({
      kind: 'reordered',
      day: '2026-03-01',
      range: 1,
      seal: 1,
    });
  });

  it('tells a seal that was taken out together with its lines', async () => {
    await sql(`DELETE FROM audit.seal WHERE day = '2026-03-01' AND range = 2 AND number = 2`);
    const found = kinds(await verify());
    expect(found).toContain('seal-missing');
    expect(found).toContain('inserted');
  });

  it('tells that the newest lines were cut off, although lines and seals fit each other', async () => {
    const cut = await test.database.query<{ id: string }>(
      `SELECT encode(substr(members, 1, 16), 'hex') AS id FROM audit.seal WHERE day = '2026-03-02' AND number = 3`,
    );
    await sql(`DELETE FROM audit.seal WHERE day = '2026-03-02' AND number = 3`);
    await sql(`DELETE FROM audit.event WHERE at > $1`, [new Date(now.getTime() - 60_000)]);
    expect(cut.rows.length).toBeGreaterThan(0);
    expect((await verify()).findings).toMatchObject(
      Array.from({ length: cut.rows.length }, () => ({ kind: 'cut-off', day: '2026-03-02' })),
    );
  });

  it('tells a cut by heads kept elsewhere where the thief put an old signed head back', async () => {
    const { rows } = await test.database.query<{ tip: string; lines: number; written: string }>(
      'SELECT tip, lines, written FROM audit.chain',
    );
    now = new Date(now.getTime() + 3_600_000);
    await audit.append({ actor: anActor(), action: 'read', outcome: 'ok', patientId: people[1]! });
    await sealAll();
    const kept = await exportHeads(test.database);
    await sql('DELETE FROM audit.event WHERE at > $1', [new Date(now.getTime() - 60_000)]);
    await sql('DELETE FROM audit.seal WHERE sealed_at > $1', [new Date(now.getTime() - 60_000)]);
    await sql('UPDATE audit.chain SET tip = $1, lines = $2', [rows[0]!.tip, rows[0]!.lines]);
    expect((await verify()).findings).toEqual([]);
    expect(kinds(await verify(kept))).toEqual(['cut-off']);
  });

  it('tells a whole day that was rewritten with its head', async () => {
    const kept = await exportHeads(test.database);
    await sql(`DELETE FROM audit.day_head WHERE day = '2026-03-01'`);
    const stranger = await mkdtemp(join(tmpdir(), 'sen-audit-'));
    const thief = createAuditKeeper({
      database: test.database,
      now: () => now,
      dataDir: stranger,
      log: createLog('silent'),
    });
    await thief.close();
    await rm(stranger, { recursive: true });
    expect(kinds(await verify())).toEqual(['key-unknown']);
    expect(kinds(await verify(kept))).toContain('head-differs');
  });

  it('tells a signature that was bent', async () => {
    await sql(`UPDATE audit.day_head SET jws = left(jws, -8) || 'AAAAAAAA'`);
    expect(kinds(await verify())).toContain('signature-false');
  });

  it('finds whatever is changed in whatever column', async () => {
    const columns = [
      'at',
      'request_id',
      'actor_kind',
      'actor_id',
      'actor_roles',
      'facility_id',
      'purpose',
      'action',
      'resource_type',
      'resource_id',
      'patient_id',
      'query',
      'outcome',
      'count',
    ] as const;
    const others: Readonly<Record<string, string>> = {
      at: "at + interval '1 millisecond'",
      actor_roles: "actor_roles || 'teacher'::text",
      count: 'coalesce(count, 0) + 1',
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...columns), fc.nat(people.length - 1), async (column, person) => {
        const before = await test.database.query<Record<string, unknown>>(
          `SELECT e.* FROM audit.event e WHERE patient_id = $1 ORDER BY at LIMIT 1`,
          [people[person]],
        );
        const { bucket, id } = before.rows[0]!;
        const other = others[column] ?? `coalesce(${column}, '') || 'x'`;
        await sql(`UPDATE audit.event SET ${column} = ${other} WHERE bucket = $1 AND id = $2`, [bucket, id]);
        const found = (await verify()).findings;
        await sql(`UPDATE audit.event SET ${column} = $3 WHERE bucket = $1 AND id = $2`, [
          bucket,
          id,
          before.rows[0]![column],
        ]);
        return found.length === 1 && found[0]!.kind === 'changed' && found[0]!.line === id;
      }),
      { numRuns: 8 },
    );
    expect((await verify()).findings).toEqual([]);
  });
});

describe('old lines', () => {
  beforeEach(openHouse);
  afterEach(closeHouse);

  it('go after two years, and the heads of their days stay and still prove', async () => {
    await live();
    nextDay();
    await live();
    nextDay();
    await keeper.close();
    expect(await keeper.forget()).toEqual({ days: 0, lines: 0 });
    now = new Date('2028-03-05T02:00:00Z');
    expect(await keeper.forget()).toEqual({ days: 2, lines: 240 });
    expect(await keeper.forget()).toEqual({ days: 0, lines: 0 });
    await live();
    expect(await verify()).toMatchObject({ lines: 120, findings: [] });
  });

  it('are not forgotten by somebody who only says so', async () => {
    nextDay();
    await live();
    nextDay();
    const [day] = await keeper.close();
    await sql('DELETE FROM audit.event');
    await sql('DELETE FROM audit.seal');
    await sql('UPDATE audit.day_head SET forgotten_at = now() WHERE day = $1::date', [day]);
    expect((await verify()).findings).toContainEqual({ kind: 'cut-off', day });
  });
});
