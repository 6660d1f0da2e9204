import { randomUUID } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import { Throttled } from '#platform/http/request-rate.ts';
import { isPassword } from '#platform/identity/passwords.ts';
import { manifestPath, type Opened } from './api.ts';
import { mostTries } from './domain/link-state.ts';
import { fileType } from './domain/sealed-file.ts';
import { keepTicket } from './keep-ticket.ts';
import { digestOf, linkColumns, saidOf, secretShape, stateOfRow, type LinkRow } from './link-rows.ts';
import { tellOwner } from './tell-owner.ts';

const hourMs = 3_600_000;
/** Openings of one link within an hour: a waiting room of readers, and no machine. */
const mostAnHour = 60;

/** How somebody asks for what lies behind a link. */
export interface Asked {
  readonly recipient: string;
  readonly passcode?: string | undefined;
  readonly embeddedLengthMax?: number | undefined;
}

/**
 * Gives whoever has the link its content, which only her link opens. A wrong passcode is counted before it is looked at, so that many tries of
 * one moment are many; each opening stands in the audit and in the owner's list before anything is given. Needs to stand alone: what it
 * counts stays.
 */
export async function openLink(ctx: Context, secret: string, asked: Asked): Promise<Opened> {
  const row = secretShape.test(secret) ? await findLink(ctx, secret) : undefined;
  if (row === undefined) return { outcome: 'closed', reason: 'unknown' };
  const state = stateOfRow(row, ctx.now());
  if (state !== 'open') return closed(ctx, row, state);
  if (row.passcode !== null) {
    const remaining = await takeTry(ctx, row, asked);
    if (remaining !== undefined) return { outcome: 'passcode', remainingAttempts: remaining };
  }
  return ctx.transaction((tx) => give(tx, row.id, asked));
}

async function findLink(ctx: Context, secret: string): Promise<LinkRow | undefined> {
  const [row] = await ctx.sql.query<LinkRow>(`select ${linkColumns} from sharing.link where digest = $1`, [
    digestOf(secret),
  ]);
  return row;
}

async function closed(
  ctx: Context,
  row: LinkRow,
  reason: Exclude<ReturnType<typeof stateOfRow>, 'open'>,
): Promise<Opened> {
  // A dead link may be asked for all day: the audit is told once an hour.
  const hourAgo = new Date(ctx.now().getTime() - hourMs);
  if (row.refused_at === null || row.refused_at <= hourAgo)
    await ctx.transaction(async (tx) => {
      const first = await tx.sql.query(
        'update sharing.link set refused_at = $2 where id = $1 and (refused_at is null or refused_at <= $3) returning id',
        [row.id, ctx.now(), hourAgo],
      );
      if (first.length > 0) await tx.trail.openedShared(row.patient_id, 'refused');
    });
  return { outcome: 'closed', reason };
}

/** Undefined where the passcode is right; else the tries that are left. */
async function takeTry(
  ctx: Context,
  row: LinkRow,
  { recipient, passcode }: Asked,
): Promise<number | undefined> {
  // Asking without a passcode is how a viewer learns that there is one; it costs no try.
  if (passcode === undefined) return row.tries_left;
  const [taken] = await ctx.sql.query<{ tries_left: number }>(
    'update sharing.link set tries_left = tries_left - 1 where id = $1 and tries_left > 0 returning tries_left',
    [row.id],
  );
  if (taken === undefined) return 0;
  if (await isPassword(passcode.trim(), row.passcode ?? undefined)) {
    await ctx.sql.query('update sharing.link set tries_left = $2 where id = $1', [row.id, mostTries]);
    return undefined;
  }
  await ctx.transaction(async (tx) => {
    await keepOpening(tx, row.id, recipient, 'wrong-passcode');
    await tx.trail.openedShared(row.patient_id, 'refused');
    if (taken.tries_left === 0) await tellOwner(tx, row, 'locked');
  });
  return taken.tries_left;
}

async function give(ctx: Context, id: string, asked: Asked): Promise<Opened> {
  // The row may have changed since it was read: ended, run out, or opened by somebody who was quicker.
  const [row] = await ctx.sql.query<LinkRow & { content: string | null }>(
    `select ${linkColumns}, content from sharing.link where id = $1 for update`,
    [id],
  );
  if (row === undefined) return { outcome: 'closed', reason: 'unknown' };
  const state = stateOfRow(row, ctx.now());
  if (state !== 'open') return closed(ctx, row, state);
  if (row.content === null) return closed(ctx, row, 'expired');
  await holdPace(ctx, id);
  await ctx.sql.query(
    `update sharing.link set opened = opened + 1, content = case when once then null else content end where id = $1`,
    [id],
  );
  await keepOpening(ctx, id, asked.recipient, 'opened');
  await ctx.trail.openedShared(row.patient_id, 'ok');
  await tellOwner(ctx, row, 'opened');
  const { content } = row;
  if (content.length <= (asked.embeddedLengthMax ?? Infinity))
    return { outcome: 'given', files: [{ contentType: fileType, embedded: content }] };
  const ticket = await keepTicket(ctx, row, content);
  const location = `${ctx.publicUrl}${manifestPath}/file/${ticket}`;
  return { outcome: 'given', files: [{ contentType: fileType, location }] };
}

/** Error: Throttled, where the link was opened as often as it may be within an hour. Its row is locked. */
async function holdPace(ctx: Context, id: string): Promise<void> {
  const now = ctx.now().getTime();
  const [told] = await ctx.sql.query<{ count: number; first: Date | null }>(
    `select count(*)::int as count, min(at) as first from (
       select at from sharing.opening where link_id = $1 and outcome = 'opened' and at > $2
       order by at desc limit ${mostAnHour}) o`,
    [id, new Date(now - hourMs)],
  );
  if (told === undefined || told.first === null || told.count < mostAnHour) return;
  throw new Throttled(Math.max(1, Math.ceil((told.first.getTime() + hourMs - now) / 1000)));
}

async function keepOpening(ctx: Context, linkId: string, recipient: string, outcome: string): Promise<void> {
  const id = randomUUID();
  const { kind, accountId, facilityId } = ctx.actor;
  const isPerson = kind === 'person';
  await ctx.sql.query(
    `insert into sharing.opening (id, link_id, at, account_id, facility_id, said, outcome)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      linkId,
      ctx.now(),
      isPerson ? accountId : null,
      isPerson ? (facilityId ?? null) : null,
      ctx.seal.seal(recipient, saidOf(id)),
      outcome,
    ],
  );
}
