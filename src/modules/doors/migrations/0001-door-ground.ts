/** Sources, quarantine and corrections of all doors. Rows are small and found by source, so plain tables suffice on every engine. */
export const up = `
create schema if not exists doors;

create table doors.source (
  id uuid primary key,
  door text not null,
  sender text not null,
  facility text,
  bound boolean not null default false,
  file_name text,
  sha256 text not null,
  size bigint not null,
  received_at timestamptz not null,
  state text not null check (state in ('received', 'taking', 'taken', 'partly', 'refused')),
  reason text,
  cursor bigint not null default 0,
  units integer not null default 0,
  taken integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  retired integer not null default 0,
  quarantined integer not null default 0,
  resources integer not null default 0,
  warnings jsonb not null default '{}',
  lease_holder text,
  lease_until timestamptz,
  finished_at timestamptz,
  unique (door, sender, sha256)
);
create index source_by_time on doors.source (received_at desc, id desc);
create index source_unfinished on doors.source (lease_until) where state in ('received', 'taking');

create table doors.quarantine (
  id uuid primary key,
  source_id uuid not null references doors.source (id),
  door text not null,
  unit bigint not null,
  visit text,
  table_name text not null,
  line integer not null,
  field text not null,
  value text,
  rule text not null,
  text_vi text not null,
  text_en text not null,
  raw text,
  line_fields jsonb,
  state text not null check (state in ('open', 'mended', 'dismissed')),
  note text,
  decided_by text,
  decided_at timestamptz,
  created_at timestamptz not null,
  unique (source_id, unit, table_name, line, field, rule)
);
create index quarantine_by_state on doors.quarantine (state, created_at desc, id desc);

create table doors.correction (
  id uuid primary key,
  source_id uuid not null references doors.source (id),
  unit bigint not null,
  table_name text not null,
  line integer not null,
  field text not null,
  value_before text,
  value_after text not null,
  made_by text not null,
  made_at timestamptz not null
);
create index correction_by_source on doors.correction (source_id, unit, made_at);

create table doors.visit (
  bucket integer not null,
  facility text not null,
  visit text not null,
  patient_id uuid not null,
  content_hash text not null,
  anchor timestamptz not null,
  source_id uuid not null,
  unit bigint not null,
  resources text[] not null,
  taken_at timestamptz not null,
  primary key (bucket, facility, visit)
);
`;
