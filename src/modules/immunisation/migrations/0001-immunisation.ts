/** Who is due and when, by days that stay true as time goes by; stock, vials, cold chain, reactions; what goes to the national system and comes from it. */
export const up = `
create schema if not exists immunisation;

create table immunisation.child (
  bucket integer not null,
  patient_id text not null,
  facility_id text,
  birth_on date not null,
  stale boolean not null default true,
  heard_at timestamptz not null,
  due_on date,
  overdue_on date,
  replan_on date,
  doses jsonb not null default '[]',
  had integer not null default 0,
  complete_under_one boolean not null default false,
  primary key (bucket, patient_id)
);
create index child_by_due on immunisation.child (facility_id, due_on, patient_id);
create index child_stale on immunisation.child (facility_id) where stale;

create table immunisation.lot (
  id uuid primary key,
  facility_id text not null,
  dose_code text not null,
  lot_number text not null,
  manufacturer text,
  expires_on date not null,
  doses_per_vial integer not null check (doses_per_vial between 1 and 100),
  open_hours integer check (open_hours between 1 and 2000),
  unopened integer not null check (unopened >= 0),
  fridge_id uuid,
  locked_because text,
  received_at timestamptz not null,
  version integer not null default 1,
  unique (facility_id, dose_code, lot_number)
);

create table immunisation.vial (
  id uuid primary key,
  lot_id uuid not null,
  opened_at timestamptz not null,
  doses_left integer not null check (doses_left >= 0),
  closed_at timestamptz
);
create index vial_open on immunisation.vial (lot_id) where closed_at is null;

create table immunisation.movement (
  id bigint generated always as identity primary key,
  lot_id uuid not null,
  facility_id text not null,
  at timestamptz not null,
  kind text not null check (kind in ('received', 'opened', 'used', 'wasted', 'counted', 'sent', 'locked', 'unlocked')),
  vials integer not null default 0,
  doses integer not null default 0,
  because text,
  by_account text not null
);
create index movement_by_lot on immunisation.movement (lot_id, at);
create index movement_by_facility on immunisation.movement (facility_id, at desc);

create table immunisation.fridge (
  id uuid primary key,
  facility_id text not null,
  name text not null,
  out_of_use_at timestamptz
);
create index fridge_by_facility on immunisation.fridge (facility_id);

create table immunisation.reading (
  fridge_id uuid not null,
  at timestamptz not null,
  celsius numeric(4, 1) not null,
  by_account text not null,
  note text,
  primary key (fridge_id, at)
);

create table immunisation.shot (
  bucket integer not null,
  immunization_id text not null,
  patient_id text not null,
  facility_id text not null,
  lot_id uuid not null,
  vial_id uuid not null,
  at timestamptz not null,
  primary key (bucket, immunization_id)
);
create index shot_by_lot on immunisation.shot (lot_id, at);

create table immunisation.reaction (
  bucket integer not null,
  id text not null,
  patient_id text not null,
  facility_id text not null,
  immunization_id text not null,
  lot_number text,
  severity text not null check (severity in ('common', 'severe')),
  began_at timestamptz not null,
  noted_at timestamptz not null,
  report_due_at timestamptz not null,
  reported_at timestamptz,
  reported_by text,
  primary key (bucket, id)
);
create index reaction_by_facility on immunisation.reaction (facility_id, noted_at desc);

create table immunisation.outgoing (
  immunization_id text primary key,
  patient_id text not null,
  state text not null check (state in ('waiting', 'told', 'refused', 'dismissed')),
  since timestamptz not null,
  not_before timestamptz not null,
  held_until timestamptz,
  tries integer not null default 0,
  because text,
  their_id text,
  told_at timestamptz
);
create index outgoing_waiting on immunisation.outgoing (not_before) where state = 'waiting';
create index outgoing_by_state on immunisation.outgoing (state, since);

create table immunisation.incoming (
  id uuid primary key,
  their_id text not null unique,
  state text not null check (state in ('taken', 'known', 'open', 'dismissed')),
  because text,
  at timestamptz not null,
  patient_id text,
  immunization_id text,
  sealed text,
  decided_by text
);
create index incoming_by_state on immunisation.incoming (state, at);
`;
