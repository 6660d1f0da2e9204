import type { Endpoint } from '#kernel/contract.ts';
import type { WebAuthnJson } from '#web/data/passkey.ts';

/** How somebody shows again who she is. */
export type StepUpProof =
  | { readonly method: 'passkey'; readonly response: Record<string, unknown> }
  | { readonly method: 'totp'; readonly code: string }
  | { readonly method: 'password'; readonly password: string };

/** What the person can show. */
export interface StepUpAsk {
  readonly methods: readonly string[];
  readonly ask?: WebAuthnJson | undefined;
  readonly passkeyHost: string;
}

/** The endpoints behind the sheet; handed over by entry, because the kit knows no module. */
export interface StepUp {
  readonly begin: Endpoint<Record<string, never>, StepUpAsk>;
  readonly confirm: Endpoint<StepUpProof, { readonly done: true }>;
}
