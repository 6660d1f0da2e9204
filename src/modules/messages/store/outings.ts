import type { Language } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import type { NoticeKind, Way } from '../domain/kinds.ts';
import { dueAt, type Pace } from '../domain/pace.ts';

/** One account and where its rows lie. */
export interface AccountPlace {
  readonly bucket: number;
  readonly accountId: string;
}

/** How an account wants to be told. */
export interface Choice extends AccountPlace {
  readonly patientId: string;
  readonly language: Language;
  readonly ways: Readonly<Partial<Record<NoticeKind, readonly Way[]>>>;
  readonly pace: Pace;
}

interface Row {
  readonly bucket: number;
  readonly patient_id: string;
  readonly account_id: string;
  readonly language: Language;
  readonly ways: Choice['ways'];
  readonly quiet_from: number;
  readonly quiet_to: number;
  readonly most: number;
}

const columns = 'bucket, patient_id, account_id, language, ways, quiet_from, quiet_to, most';

function choiceOf(row: Row): Choice {
  return {
    bucket: row.bucket,
    accountId: row.account_id,
    patientId: row.patient_id,
    language: row.language,
    ways: row.ways,
    pace: { quietFrom: row.quiet_from, quietTo: row.quiet_to, most: row.most },
  };
}

/** What an account has chosen; undefined where it never did. With `lock` whoever else tells it waits. */
export async function readChoice(
  ctx: Context,
  { bucket, accountId }: AccountPlace,
  lock = false,
): Promise<Choice | undefined> {
  const [row] = await ctx.sql.query<Row>(
    `select ${columns} from messages.choice where bucket = $1 and account_id = $2${lock ? ' for update' : ''}`,
    [bucket, accountId],
  );
  return row === undefined ? undefined : choiceOf(row);
}

/** Writes what an account has chosen. */
export async function writeChoice(ctx: Context, choice: Choice): Promise<void> {
  const { bucket, patientId, accountId, language, ways, pace } = choice;
  await ctx.sql.query(
    `insert into messages.choice (bucket, patient_id, account_id, language, ways, quiet_from, quiet_to, most, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (bucket, account_id) do update set language = excluded.language, ways = excluded.ways,
       quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, most = excluded.most, changed_at = excluded.changed_at`,
    [
      bucket,
      patientId,
      accountId,
      language,
      JSON.stringify(ways),
      pace.quietFrom,
      pace.quietTo,
      pace.most,
      ctx.now(),
    ],
  );
}

/** Puts a notice on its way to every account of a reader that wants its kind outside the app. Answers those accounts. */
export async function addOutings(
  ctx: Context,
  readerId: string,
  notice: { readonly noticeId: string; readonly kind: NoticeKind; readonly urgent: boolean },
): Promise<AccountPlace[]> {
  const bucket = personBucket(readerId);
  const rows = await ctx.sql.query<Row>(
    `select ${columns} from messages.choice where bucket = $1 and patient_id = $2 order by account_id`,
    [bucket, readerId],
  );
  const wanting = rows.map(choiceOf).filter(({ ways }) => (ways[notice.kind] ?? []).length > 0);
  for (const { accountId, ways, pace } of wanting) {
    const now = ctx.now();
    const lastAt = await lastTurn(ctx, { bucket, accountId });
    await ctx.sql.query(
      `insert into messages.outing (bucket, patient_id, account_id, notice_id, kind, ways, urgent, due_at, state)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting') on conflict do nothing`,
      [
        bucket,
        readerId,
        accountId,
        notice.noticeId,
        notice.kind,
        ways[notice.kind],
        notice.urgent,
        dueAt({ now, lastAt, urgent: notice.urgent }, pace),
      ],
    );
  }
  return wanting;
}

async function lastTurn(ctx: Context, { bucket, accountId }: AccountPlace): Promise<Date | undefined> {
  const [row] = await ctx.sql.query<{ at: Date | null }>(
    'select max(told_at) as at from messages.turn where bucket = $1 and account_id = $2',
    [bucket, accountId],
  );
  return row?.at ?? undefined;
}
