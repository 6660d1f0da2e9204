import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import type { SignInMethod } from './sessions/assurance.ts';

/**
 * Refuses what must not be done from a screen that somebody left open: the person must have shown who she is within so many seconds,
 * by signing in or by stepping up. Systems and Sen itself have nobody to ask and are let through; their rights are judged elsewhere.
 * Errors: access.step-up-required; the web client then shows the sheet and repeats the call.
 */
export function demandFresh(actor: Actor, seconds: number, now: Date = new Date()): void {
  if (actor.kind === 'platform' || actor.kind === 'system') return;
  if (actor.kind === 'anonymous') throw new AppError('access.login-required');
  const shownMs = actor.assurance?.at.getTime() ?? 0;
  if (now.getTime() - shownMs > seconds * 1000) throw new AppError('access.step-up-required');
}

/** How long ago somebody may have shown who she is where data leave the house as a file. */
export const freshForExport = 15 * 60;

/** What an account can show. */
export interface HeldFactors {
  readonly passkeys: number;
  readonly totp: boolean;
  readonly password: boolean;
  readonly recoveryCodes: number;
}

/**
 * With what the owner of an account steps up: what she has, strongest first. The password alone only where there is nothing stronger,
 * or a stolen password would open what the second factor closes.
 */
export function stepUpMethods(held: HeldFactors): readonly SignInMethod[] {
  const strong: SignInMethod[] = [];
  if (held.passkeys > 0) strong.push('passkey');
  if (held.totp) strong.push('totp');
  return strong.length > 0 || !held.password ? strong : ['password'];
}

/** With what a sign-in by password goes on where a second factor is asked: what she has; empty where she must set one up first. */
export function secondStepMethods(held: HeldFactors): readonly SignInMethod[] {
  const methods: SignInMethod[] = [];
  if (held.passkeys > 0) methods.push('passkey');
  if (held.totp) methods.push('totp');
  return methods.length > 0 && held.recoveryCodes > 0 ? [...methods, 'recovery'] : methods;
}
