/** Where an account wants to be told by e-mail, sealed. Set by its owner alone; what is sent there never tells of anybody's health. */
export const up = `
CREATE TABLE identity.mailbox (
  account_id text PRIMARY KEY,
  address text NOT NULL,
  set_at timestamptz NOT NULL
);
`;
