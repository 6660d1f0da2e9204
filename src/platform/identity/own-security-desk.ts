import type { Actor } from '../access/actor.ts';
import type { RegistrationOptions } from './factors/passkey-registration.ts';
import type { Passkey } from './factors/passkey-store.ts';
import type { RecoveryState } from './factors/recovery-store.ts';
import type { TotpState } from './factors/totp-store.ts';

/** How an account signs in, as its owner sees it. */
export interface OwnFactors {
  readonly passkeys: readonly Passkey[];
  readonly totp?: TotpState;
  readonly recovery?: RecoveryState;
  readonly passwordSince?: Date;
  /** A second step must be kept: the account sees other people's records or administers. */
  readonly isDemanded: boolean;
  /** The host name under which passkeys work. */
  readonly passkeyHost: string;
}

/** What a person may do with how she signs in. Each change asks for a fresh confirmation: access.step-up-required. */
export interface OwnSecurity {
  factors(actor: Actor): Promise<OwnFactors>;
  passkeyOptions(actor: Actor): Promise<RegistrationOptions>;
  /** Recovery codes come with the first second factor. Errors: identity.not-confirmed, identity.too-many-passkeys. */
  addPasskey(actor: Actor, response: unknown, name: string): Promise<readonly string[] | undefined>;
  renamePasskey(actor: Actor, id: string, name: string): Promise<void>;
  /** Errors: record.not-found, identity.factor-needed. */
  removePasskey(actor: Actor, id: string): Promise<void>;
  /** A secret on trial with its QR code as SVG. Errors: identity.factor-needed where one is in force already. */
  beginTotp(
    actor: Actor,
  ): Promise<{ readonly secret: string; readonly address: string; readonly qr: string }>;
  confirmTotp(actor: Actor, code: string): Promise<readonly string[] | undefined>;
  removeTotp(actor: Actor): Promise<void>;
  newRecoveryCodes(actor: Actor): Promise<readonly string[]>;
  /** All other sessions end. Errors: request.invalid where the password is too weak. */
  changePassword(actor: Actor, password: string): Promise<void>;
}
