/**
 * What the directory shows and finds, kept beside the record as it is written; the record stays the truth. A country has some 50,000
 * facilities and half a million health workers: plain tables suffice. Nobody's name stands here but that of facilities.
 */
export const up = `
create schema if not exists directory;

create table directory.facility (
  id text primary key,
  code text not null,
  name text not null,
  kind text not null,
  level text,
  ownership text,
  province text,
  commune text,
  card jsonb not null default '{}',
  site text,
  state text not null default 'open',
  note text,
  hours jsonb not null default '[]',
  latitude double precision,
  longitude double precision,
  services text[] not null default '{}',
  beds integer not null default 0,
  rank smallint not null default 0,
  sort_name text not null,
  words tsvector not null
);
create index facility_words on directory.facility using gin (words);
create index facility_services on directory.facility using gin (services);
create index facility_order on directory.facility (rank, sort_name, id);
create index facility_province on directory.facility (province, rank, sort_name, id);
create index facility_code on directory.facility (code);

create table directory.service (
  id text primary key,
  facility_id text not null,
  service text,
  department text,
  beds integer
);
create index service_facility on directory.service (facility_id);

create table directory.licence (
  practitioner_id text not null,
  number text not null,
  number_key text not null,
  kind text not null,
  scope text,
  valid_from date,
  valid_to date,
  primary key (practitioner_id, number)
);
create index licence_number on directory.licence (number_key);
create index licence_end on directory.licence (valid_to);

create table directory.post (
  id text primary key,
  practitioner_id text not null,
  facility_id text not null,
  title text,
  active boolean not null
);
create index post_practitioner on directory.post (practitioner_id);
create index post_facility on directory.post (facility_id);

create table directory.worker_number (
  practitioner_id text primary key,
  hash text not null unique,
  sealed text not null
);

create table directory.secret (
  sole boolean primary key default true check (sole),
  sealed text not null
);

create table directory.change (
  id uuid primary key,
  subject text not null,
  at timestamptz not null,
  by text not null,
  by_name text not null,
  fields text[] not null,
  import_id uuid
);
create index change_of on directory.change (subject, at desc);

create table directory.import (
  id uuid primary key,
  kind text not null check (kind in ('facilities', 'practitioners')),
  file_name text not null,
  sha256 text not null,
  by text not null,
  by_name text not null,
  at timestamptz not null,
  places text[],
  state text not null check (state in ('reading', 'ready', 'applying', 'done', 'stopped', 'broken')),
  lines integer not null default 0,
  read_lines integer not null default 0,
  applied integer not null default 0,
  reason text,
  head jsonb not null default '{}'
);
create index import_newest on directory.import (at desc, id desc);

create table directory.import_line (
  import_id uuid not null references directory.import (id),
  line integer not null,
  outcome text not null,
  state text not null default 'planned' check (state in ('planned', 'done', 'refused')),
  sealed text not null,
  primary key (import_id, line)
);
create index import_line_outcome on directory.import_line (import_id, outcome, line);
`;
