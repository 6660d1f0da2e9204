/**
 * What kind of client one is and how it proves itself; launches from a person's page; and each decision of a person about an app, kept
 * as it was made: what was asked, what was allowed, in which words, through which page.
 */
export const up = `
ALTER TABLE identity.client ADD COLUMN kind text NOT NULL DEFAULT 'system';
ALTER TABLE identity.client ADD COLUMN jwks_uri text;
ALTER TABLE identity.client ADD COLUMN certificate_subject text;
ALTER TABLE identity.client ADD COLUMN certificates text[] NOT NULL DEFAULT '{}';
ALTER TABLE identity.client ADD COLUMN launch_uri text;
ALTER TABLE identity.client ADD COLUMN keys_changed_at timestamptz;
UPDATE identity.client SET kind = 'app' WHERE redirect_uris <> '{}';

CREATE TABLE identity.app_launch (
  hash text PRIMARY KEY,
  client_id text NOT NULL,
  account_id text NOT NULL,
  patient_id text NOT NULL,
  encounter_id text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX app_launch_expiry ON identity.app_launch (expires_at);

CREATE TABLE identity.app_consent (
  id text PRIMARY KEY,
  account_id text NOT NULL,
  client_id text NOT NULL,
  grant_id text,
  asked text NOT NULL,
  allowed text NOT NULL,
  how text NOT NULL,
  patient_id text,
  encounter_id text,
  session_uid text,
  text_version text NOT NULL,
  language text NOT NULL,
  decided_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  withdrawn_how text
);
CREATE UNIQUE INDEX app_consent_grant ON identity.app_consent (grant_id);
CREATE INDEX app_consent_account ON identity.app_consent (account_id, client_id, decided_at DESC);
CREATE INDEX app_consent_session ON identity.app_consent (session_uid) WHERE session_uid IS NOT NULL;
`;
