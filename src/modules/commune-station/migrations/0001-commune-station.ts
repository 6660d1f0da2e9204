/**
 * The work of a station: who waits, which months were counted, and how their reports went. No name, no diagnosis stands here; what a closed
 * month counted is kept by ids, sealed.
 */
export const up = `
create schema if not exists commune_station;

create table commune_station.station (
  id text primary key,
  name text not null,
  province text,
  since timestamptz not null
);
create index station_province on commune_station.station (province);

create table commune_station.touched (
  no bigint generated always as identity primary key,
  station_id text not null,
  period text not null,
  at timestamptz not null
);

create table commune_station.month (
  station_id text not null,
  period text not null,
  figures jsonb not null,
  counted_at timestamptz not null,
  primary key (station_id, period)
);

create table commune_station.closing (
  id uuid primary key,
  level text not null check (level in ('station', 'province')),
  owner_id text not null,
  owner_name text not null,
  province text,
  period text not null,
  version integer not null,
  state text not null check (state in ('sent', 'returned', 'approved')),
  figures jsonb not null,
  sealed_lines text,
  paper text,
  signed boolean not null,
  due_on date not null,
  closed_at timestamptz not null,
  closed_by text not null,
  closed_by_name text not null,
  decided_at timestamptz,
  decided_by_name text,
  reason text,
  unique (level, owner_id, period, version)
);
create index closing_province on commune_station.closing (province, period);

create table commune_station.place (
  id uuid primary key,
  station_id text not null,
  day date not null,
  number integer not null,
  patient_id text not null,
  state text not null check (state in ('waiting', 'inside', 'done', 'left')),
  urgent boolean not null default false,
  appointment_id text,
  arrived_at timestamptz not null,
  changed_at timestamptz not null,
  unique (station_id, day, number)
);
create index place_patient on commune_station.place (patient_id);
`;
