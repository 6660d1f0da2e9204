/**
 * Passkeys, codes of an authenticator, recovery codes, sessions with their devices, and the sign-ins of the last months. Secrets of
 * authenticators are sealed, recovery codes stand as SHA-256 of 79 random bits; a passkey's public key is no secret.
 */
export const up = `
CREATE TABLE identity.passkey (
  id text PRIMARY KEY,
  credential_id text NOT NULL UNIQUE,
  account_id text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL DEFAULT '{}',
  is_synced boolean NOT NULL,
  is_backed_up boolean NOT NULL,
  authenticator text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  used_at timestamptz,
  cloned_at timestamptz
);
CREATE INDEX passkey_account ON identity.passkey (account_id);

CREATE TABLE identity.totp (
  account_id text PRIMARY KEY,
  sealed text NOT NULL,
  last_step bigint NOT NULL,
  created_at timestamptz NOT NULL,
  confirmed_at timestamptz
);

CREATE TABLE identity.recovery_code (
  account_id text NOT NULL,
  hash text NOT NULL,
  created_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (account_id, hash)
);

CREATE TABLE identity.used_challenge (
  hash text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX used_challenge_expiry ON identity.used_challenge (expires_at);

CREATE TABLE identity.pending_sign_in (
  interaction text PRIMARY KEY,
  account_id text NOT NULL,
  methods text[] NOT NULL,
  stage text NOT NULL,
  details jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX pending_sign_in_expiry ON identity.pending_sign_in (expires_at);

CREATE TABLE identity.session (
  id text PRIMARY KEY,
  account_id text NOT NULL,
  device text NOT NULL,
  name text,
  network text NOT NULL,
  is_new_device boolean NOT NULL,
  methods text[] NOT NULL,
  level integer NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  assured_at timestamptz NOT NULL,
  stepped_up_at timestamptz,
  ended_at timestamptz
);
CREATE INDEX session_account ON identity.session (account_id);

CREATE TABLE identity.sign_in (
  account_id text NOT NULL,
  id text NOT NULL,
  at timestamptz NOT NULL,
  method text NOT NULL,
  refusal text,
  device text NOT NULL,
  network text NOT NULL,
  is_new_device boolean NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX sign_in_recent ON identity.sign_in (account_id, at DESC);
CREATE INDEX sign_in_age ON identity.sign_in (at);

ALTER TABLE identity.account ADD COLUMN opened_at timestamptz;
ALTER TABLE identity.account ADD COLUMN closed_because text;
`;
