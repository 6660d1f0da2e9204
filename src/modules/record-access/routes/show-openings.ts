import type { Grant } from '#platform/access/grants/grant-rows.ts';
import { grantKinds, reasons } from '#platform/access/grants/reasons.ts';
import { recordScope } from '#platform/access/record-scope.ts';
import type { Context } from '#platform/context.ts';
import type { OpeningChoice, OpeningKind, OpeningView } from '../api.ts';
import { facilityNamer } from './names.ts';

/** True while an opening lets its author in. */
export function isOpen({ closedAt, until }: Grant, now: Date): boolean {
  return closedAt === undefined && Date.parse(until) > now.getTime();
}

/** Openings as pages show them. */
export async function showOpenings(
  ctx: Context,
  grants: readonly Grant[],
  personOf?: (patientId: string) => string,
): Promise<OpeningView[]> {
  const facilityOf = await facilityNamer(
    ctx,
    grants.map(({ facilityId }) => facilityId),
  );
  return grants.map((grant) => ({
    id: grant.id,
    kind: grant.kind,
    who: grant.accountName,
    facility: facilityOf(grant.facilityId),
    ...(personOf !== undefined && { person: personOf(grant.patientId) }),
    reason: reasons[grant.kind][grant.reason] ?? { vi: grant.reason, en: grant.reason },
    ...(grant.note !== undefined && grant.note !== '' && { note: grant.note }),
    openedAt: grant.openedAt,
    until: grant.until,
    ...(grant.closedAt !== undefined && { closedAt: grant.closedAt }),
    isOpen: isOpen(grant, ctx.now()),
    ...(grant.outcome !== undefined && { outcome: grant.outcome }),
    ...(grant.reviewNote !== undefined && { reviewNote: grant.reviewNote }),
  }));
}

/** What the actor may state, by what her roles open. */
export function choicesOf(ctx: Context): OpeningChoice[] {
  const { openings } = recordScope(ctx.actor);
  return (Object.keys(grantKinds) as OpeningKind[])
    .filter((kind) => openings.some(({ kinds }) => kinds.includes(grantKinds[kind].tie)))
    .map((kind) => ({
      kind,
      hours: grantKinds[kind].hours,
      reasons: Object.entries(reasons[kind]).map(([code, words]) => ({ code, words })),
    }));
}
