/**
 * What readings came to somebody's eye: complaints of persons and findings of rules, and what was decided; how many people each account
 * reads on a day and in which hours; how far the rules have read. Words of people are sealed.
 */
export const up = `
create schema if not exists access_log;

create table access_log.review (
  id uuid primary key,
  kind text not null check (kind in ('complaint', 'unusual')),
  facility_id text,
  account_id text not null,
  patient_id text,
  rules text[] not null,
  score integer not null,
  line_id uuid,
  day date not null,
  lines integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  raised_at timestamptz not null,
  raised_by text not null,
  words text,
  task_id text,
  acknowledge_by date not null,
  done_by date not null,
  acknowledged_at timestamptz,
  state text not null default 'open' check (state in ('open', 'confirmed', 'explained', 'closed')),
  decided_at timestamptz,
  decided_by text,
  reason text
);
create index review_of_facility on access_log.review (facility_id, state, raised_at desc);
create index review_by_time on access_log.review (state, raised_at desc);
create index review_raised_by on access_log.review (raised_by, raised_at desc);
create index review_of_account on access_log.review (account_id, day, patient_id);

create table access_log.habit (
  account_id text not null,
  day date not null,
  people integer not null,
  hours integer not null,
  primary key (account_id, day)
);

create table access_log.place (
  name text primary key,
  place text not null
);
`;
