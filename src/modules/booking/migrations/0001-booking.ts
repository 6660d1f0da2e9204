/**
 * Desks with their rules, how many places of a time are taken, bookings, who waits. All of a facility lies in the facility's bucket, so that a
 * booking is one conditional statement on one row. Nobody's name stands here.
 */
export const up = `
create schema if not exists booking;

create table booking.desk (
  bucket integer not null,
  id text not null,
  facility_id text not null,
  facility_name text not null,
  facility_kind text,
  address text,
  province text,
  commune text,
  sort_name text not null,
  name text not null,
  services text[] not null,
  spans jsonb not null,
  closed jsonb not null default '[]',
  active boolean not null default true,
  version integer not null default 1,
  changed_at timestamptz not null,
  primary key (bucket, id)
);
create index desk_facility on booking.desk (facility_id);
create index desk_place on booking.desk (province, commune) where active;

create table booking.slot (
  bucket integer not null,
  desk_id text not null,
  starts_at timestamptz not null,
  taken integer not null,
  primary key (bucket, desk_id, starts_at)
);

create table booking.booking (
  bucket integer not null,
  id text not null,
  group_id text not null,
  facility_id text not null,
  desk_id text not null,
  service text not null,
  patient_id text not null,
  day date not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state text not null check (state in ('held', 'booked', 'arrived', 'done', 'missed', 'cancelled', 'expired')),
  held_until timestamptz,
  waiting_id text,
  appointment_id text,
  by_account text not null,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  changed_by_desk text check (changed_by_desk in ('moved', 'cancelled')),
  kept boolean not null default false,
  reminded_at timestamptz,
  primary key (bucket, id)
);
create unique index booking_person_time on booking.booking (bucket, facility_id, patient_id, starts_at)
  where state in ('held', 'booked', 'arrived');
create unique index booking_person_day on booking.booking (bucket, facility_id, patient_id, service, day)
  where state in ('held', 'booked', 'arrived');
create index booking_group on booking.booking (bucket, group_id);
create index booking_desk on booking.booking (bucket, desk_id, starts_at);
create index booking_facility_day on booking.booking (bucket, facility_id, day, starts_at, id);
create index booking_patient on booking.booking (patient_id, starts_at);
create index booking_held on booking.booking (bucket, held_until) where state = 'held';
create index booking_to_remind on booking.booking (starts_at) where state = 'booked' and reminded_at is null;

create table booking.waiting (
  bucket integer not null,
  id text not null,
  facility_id text not null,
  desk_id text not null,
  service text not null,
  patient_id text not null,
  from_day date not null,
  to_day date not null,
  state text not null check (state in ('waiting', 'offered', 'taken', 'withdrawn', 'over')),
  by_account text not null,
  asked_at timestamptz not null,
  primary key (bucket, id)
);
create unique index waiting_person on booking.waiting (bucket, desk_id, patient_id, service) where state in ('waiting', 'offered');
create index waiting_order on booking.waiting (bucket, desk_id, asked_at, id) where state = 'waiting';
create index waiting_patient on booking.waiting (patient_id);

create table booking.secret (
  sole boolean primary key default true check (sole),
  sealed text not null
);
`;
