/** Who is to be looked at, alerts with how they stand, rules that are silenced, and how far the day's walk is. Words of a person lie sealed. */
export const up = `
create schema if not exists assistant;

create table assistant.watch (
  bucket integer not null,
  patient_id text not null,
  stale boolean not null default true,
  heard_at timestamptz not null,
  look_at timestamptz,
  readings_until timestamptz,
  results_until timestamptz,
  medicines_until timestamptz,
  primary key (bucket, patient_id)
);
create index watch_stale on assistant.watch (heard_at) where stale;
create index watch_by_time on assistant.watch (look_at);

create table assistant.alert (
  bucket integer not null,
  id text not null,
  patient_id text not null,
  facility_id text,
  rule text not null,
  rule_version text not null,
  stage text not null,
  asks text not null check (asks in ('person', 'facility')),
  urgent boolean not null,
  state text not null check (state in ('open', 'answered', 'ended')),
  opened_at timestamptz not null,
  staged_at timestamptz not null,
  due_at timestamptz not null,
  joined integer not null default 0,
  sealed_grounds text not null,
  answer text check (answer in ('measured', 'done', 'acted', 'handed-over', 'not-useful')),
  closed_at timestamptz,
  answered_by text,
  answered_by_name text,
  sealed_answer text,
  primary key (bucket, id)
);
create unique index alert_open on assistant.alert (bucket, patient_id, rule) where state = 'open';
create index alert_of_patient on assistant.alert (bucket, patient_id, rule, closed_at);
create index alert_of_facility on assistant.alert (facility_id, due_at, id) where state = 'open' and asks = 'facility';
create index alert_closed on assistant.alert (facility_id, closed_at desc, id) where state <> 'open' and asks = 'facility';
create index alert_by_rule on assistant.alert (rule, opened_at);

create table assistant.rule_state (
  rule text primary key,
  silenced_at timestamptz,
  counts_from timestamptz
);
create table assistant.rule_change (
  id uuid primary key,
  rule text not null,
  at timestamptz not null,
  what text not null check (what in ('silenced', 'resumed')),
  by_account text not null,
  by_name text not null,
  reason text not null
);
create index rule_change_by_rule on assistant.rule_change (rule, at desc);

create table assistant.walk (
  day date not null,
  source text not null,
  after text,
  done boolean not null default false,
  primary key (day, source)
);
`;
