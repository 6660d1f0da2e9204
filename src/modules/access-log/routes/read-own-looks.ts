import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { parseCursor, printCursor } from '#platform/module/page-cursor.ts';
import { readOwnLooks, type LookView } from '../api.ts';
import { gatherLooks, type Look } from '../domain/looks.ts';
import { facilityNames } from './facility-names.ts';
import { reasonOf, reviewColumns, toComplaint, type ReviewRow } from './review-row.ts';

/** Lines gathered into one page of looks. */
const pageLines = 500;

export const readOwnLooksRoute = defineRoute({
  ...readOwnLooks,
  allow: 'audit.own',
  handle: async (ctx, { cursor }) => {
    const after = parseCursor(cursor);
    const patientId = ctx.actor.patientId ?? '';
    const lines = await ctx.trail.search({
      patientId,
      limit: pageLines,
      ...(after !== undefined && { after }),
    });
    const last = lines.length === pageLines ? lines.at(-1) : undefined;
    // What Sen does by itself, and her own looking at this very list, is nobody's look. A desk of Sen's that works for somebody names her.
    const told = lines.filter(
      (line) =>
        (line.actor_kind !== 'platform' || line.actor_id !== 'sen') && line.resource_type !== 'AuditEvent',
    );
    const complaints = await ownComplaints(ctx);
    return {
      looks: await present(ctx, gatherLooks(told), complaints),
      complaints: await presentComplaints(ctx, complaints),
      ...(last !== undefined && { next: printCursor(last) }),
    };
  },
});

async function present(
  ctx: Context,
  looks: readonly Look[],
  complaints: readonly ReviewRow[],
): Promise<LookView[]> {
  const names = await ctx.trail.names(looks.map(({ actorId }) => actorId));
  const facilities = await facilityNames(
    ctx,
    looks.map(({ facilityId }) => facilityId),
  );
  const byLook = new Map(complaints.map((one) => [`${one.account_id} ${one.day}`, one.id]));
  return looks.map((look) => {
    const named = names.get(look.actorId);
    const complaint = byLook.get(`${look.actorId} ${look.day}`);
    return {
      lineId: look.lineId,
      who: named?.display ?? '',
      isSystem: look.actorKind === 'system',
      isOwn: look.actorId === ctx.actor.accountId,
      roles: [...look.roles],
      ...(look.facilityId !== null && { facility: facilities.get(look.facilityId) ?? look.facilityId }),
      purpose: look.purpose,
      day: look.day,
      first: look.first.toISOString(),
      last: look.last.toISOString(),
      kinds: [...look.kinds],
      lines: look.lines,
      isEmergency: look.isEmergency,
      isRefused: look.isRefused,
      ...(complaint !== undefined && { complaint }),
    };
  });
}

/** Her own complaints, newest first. */
function ownComplaints(ctx: Context): Promise<ReviewRow[]> {
  return ctx.sql.query<ReviewRow>(
    `select ${reviewColumns} from access_log.review where raised_by = $1 and kind = 'complaint' order by raised_at desc limit 100`,
    [ctx.actor.accountId],
  );
}

async function presentComplaints(
  ctx: Context,
  rows: readonly ReviewRow[],
): Promise<ReturnType<typeof toComplaint>[]> {
  const names = await ctx.trail.names(rows.map((row) => row.account_id));
  return rows.map((row) =>
    toComplaint(
      row,
      names.get(row.account_id)?.display ?? '',
      row.reason === null ? undefined : ctx.seal.open(row.reason, reasonOf(row.id)),
    ),
  );
}
