/** Entries of the registers with what is known of each, events that are counted, talks, and growth tables. */
export const up = `
create schema if not exists programmes;

create table programmes.entry (
  bucket integer not null,
  id text not null,
  patient_id text not null,
  facility_id text not null,
  programme text not null,
  started_on date not null,
  ended_on date,
  stale boolean not null default true,
  heard_at timestamptz not null,
  planned_on date,
  facts jsonb not null default '{}',
  due_on date,
  late_on date,
  why jsonb,
  primary key (bucket, id)
);
create index entry_by_due on programmes.entry (facility_id, programme, due_on, id) where ended_on is null;
create index entry_by_start on programmes.entry (facility_id, programme, started_on desc, id);
create index entry_by_patient on programmes.entry (bucket, patient_id);
create index entry_stale on programmes.entry (heard_at) where stale;

create table programmes.happening (
  bucket integer not null,
  id text not null,
  patient_id text not null,
  facility_id text,
  programme text not null check (programme in ('injury', 'death')),
  on_day date not null,
  code text,
  seen boolean not null default false,
  primary key (bucket, programme, id)
);
create index happening_by_day on programmes.happening (facility_id, programme, on_day desc, id);
create index happening_unseen on programmes.happening (programme) where not seen;

create table programmes.talk (
  id text primary key,
  facility_id text not null,
  on_day date not null,
  topic text not null,
  form text,
  participants integer
);
create index talk_by_day on programmes.talk (facility_id, on_day desc, id);

create table programmes.growth_table (
  indicator text not null,
  sex text not null check (sex in ('male', 'female')),
  name text not null,
  lms jsonb not null,
  loaded_at timestamptz not null,
  primary key (indicator, sex)
);
`;
