/** Requests for data without names, who agreed, what was prepared, and every copy that left. Few rows but `person`; plain tables suffice. */
export const up = `
create schema if not exists data_requests;

create table data_requests.request (
  id uuid primary key,
  number bigint generated always as identity,
  asked_by text not null,
  asked_by_name text not null,
  asked_at timestamptz not null,
  purpose text not null,
  ground text not null,
  wish jsonb not null,
  ends_on date not null,
  state text not null check (state in ('waiting', 'preparing', 'ready', 'refused', 'withdrawn', 'ended')),
  secret text not null,
  step text not null default 'gather' check (step in ('gather', 'write', 'done')),
  cursor text,
  gathered integer not null default 0,
  written integer not null default 0,
  left_out integer not null default 0,
  fault text
);
create index request_by_time on data_requests.request (asked_at desc, id);
create index request_of on data_requests.request (asked_by, asked_at desc);

create table data_requests.decision (
  request_id uuid not null references data_requests.request (id),
  desk text not null check (desk in ('owner', 'protection')),
  by text not null,
  by_name text not null,
  at timestamptz not null,
  agrees boolean not null,
  words text not null,
  primary key (request_id, desk)
);

create table data_requests.person (
  request_id uuid not null references data_requests.request (id),
  patient_id text not null,
  key text not null,
  sex text not null,
  birth integer,
  province text not null,
  primary key (request_id, patient_id),
  unique (request_id, key)
);

create table data_requests.part (
  request_id uuid not null references data_requests.request (id),
  table_name text not null,
  number integer not null,
  sha256 text not null,
  rows integer not null,
  primary key (request_id, table_name, number)
);

create table data_requests.copy (
  id uuid primary key,
  number bigint generated always as identity,
  request_id uuid not null references data_requests.request (id),
  table_name text not null,
  by text not null,
  at timestamptz not null,
  secret text not null
);
create index copy_of_request on data_requests.copy (request_id, table_name);
`;
