import type { Context, ModuleSql } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import type { Before, Ground } from '../domain/facts.ts';

/** An alert as it is kept. */
export interface AlertRow {
  readonly bucket: number;
  readonly id: string;
  readonly patient_id: string;
  readonly facility_id: string | null;
  readonly rule: string;
  readonly stage: string;
  readonly asks: 'person' | 'facility';
  readonly urgent: boolean;
  readonly state: 'open' | 'answered' | 'ended';
  readonly opened_at: Date;
  readonly staged_at: Date;
  readonly due_at: Date;
  readonly joined: number;
  readonly sealed_grounds: string;
  readonly answer: 'measured' | 'done' | 'acted' | 'handed-over' | 'not-useful' | null;
  readonly closed_at: Date | null;
  readonly answered_by_name: string | null;
  readonly sealed_answer: string | null;
}

export const alertColumns = `bucket, id, patient_id, facility_id, rule, stage, asks, urgent, state, opened_at, staged_at, due_at, joined,
  sealed_grounds, answer, closed_at, answered_by_name, sealed_answer`;

/** Closes the lines that made an alert; they open only for it. */
export function sealGrounds(ctx: Pick<Context, 'seal'>, id: string, grounds: readonly Ground[]): string {
  return ctx.seal.seal(JSON.stringify(grounds), `assistant grounds:${id}`);
}

export function openGrounds(
  ctx: Pick<Context, 'seal'>,
  { id, sealed_grounds: sealed }: Pick<AlertRow, 'id' | 'sealed_grounds'>,
): readonly Ground[] {
  return JSON.parse(ctx.seal.open(sealed, `assistant grounds:${id}`)) as Ground[];
}

export function sealAnswer(ctx: Pick<Context, 'seal'>, id: string, words: string): string {
  return ctx.seal.seal(words, `assistant answer:${id}`);
}

export function openAnswer(
  ctx: Pick<Context, 'seal'>,
  { id, sealed_answer: sealed }: Pick<AlertRow, 'id' | 'sealed_answer'>,
): string | undefined {
  return sealed === null ? undefined : ctx.seal.open(sealed, `assistant answer:${id}`);
}

/** What stands of some people: their open alerts, and when each rule was last answered. */
export interface Standing {
  readonly open: AlertRow | undefined;
  readonly before: Before;
}

interface LastRow {
  readonly patient_id: string;
  readonly rule: string;
  readonly answered: Date | null;
  readonly settled: Date | null;
}

/** How every rule stands for some people, by 'patient rule'. */
export async function readStanding(
  sql: ModuleSql,
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const at = [[...new Set(patientIds.map(personBucket))], patientIds];
  const open = await sql.query<AlertRow>(
    `select ${alertColumns} from assistant.alert
     where bucket = any ($1::int[]) and patient_id = any ($2::text[]) and state = 'open'`,
    at,
  );
  const last = await sql.query<LastRow>(
    `select patient_id, rule, max(closed_at) filter (where state = 'answered') as answered,
       max(closed_at) filter (where state = 'answered' and stage = 'act') as settled
     from assistant.alert where bucket = any ($1::int[]) and patient_id = any ($2::text[]) and state <> 'open' group by patient_id, rule`,
    at,
  );
  const standing = new Map<string, Standing>();
  for (const { patient_id, rule, answered, settled } of last)
    standing.set(`${patient_id} ${rule}`, {
      open: undefined,
      before: {
        ...(answered !== null && { answeredMs: answered.getTime() }),
        ...(settled !== null && { settledMs: settled.getTime() }),
      },
    });
  for (const row of open) {
    const name = `${row.patient_id} ${row.rule}`;
    standing.set(name, {
      open: row,
      before: {
        ...standing.get(name)?.before,
        open: { stage: row.stage, sinceMs: row.staged_at.getTime() },
      },
    });
  }
  return standing;
}
