/**
 * Practising licences, accounts linked to a sign-in elsewhere, and computers that several workers share.
 * No personal number stands here, and of a PIN a slow hash of it together with a secret that lies on the computer alone: whoever copies
 * this schema cannot try PINs out.
 */
export const up = `
CREATE TABLE identity.licence (
  practitioner_id text NOT NULL,
  number text NOT NULL,
  kind text NOT NULL,
  scope text,
  valid_from date,
  valid_to date,
  state text NOT NULL CHECK (state IN ('active', 'suspended', 'revoked')),
  source text NOT NULL CHECK (source IN ('record', 'administrator')),
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (practitioner_id, number)
);

CREATE TABLE identity.upstream_link (
  issuer text NOT NULL,
  subject_hash text NOT NULL,
  account_id text NOT NULL,
  linked_at timestamptz NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject_hash)
);
CREATE UNIQUE INDEX upstream_link_account ON identity.upstream_link (issuer, account_id);

CREATE TABLE identity.upstream_attempt (
  state_hash text PRIMARY KEY,
  browser_hash text NOT NULL,
  interaction text NOT NULL,
  issuer text NOT NULL,
  nonce text NOT NULL,
  verifier text NOT NULL,
  expires_at timestamptz NOT NULL,
  answered_at timestamptz,
  account_id text,
  level integer,
  refusal text,
  used_at timestamptz
);
CREATE INDEX upstream_attempt_expiry ON identity.upstream_attempt (expires_at);

CREATE TABLE identity.computer (
  id text PRIMARY KEY,
  secret_hash text NOT NULL UNIQUE,
  name text NOT NULL,
  facility_id text NOT NULL,
  lock_minutes integer NOT NULL,
  registered_by text NOT NULL,
  registered_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  revoked_at timestamptz
);

CREATE TABLE identity.computer_pin (
  computer_id text NOT NULL,
  account_id text NOT NULL,
  hash text,
  failures integer NOT NULL DEFAULT 0,
  full_at timestamptz NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (computer_id, account_id)
);
CREATE INDEX computer_pin_account ON identity.computer_pin (account_id);

CREATE TABLE identity.computer_session (
  session_uid text PRIMARY KEY,
  computer_id text NOT NULL,
  account_id text NOT NULL,
  is_full boolean NOT NULL,
  began_at timestamptz NOT NULL,
  active_at timestamptz NOT NULL,
  locked_at timestamptz,
  expires_at timestamptz NOT NULL
);
CREATE INDEX computer_session_computer ON identity.computer_session (computer_id);
CREATE INDEX computer_session_expiry ON identity.computer_session (expires_at);

CREATE TABLE identity.switch_ticket (
  hash text PRIMARY KEY,
  computer_id text NOT NULL,
  account_id text NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
`;
