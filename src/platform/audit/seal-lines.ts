import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { oldestOpen } from '../sql/oldest-open.ts';
import type { Database, Transaction } from '../sql/database.ts';
import { hasSettled } from '../sql/settled.ts';
import { chainedColumns, chainRangeOf, hashLine, hashOfPlace, type ChainedLine } from './canonical-line.ts';
import { noHead, type RangeTip, type Tip } from './heads.ts';
import { packMembers, type Member } from './members.ts';
import { publishKey, type AuditKey } from './signing-key.ts';

/** Lines read at a time; a transaction that wrote more is sealed whole. */
const pageLines = 20_000;
/** Pages of one round; what is left waits for the next. */
const mostPages = 25;

interface ChainRow {
  readonly written: string;
  readonly day: string;
  readonly lines: number;
  readonly tip: Tip;
}

type NewLine = ChainedLine & { readonly written: string };

/**
 * Chains every line that was committed before the oldest open transaction began, range by range, in the order of ids. One process at a
 * time; the others find the chain taken and go away. Between its commit and this a line is not protected.
 * @returns how many lines were sealed; undefined where another process is at it
 */
export async function sealLines(database: Database, now: Date, key: AuditKey): Promise<number | undefined> {
  const horizon = await oldestOpen(database);
  if (!(await hasSettled(database))) return undefined;
  await publishKey(database, key, now);
  await beginChain(database, now);
  return database.transaction(async (tx) => {
    const chain = await takeChain(tx);
    if (chain === undefined) return undefined;
    // A clock that was set back opens no day again.
    const today = dayInVietnam(now);
    const day = today > chain.day ? today : chain.day;
    const ranges = { ...chain.tip.ranges };
    let { written } = chain;
    let sealed = 0;
    for (let page = 0; page < mostPages && BigInt(written) < BigInt(horizon); page += 1) {
      const { lines, next } = await readPage(tx, written, horizon);
      await sealPage(tx, lines, ranges, day, now);
      sealed += lines.length;
      written = next;
    }
    const tip: Tip = { kind: 'tip', at: now.toISOString(), lines: chain.lines + sealed, ranges };
    await tx.query(
      'UPDATE audit.chain SET written = $1, sealed_at = $2, day = $3, lines = $4, tip = $5 WHERE id = 1',
      // Nothing new needs no new signature.
      [written, now, day, tip.lines, sealed === 0 && chain.lines > 0 ? chain.tip.jws : await key.sign(tip)],
    );
    return sealed;
  });
}

/** The chain begins where it is first looked for. */
async function beginChain(database: Database, now: Date): Promise<void> {
  await database.query(
    `INSERT INTO audit.chain (id, began_at, written, sealed_at, day, lines) VALUES (1, $1, 0, $1, $2, 0)
     ON CONFLICT (id) DO NOTHING`,
    [now, dayInVietnam(now)],
  );
}

async function takeChain(
  tx: Transaction,
): Promise<
  | (Omit<ChainRow, 'tip'> & { readonly tip: Pick<Tip, 'ranges'> & { readonly jws: string | null } })
  | undefined
> {
  const { rows } = await tx.query<{ written: string; day: string; lines: number; tip: string | null }>(
    `SELECT written::text AS written, day::text AS day, lines, tip FROM audit.chain WHERE id = 1 FOR UPDATE SKIP LOCKED`,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    written: row.written,
    day: row.day,
    lines: Number(row.lines),
    tip: { ranges: rangesOf(row.tip), jws: row.tip },
  };
}

function rangesOf(jws: string | null): Record<string, RangeTip> {
  if (jws === null) return {};
  const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString();
  return { ...(JSON.parse(payload) as Tip).ranges };
}

/** Whole transactions only, so that the place to go on is a transaction's number. */
async function readPage(
  tx: Transaction,
  from: string,
  horizon: string,
): Promise<{ readonly lines: readonly NewLine[]; readonly next: string }> {
  const read = async (until: string, limit: string): Promise<NewLine[]> =>
    (
      await tx.query<NewLine>(
        `SELECT ${chainedColumns}, e.written::text AS written FROM audit.event e
         WHERE e.written >= $1::bigint AND e.written < $2::bigint ORDER BY e.written ${limit}`,
        [from, until],
      )
    ).rows;
  const lines = await read(horizon, `LIMIT ${pageLines}`);
  const last = lines.at(-1)?.written;
  if (lines.length < pageLines || last === undefined) return { lines, next: horizon };
  const whole = lines.filter(({ written }) => written !== last);
  if (whole.length > 0) return { lines: whole, next: last };
  const next = String(BigInt(last) + 1n);
  return { lines: await read(next, ''), next };
}

async function sealPage(
  tx: Transaction,
  lines: readonly NewLine[],
  ranges: Record<string, RangeTip>,
  day: string,
  now: Date,
): Promise<void> {
  const groups = [...Map.groupBy(lines, ({ bucket }) => chainRangeOf(bucket))];
  if (groups.length === 0) return;
  const seals = groups.map(([range, group]) => {
    const before = ranges[range];
    const former = before?.head ?? noHead;
    const number = before?.day === day ? before.number + 1 : 1;
    let hash = hashOfPlace(former, { range, day, number, lines: group.length });
    const members = group
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .map((line): Member => ({ id: line.id, hash: (hash = hashLine(hash, line)) }));
    const head = hash.toString('base64url');
    ranges[range] = { day, number, head };
    return { range, number, lines: group.length, former, head, members: packMembers(members) };
  });
  await tx.query(
    `INSERT INTO audit.seal (range, day, number, sealed_at, lines, former, head, members)
     SELECT range, $1, number, $2, lines, former, head, members
     FROM unnest($3::int[], $4::int[], $5::int[], $6::text[], $7::text[], $8::bytea[])
       AS s (range, number, lines, former, head, members)`,
    [
      day,
      now,
      seals.map(({ range }) => range),
      seals.map(({ number }) => number),
      seals.map((seal) => seal.lines),
      seals.map(({ former }) => former),
      seals.map(({ head }) => head),
      seals.map(({ members }) => members),
    ],
  );
}
