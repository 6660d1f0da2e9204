import type { Queryable } from '../sql/database.ts';
import type { AuditFinding } from './audit-finding.ts';
import { chainedColumns, hashLine, hashOfPlace, type ChainedLine } from './canonical-line.ts';
import type { RangeHead } from './heads.ts';
import { unpackMembers, type Member } from './members.ts';

/** A seal as it stands in the database. */
export interface SealRow {
  readonly range: number;
  readonly day: string;
  readonly number: number;
  readonly lines: number;
  readonly former: string;
  readonly head: string;
  /** Null once the day is old and its lines were forgotten. */
  readonly members: Buffer | null;
}

/** What the walk over one range of one day found. */
export interface WalkedRange extends RangeHead {
  readonly former: string;
  readonly findings: readonly AuditFinding[];
  readonly members: readonly string[];
}

const atOnce = 5_000;

/** The seals of one range on one day, in their order. */
export async function readSeals(q: Queryable, day: string, range: number): Promise<SealRow[]> {
  const { rows } = await q.query<SealRow>(
    `SELECT range, day::text AS day, number, lines, former, head, members FROM audit.seal
     WHERE day = $1::date AND range = $2 ORDER BY number`,
    [day, range],
  );
  return rows;
}

/** Walks the chain of one range on one day: each seal follows the one before, each line is there and is what it was. */
export async function walkRange(q: Queryable, seals: readonly SealRow[]): Promise<WalkedRange> {
  const findings: AuditFinding[] = [];
  const members: string[] = [];
  const heads = new Set(seals.map(({ head }) => head));
  for (const [at, seal] of seals.entries()) {
    const place = { day: seal.day, range: seal.range, seal: seal.number };
    const before = seals[at - 1];
    if (seal.number !== (before?.number ?? 0) + 1) findings.push({ kind: 'seal-missing', ...place });
    else if (before !== undefined && seal.former !== before.head)
      findings.push({ kind: heads.has(seal.former) ? 'reordered' : 'seal-broken', ...place });
    const walked = await walkSeal(q, seal);
    findings.push(...walked.map((one) => ({ ...one, ...place })));
    if (seal.members !== null) members.push(...(unpackMembers(seal.members) ?? []).map(({ id }) => id));
  }
  const first = seals[0];
  const last = seals.at(-1);
  return {
    range: first?.range ?? 0,
    seals: last?.number ?? 0,
    lines: seals.reduce((sum, { lines }) => sum + lines, 0),
    former: first?.former ?? '',
    head: last?.head ?? '',
    findings,
    members,
  };
}

type InSeal = Pick<AuditFinding, 'kind' | 'line'>;

async function walkSeal(q: Queryable, seal: SealRow): Promise<InSeal[]> {
  if (seal.members === null) return [];
  const members = unpackMembers(seal.members);
  if (members === undefined || members.length !== seal.lines) return [{ kind: 'seal-broken' }];
  if (members.some(({ id }, at) => at > 0 && members[at - 1]!.id >= id)) return [{ kind: 'reordered' }];
  const found: InSeal[] = [];
  let former: Uint8Array = hashOfPlace(seal.former, seal);
  for (let at = 0; at < members.length; at += atOnce) {
    const some = members.slice(at, at + atOnce);
    const lines = await readLines(q, some);
    for (const { id, hash } of some) {
      const line = lines.get(id);
      if (line === undefined) found.push({ kind: 'removed', line: id });
      else if (!hashLine(former, line).equals(hash)) found.push({ kind: 'changed', line: id });
      // The stored hash leads on, so that one false line is told once.
      former = hash;
    }
  }
  if (Buffer.from(former).toString('base64url') !== seal.head) found.push({ kind: 'seal-broken' });
  return found;
}

async function readLines(q: Queryable, members: readonly Member[]): Promise<Map<string, ChainedLine>> {
  const { rows } = await q.query<ChainedLine>(
    `SELECT ${chainedColumns} FROM audit.event e
     WHERE e.bucket = ANY ($1::int[]) AND e.id = ANY ($2::uuid[])`,
    [[...new Set(members.map(({ id }) => Number.parseInt(id.slice(0, 3), 16)))], members.map(({ id }) => id)],
  );
  return new Map(rows.map((line) => [line.id, line]));
}
