/**
 * Devices that work without a network: whose, for which station, the centre's share of their key (sealed; gone with a lost device); which writes
 * were taken, so that a resend is the same write; whose people a station's devices hold, and which of them changed since.
 */
export const up = `
create schema if not exists device_sync;

create table device_sync.device (
  id text primary key,
  account_id text not null,
  facility_id text not null,
  name text not null,
  worker text not null,
  state text not null check (state in ('in-use', 'lost', 'wiped', 'ended')),
  share text,
  registered_at timestamptz not null,
  seen_at timestamptz,
  changed_at timestamptz not null
);
create index device_of_account on device_sync.device (account_id);
create index device_of_facility on device_sync.device (facility_id);

create table device_sync.taken (
  account_id text not null,
  write_id text not null,
  device_id text,
  answer text not null,
  at timestamptz not null,
  primary key (account_id, write_id)
);
create index taken_at on device_sync.taken (at);

create table device_sync.held (
  patient_id text collate "C" not null,
  facility_id text not null,
  primary key (patient_id, facility_id)
);
create index held_by_facility on device_sync.held (facility_id, patient_id);

create table device_sync.change (
  facility_id text not null,
  tx xid8 not null default pg_current_xact_id(),
  id bigint generated always as identity,
  patient_id text not null,
  at timestamptz not null default now(),
  primary key (facility_id, tx, id)
);
create index change_at on device_sync.change (at);
`;
