import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { demandFresh } from '#platform/identity/step-up.ts';

/** Whoever joins or parts has shown within so many seconds who she is. */
const freshSeconds = 300;

/**
 * The desk at work for an officer: it reads and writes what she may not by herself, shows her of it what tells people apart, and each line
 * of the audit names her.
 */
export function atDesk(ctx: Context): Context {
  return ctx.as({ ...ctx.actor, kind: 'platform' });
}

/** Refuses to change anything from a screen that somebody left open. */
export function demandHere(ctx: Context): void {
  demandFresh(ctx.actor, freshSeconds, ctx.now());
}

/** Nobody decides on her own record. Error: merging.own-record. */
export function demandOthers(ctx: Context, ids: readonly string[]): void {
  if (isOwn(ctx, ids)) throw new AppError('merging.own-record');
}

/** True where one of the records is the officer's own. */
export function isOwn({ actor }: Context, ids: readonly string[]): boolean {
  return actor.patientId !== undefined && ids.includes(actor.patientId);
}
