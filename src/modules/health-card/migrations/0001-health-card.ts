/** Keys that sign the codes of phones, and the paper cards that were printed: their numbers only as digests. */
export const up = `
create schema if not exists health_card;

create table health_card.key (
  number integer primary key,
  public_key jsonb not null,
  sealed text not null,
  made_at timestamptz not null
);

create table health_card.printed (
  id uuid primary key,
  digest bytea not null unique,
  ending text not null,
  patient_id text not null,
  printed_by text not null,
  printed_at timestamptz not null,
  ended_at timestamptz,
  ended_by text
);
create index printed_of on health_card.printed (patient_id, printed_at desc);
`;
