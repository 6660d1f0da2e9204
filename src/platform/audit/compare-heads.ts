import type { JWK } from 'jose';
import { calculateJwkThumbprint } from 'jose';
import type { Queryable } from '../sql/database.ts';
import type { AuditFinding } from './audit-finding.ts';
import type { DayHead, Tip } from './heads.ts';
import { openSigned, publishedKeys } from './signing-key.ts';

/** A file of heads, as one JSON object a line. */
type HeadLine =
  | { readonly kind: 'key'; readonly jwk: JWK }
  | { readonly kind: 'day'; readonly day: string; readonly jws: string }
  | { readonly kind: 'tip'; readonly jws: string };

/** Heads that somebody took out of the database and kept elsewhere. */
export interface KnownHeads {
  readonly keys: ReadonlyMap<string, JWK>;
  readonly days: readonly DayHead[];
  readonly dayTexts: ReadonlyMap<string, string>;
  readonly tips: readonly Tip[];
  /** Lines of the file that no key of the file has signed. */
  readonly unbelieved: number;
}

/** Everything that proves the log later: public keys, the signed head of each day, and how far the chain has come. NDJSON. */
export async function exportHeads(q: Queryable): Promise<string> {
  const days = await q.query<{ day: string; jws: string }>(
    'SELECT day::text AS day, jws FROM audit.day_head ORDER BY day',
  );
  const chain = await q.query<{ tip: string | null }>('SELECT tip FROM audit.chain WHERE id = 1');
  const tip = chain.rows[0]?.tip;
  const lines: HeadLine[] = [
    ...[...(await publishedKeys(q)).values()].map((jwk) => ({ kind: 'key' as const, jwk })),
    ...days.rows.map(({ day, jws }) => ({ kind: 'day' as const, day, jws })),
    ...(tip === null || tip === undefined ? [] : [{ kind: 'tip' as const, jws: tip }]),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Reads such a file. Throws SyntaxError where it is none. */
export async function readHeads(text: string): Promise<KnownHeads> {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as HeadLine);
  const keys = new Map<string, JWK>();
  for (const line of lines)
    if (line.kind === 'key') keys.set(await calculateJwkThumbprint(line.jwk), line.jwk);
  const days: DayHead[] = [];
  const dayTexts = new Map<string, string>();
  const tips: Tip[] = [];
  let unbelieved = 0;
  for (const line of lines) {
    if (line.kind === 'key') continue;
    const opened = await openSigned<DayHead | Tip>(line.jws, keys);
    if (!opened.ok) unbelieved += 1;
    else if (opened.payload.kind === 'tip') tips.push(opened.payload);
    else {
      days.push(opened.payload);
      dayTexts.set(opened.payload.day, line.jws);
    }
  }
  return { keys, days, dayTexts, tips, unbelieved };
}

/** Holds the database against heads that were kept elsewhere: what was there then must be there now. */
export async function compareHeads(q: Queryable, known: KnownHeads): Promise<AuditFinding[]> {
  const findings: AuditFinding[] = [];
  if (known.unbelieved > 0) findings.push({ kind: 'signature-false', day: known.days.at(-1)?.day ?? '' });
  for (const [day, jws] of known.dayTexts) {
    const { rows } = await q.query<{ jws: string }>('SELECT jws FROM audit.day_head WHERE day = $1::date', [
      day,
    ]);
    if (rows[0] === undefined) findings.push({ kind: 'cut-off', day });
    else if (rows[0].jws !== jws) findings.push({ kind: 'head-differs', day });
  }
  for (const tip of known.tips) {
    for (const [range, { day, number, head }] of Object.entries(tip.ranges)) {
      const { rows } = await q.query<{ head: string }>(
        'SELECT head FROM audit.seal WHERE range = $1 AND day = $2::date AND number = $3',
        [Number(range), day, number],
      );
      if (rows[0]?.head === head) continue;
      if (rows[0] === undefined && (await isForgotten(q, day))) continue;
      findings.push({
        kind: rows[0] === undefined ? 'cut-off' : 'head-differs',
        day,
        range: Number(range),
        seal: number,
      });
    }
  }
  return findings;
}

async function isForgotten(q: Queryable, day: string): Promise<boolean> {
  const { rows } = await q.query<{ n: number }>(
    'SELECT 1 AS n FROM audit.day_head WHERE day = $1::date AND forgotten_at IS NOT NULL',
    [day],
  );
  return rows.length > 0;
}
