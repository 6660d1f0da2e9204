/** Keys that sign vaccination cards. A card is good for a life, so every public half is given out for good. */
export const up = `
create table sharing.issuer_key (
  kid text primary key,
  public_key jsonb not null,
  sealed text not null,
  made_at timestamptz not null
);
`;
