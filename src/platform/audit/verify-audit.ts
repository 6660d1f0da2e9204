import type { JWK } from 'jose';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Database, Queryable } from '../sql/database.ts';
import type { AuditFinding } from './audit-finding.ts';
import { bucketsOf, rangeCount } from './canonical-line.ts';
import { nameOfHead } from './close-days.ts';
import { compareHeads, type KnownHeads } from './compare-heads.ts';
import { firstKeptDay, leastMonths } from './forget-old.ts';
import type { DayHead, Tip } from './heads.ts';
import { openSigned, publishedKeys } from './signing-key.ts';
import { readSeals, walkRange, type WalkedRange } from './verify-seals.ts';

/** What is to be verified: days of Viet Nam, both ends included; everything unless told. */
export interface VerifyAsk {
  readonly from?: string;
  readonly to?: string;
  /** Public keys that are trusted whatever the database says: this machine's own, and those of a file of heads. */
  readonly trusted: ReadonlyMap<string, JWK>;
  /** Heads that were taken out earlier. */
  readonly known?: KnownHeads;
  readonly onDay?: (day: string, lines: number) => void;
}

/** What came of it. */
export interface Verified {
  readonly days: number;
  readonly lines: number;
  readonly findings: readonly AuditFinding[];
}

/** A commit may come this many days after its line was made and still be sealed. */
const lateDays = 2;
const sealPatienceMs = 5 * 60_000;

/** Holds every line of the days against its chain, the chain against its signed heads, and those against what was taken out earlier. */
export async function verifyAudit(database: Database, now: Date, ask: VerifyAsk): Promise<Verified> {
  const findings: AuditFinding[] = [];
  const published = await publishedKeys(database);
  const keys = new Map([...published, ...ask.trusted]);
  const days = await sealedDays(database, ask);
  const lastHeads = new Map<number, string>();
  let lines = 0;
  let formerJws: string | undefined = await headBefore(database, days[0]);
  for (const day of days) {
    const walked: WalkedRange[] = [];
    for (let range = 0; range < rangeCount; range += 1) {
      const seals = await readSeals(database, day, range);
      const extra = await findInserted(database, day, range);
      findings.push(...extra);
      if (seals.length === 0) continue;
      const one = await walkRange(database, seals);
      findings.push(...one.findings);
      const before = lastHeads.get(range);
      if (before !== undefined && before !== one.former)
        findings.push({ kind: 'seal-missing', day, range, seal: 0 });
      lastHeads.set(range, one.head);
      walked.push(one);
    }
    const dayLines = walked.reduce((sum, one) => sum + one.lines, 0);
    lines += dayLines;
    formerJws = await verifyDay(
      database,
      day,
      walked,
      { keys, trusted: ask.trusted, now, formerJws },
      findings,
    );
    ask.onDay?.(day, dayLines);
  }
  findings.push(...(await verifyTip(database, now, keys, ask.trusted)));
  if (ask.known !== undefined) findings.push(...(await compareHeads(database, ask.known)));
  return { days: days.length, lines, findings };
}

async function sealedDays(q: Queryable, { from, to }: VerifyAsk): Promise<string[]> {
  const { rows } = await q.query<{ day: string }>(
    `SELECT day::text AS day FROM (SELECT day FROM audit.seal UNION SELECT day FROM audit.day_head) d
     WHERE day >= $1::date AND day <= $2::date ORDER BY day`,
    [from ?? '0001-01-01', to ?? '9999-12-31'],
  );
  return rows.map(({ day }) => day);
}

async function headBefore(q: Queryable, day: string | undefined): Promise<string | undefined> {
  if (day === undefined) return undefined;
  const { rows } = await q.query<{ jws: string }>(
    'SELECT jws FROM audit.day_head WHERE day < $1::date ORDER BY day DESC LIMIT 1',
    [day],
  );
  return rows[0]?.jws;
}

interface DayAsk {
  readonly keys: ReadonlyMap<string, JWK>;
  readonly trusted: ReadonlyMap<string, JWK>;
  readonly now: Date;
  readonly formerJws: string | undefined;
}

/** Holds one day against its signed head; returns that head. */
async function verifyDay(
  q: Queryable,
  day: string,
  walked: readonly WalkedRange[],
  ask: DayAsk,
  findings: AuditFinding[],
): Promise<string | undefined> {
  const { rows } = await q.query<{ jws: string; forgotten: boolean }>(
    'SELECT jws, forgotten_at IS NOT NULL AS forgotten FROM audit.day_head WHERE day = $1::date',
    [day],
  );
  const row = rows[0];
  const yesterday = dayInVietnam(new Date(ask.now.getTime() - 86_400_000));
  if (row === undefined) {
    // Of yesterday the job may still be to come.
    if (day < yesterday) findings.push({ kind: 'head-missing', day });
    return ask.formerJws;
  }
  const opened = await openSigned<DayHead>(row.jws, ask.keys);
  if (!opened.ok) {
    findings.push({ kind: opened.why === 'signature' ? 'signature-false' : 'key-unknown', day });
    return row.jws;
  }
  if (!ask.trusted.has(opened.kid)) findings.push({ kind: 'key-unknown', day });
  const head = opened.payload;
  if (head.day !== day || head.former !== (ask.formerJws === undefined ? null : nameOfHead(ask.formerJws)))
    findings.push({ kind: 'head-differs', day });
  if (row.forgotten && walked.length === 0) {
    // Who says so of a day that the law still wants kept has taken it away.
    if (day >= firstKeptDay(ask.now, leastMonths)) findings.push({ kind: 'cut-off', day });
    return row.jws;
  }
  for (const range of new Set([...head.ranges, ...walked].map((one) => one.range))) {
    const signed = head.ranges.find((one) => one.range === range);
    const found = walked.find((one) => one.range === range);
    if (signed?.head === found?.head && signed?.lines === found?.lines) continue;
    const isShort = signed !== undefined && (found === undefined || found.seals < signed.seals);
    findings.push({ kind: isShort ? 'cut-off' : 'head-differs', day, range });
  }
  return row.jws;
}

/** Lines of the day that no seal holds although the sealer has passed them. */
async function findInserted(q: Queryable, day: string, range: number): Promise<AuditFinding[]> {
  const { from, to } = bucketsOf(range);
  const { rows } = await q.query<{ id: string }>(
    `SELECT e.id FROM audit.event e, audit.chain c
     WHERE c.id = 1 AND e.bucket BETWEEN $2 AND $3
       AND e.at >= ($1::date)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
       AND e.at < ($1::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
       AND ((e.written IS NOT NULL AND e.written < c.written) OR (e.written IS NULL AND e.at >= c.began_at))`,
    [day, from, to],
  );
  if (rows.length === 0) return [];
  const sealed = await q.query<{ members: Buffer | null }>(
    `SELECT members FROM audit.seal WHERE range = $2 AND day >= $1::date AND day <= $1::date + ${lateDays}`,
    [day, range],
  );
  const known = new Set<string>();
  for (const { members } of sealed.rows) {
    if (members === null) continue;
    const hex = members.toString('hex');
    for (let at = 0; at < hex.length; at += 96) known.add(hex.slice(at, at + 32));
  }
  return rows
    .filter(({ id }) => !known.has(id.replaceAll('-', '')))
    .map(({ id }) => ({ kind: 'inserted', day, range, line: id }));
}

/** Holds where the chain stands now against what was signed when it was last sealed. */
async function verifyTip(
  q: Queryable,
  now: Date,
  keys: ReadonlyMap<string, JWK>,
  trusted: ReadonlyMap<string, JWK>,
): Promise<AuditFinding[]> {
  const today = dayInVietnam(now);
  const { rows } = await q.query<{ tip: string | null; sealed_at: Date }>(
    'SELECT tip, sealed_at FROM audit.chain WHERE id = 1',
  );
  const row = rows[0];
  if (row === undefined || row.tip === null) return [{ kind: 'head-missing', day: today }];
  const opened = await openSigned<Tip>(row.tip, keys);
  if (!opened.ok)
    return [{ kind: opened.why === 'signature' ? 'signature-false' : 'key-unknown', day: today }];
  const findings: AuditFinding[] = [];
  if (!trusted.has(opened.kid)) findings.push({ kind: 'key-unknown', day: today });
  for (const [range, tip] of Object.entries(opened.payload.ranges)) {
    const newest = await newestSeal(q, Number(range));
    if (newest?.head === tip.head) continue;
    const isShort =
      newest === undefined || newest.day < tip.day || (newest.day === tip.day && newest.number < tip.number);
    findings.push({ kind: isShort ? 'cut-off' : 'head-differs', day: tip.day, range: Number(range) });
  }
  if (now.getTime() - row.sealed_at.getTime() > sealPatienceMs)
    findings.push({ kind: 'not-sealed', day: today });
  return findings;
}

async function newestSeal(
  q: Queryable,
  range: number,
): Promise<{ readonly day: string; readonly number: number; readonly head: string } | undefined> {
  const { rows } = await q.query<{ day: string; number: number; head: string }>(
    `SELECT day::text AS day, number, head FROM audit.seal WHERE range = $1 ORDER BY day DESC, number DESC LIMIT 1`,
    [range],
  );
  return rows[0];
}
