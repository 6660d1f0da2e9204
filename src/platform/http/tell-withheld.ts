import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';

/** A refusal to somebody whose roles are withheld tells her why they are, which is what she can do something about. */
export function tellWithheld(error: AppError, actor: Actor | undefined): AppError {
  if (error.code !== 'access.denied' || actor?.withheld === undefined) return error;
  return new AppError(actor.withheld.because, {
    cause: error,
    ...(error.detail !== undefined && { detail: error.detail }),
  });
}
