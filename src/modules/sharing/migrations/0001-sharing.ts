/**
 * Links to a summary. What lies here of the record is closed with a key that only the link bears; the address by which it is asked for stands
 * as a digest, the passcode as a hash, what she and her readers typed sealed. `content` is emptied as soon as nobody may open it any more.
 */
export const up = `
create schema if not exists sharing;

create table sharing.link (
  id uuid primary key,
  digest bytea not null unique,
  patient_id text not null,
  made_by text not null,
  made_at timestamptz not null,
  what text not null,
  label text,
  passcode text,
  tries_left integer not null,
  until timestamptz not null,
  once boolean not null,
  opened integer not null,
  ended_at timestamptz,
  content text
);
create index link_of on sharing.link (patient_id, made_at desc, id desc);
create index link_kept on sharing.link (until) where content is not null;

create table sharing.opening (
  id uuid primary key,
  link_id uuid not null references sharing.link on delete cascade,
  at timestamptz not null,
  account_id text,
  facility_id text,
  said text not null,
  outcome text not null
);
create index opening_of on sharing.opening (link_id, at desc);

create table sharing.ticket (
  digest bytea primary key,
  link_id uuid not null references sharing.link on delete cascade,
  until timestamptz not null,
  content text not null
);
create index ticket_until on sharing.ticket (until);
`;
