/** That an account is told of an opening by e-mail: one row a letter, so that each is sent once. No address, no words. */
export const up = `
create table record_access.letter (
  grant_id uuid not null,
  audience text not null check (audience in ('person', 'supervisor')),
  account_id text not null,
  opened_at timestamptz not null,
  sent_at timestamptz,
  primary key (grant_id, audience, account_id)
);
`;
