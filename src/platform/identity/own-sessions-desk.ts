import type { Actor } from '../access/actor.ts';
import type { AssertionOptions } from './factors/passkey-assertion.ts';
import type { SignInMethod } from './sessions/assurance.ts';
import type { OwnSession } from './sessions/session-store.ts';
import type { PastSignIn } from './sessions/sign-in-history.ts';

/** How somebody shows again who she is. */
export type StepUpProof =
  | { readonly method: 'passkey'; readonly response: unknown }
  | { readonly method: 'totp'; readonly code: string }
  | { readonly method: 'password'; readonly password: string };

/** A person's sessions, her past sign-ins, and showing again who she is. */
export interface OwnSessions {
  sessions(actor: Actor): Promise<OwnSession[]>;
  /** Errors: record.not-found. */
  rename(actor: Actor, id: string, name: string): Promise<void>;
  /** Ends one session at once, with its tokens. Errors: record.not-found. */
  end(actor: Actor, id: string): Promise<void>;
  endOthers(actor: Actor): Promise<number>;
  signIns(actor: Actor): Promise<PastSignIn[]>;
  /** What this person can show, and what to ask the browser for where that is a passkey. */
  stepUpOptions(
    actor: Actor,
  ): Promise<{ readonly methods: readonly SignInMethod[]; readonly passkey?: AssertionOptions }>;
  /** Errors: identity.not-confirmed. The session that asked is fresh afterwards, no other. */
  stepUp(actor: Actor, proof: StepUpProof): Promise<void>;
}
