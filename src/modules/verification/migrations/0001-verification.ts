/** How people stand with the registers, who is to be looked at, what is to be repaired, and the bulk runs. Values lie sealed. */
export const up = `
create schema if not exists verification;

create table verification.result (
  bucket integer not null,
  patient_id text not null,
  register text not null,
  outcome text not null,
  risk text not null,
  fields jsonb not null,
  at timestamptz not null,
  patient_version text not null,
  resource_id text not null,
  tried_at timestamptz,
  fault text,
  primary key (bucket, patient_id, register)
);

create table verification.due (
  bucket integer not null,
  patient_id text not null,
  register text not null,
  why text not null,
  since timestamptz not null,
  not_before timestamptz not null,
  tries integer not null default 0,
  held_until timestamptz,
  primary key (bucket, patient_id, register)
);
create index due_by_time on verification.due (not_before);

create table verification.task (
  bucket integer not null,
  id text not null,
  patient_id text not null,
  register text not null,
  kind text not null,
  state text not null check (state in ('open', 'proposed', 'closed')),
  risk text not null,
  facility_id text,
  version integer not null default 1,
  opened_at timestamptz not null,
  opened_by text not null,
  due_on date not null,
  sealed_theirs text,
  fields jsonb not null,
  take jsonb,
  reason text,
  ground text,
  note text,
  proposed_by text,
  proposed_by_name text,
  proposed_at timestamptz,
  paper_sha256 text,
  paper_type text,
  paper_size integer,
  answer text,
  decided_by text,
  decided_by_name text,
  decided_at timestamptz,
  ending text,
  without_visit boolean,
  primary key (bucket, id)
);
create unique index task_open on verification.task (bucket, patient_id, register) where state <> 'closed';
create index task_of_facility on verification.task (facility_id, state, due_on);
create index task_by_state on verification.task (state, due_on);
create index task_closed on verification.task (decided_at) where state = 'closed';

create table verification.run (
  id uuid primary key,
  register text not null,
  state text not null check (state in ('running', 'waiting', 'done', 'stopped')),
  started_at timestamptz not null,
  started_by text not null,
  ended_at timestamptz,
  waiting_since timestamptz,
  fault text,
  cursor text,
  total integer not null,
  looked_at integer not null default 0,
  asked integer not null default 0,
  counts jsonb not null default '{}',
  working_ms bigint not null default 0,
  held_until timestamptz,
  held_by text
);
create unique index run_under_way on verification.run (register) where state in ('running', 'waiting');
`;
