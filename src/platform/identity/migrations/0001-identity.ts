/**
 * Who may sign in, which systems may ask, and what the OpenID provider remembers. No secret stands here in the clear: passwords as
 * argon2id, client secrets, bearer tokens, session ids and links as SHA-256. The server's own signing keys are the exception; whoever
 * reads this schema can sign as Sen, so it is granted to nobody but Sen's database user.
 */
export const up = `
CREATE TABLE identity.account (
  id text PRIMARY KEY,
  username text NOT NULL UNIQUE,
  display text NOT NULL,
  patient_id text,
  practitioner_id text,
  created_at timestamptz NOT NULL,
  signed_in_at timestamptz,
  disabled_at timestamptz
);

CREATE TABLE identity.credential (
  account_id text NOT NULL,
  kind text NOT NULL,
  hash text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, kind)
);

CREATE TABLE identity.role_grant (
  account_id text NOT NULL,
  role text NOT NULL,
  facility_id text NOT NULL DEFAULT '',
  position integer NOT NULL,
  granted_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, role, facility_id)
);

CREATE TABLE identity.client (
  id text PRIMARY KEY,
  name text NOT NULL,
  secret_hash text,
  jwks jsonb,
  scope text NOT NULL,
  redirect_uris text[] NOT NULL DEFAULT '{}',
  facility_id text,
  created_at timestamptz NOT NULL,
  disabled_at timestamptz
);

CREATE TABLE identity.oidc_payload (
  kind text NOT NULL,
  id text NOT NULL,
  payload jsonb NOT NULL,
  grant_id text,
  uid text,
  user_code text,
  account_id text,
  client_id text,
  consumed_at timestamptz,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE INDEX oidc_payload_grant ON identity.oidc_payload (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oidc_payload_uid ON identity.oidc_payload (uid) WHERE uid IS NOT NULL;
CREATE INDEX oidc_payload_user_code ON identity.oidc_payload (user_code) WHERE user_code IS NOT NULL;
CREATE INDEX oidc_payload_account ON identity.oidc_payload (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX oidc_payload_expiry ON identity.oidc_payload (expires_at);

CREATE TABLE identity.server_key (
  purpose text NOT NULL,
  sequence integer NOT NULL,
  value jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (purpose, sequence)
);

CREATE TABLE identity.sign_in_attempt (
  subject text NOT NULL,
  source text NOT NULL,
  failures integer NOT NULL,
  failed_at timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL,
  PRIMARY KEY (subject, source)
);
CREATE INDEX sign_in_attempt_age ON identity.sign_in_attempt (failed_at);

CREATE TABLE identity.one_time_link (
  hash text PRIMARY KEY,
  account_id text NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
`;
