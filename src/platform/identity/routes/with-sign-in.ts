import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../accounts.ts';
import type { FactorParts } from '../factors/factor-parts.ts';
import { findHeldFactors } from '../factors/held-factors.ts';
import { demandsSecondFactor } from '../factors/second-factor-policy.ts';
import type { Interaction } from './with-interaction.ts';
import { expired } from './with-interaction.ts';
import { readCookie, writeCookie } from '../cookies.ts';
import { dropPending, nextStage, savePending } from '../sign-in-flow.ts';
import type { Pending, PendingDetails } from '../sign-in-flow.ts';
import type { SignInMethod } from '../sessions/assurance.ts';
import { finishSignIn } from './finish-sign-in.ts';
import type { FinishParts } from './finish-sign-in.ts';
import type { PageTurn } from './form-scope.ts';
import type { FormGuard } from '../form-token.ts';

/** What every step of a sign-in needs of identity. */
export interface StepParts extends FinishParts {
  readonly guard: FormGuard;
  readonly factors: FactorParts;
  /** Whether the page leads to the national e-ID, or to one that is played. */
  readonly eId?: 'real' | 'simulated';
  readonly findAccount: (id: string) => Promise<Account | undefined>;
  /** Writes a refused try to the audit and into the person's history. */
  readonly refuse: (tried: RefusedTry, requestId: string) => Promise<void>;
}

/** A try that was turned away. */
export interface RefusedTry {
  /** The account that was named, where there is one. */
  readonly accountId?: string;
  readonly method: SignInMethod;
  readonly reason: string;
  readonly device: string;
  readonly network: string;
}

/** One request of a sign-in under way. */
export interface Step {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly turn: PageTurn;
  readonly interaction: Interaction;
}

/** Cookie of a browser whose owner wants no passkey in it for now. */
const laterCookie = 'sen-later';
const laterSeconds = 90 * 24 * 60 * 60;

/** Whether a passkey may be offered in this browser: its page said it can make one, and nobody said "later" lately. */
export function mayOffer(request: FastifyRequest, canMake: boolean): boolean {
  return canMake && readCookie(request.headers.cookie, laterCookie) === undefined;
}

/** Does not offer a passkey in this browser for a while. */
export function rememberLater(parts: StepParts, turn: PageTurn): void {
  const options = { path: '/oidc/sign-in', maxAgeSeconds: laterSeconds, isSecure: parts.isSecure };
  turn.cookies.push(writeCookie(laterCookie, 'yes', options));
}

/**
 * Goes on after a step that succeeded: lets in where enough was shown, else remembers where the sign-in stands and leads to the page of
 * its next stage.
 */
export async function goOn(
  parts: StepParts,
  step: Step,
  came: {
    readonly accountId: string;
    readonly methods: readonly SignInMethod[];
    readonly details: PendingDetails;
  },
): Promise<FastifyReply> {
  const { request, reply, turn, interaction } = step;
  const { database, policy, now } = parts.factors;
  const account = await parts.findAccount(came.accountId);
  if (!account || account.isDisabled) return expired(turn);
  const held = await findHeldFactors(database, came.accountId);
  const isDemanded = demandsSecondFactor(
    account.roles.map(({ role }) => role),
    policy,
  );
  const stage = nextStage(came.methods, held, came.details, isDemanded);
  if (stage === 'done') {
    await dropPending(database, interaction.uid);
    const who = { accountId: came.accountId, methods: came.methods, ...came.details };
    return (await finishSignIn(parts, request, reply, turn, who)) ?? expired(turn);
  }
  const pending: Pending = { ...came, stage };
  await savePending(database, interaction.uid, pending, now());
  return turn.redirect(`/oidc/sign-in/${interaction.uid}`);
}
