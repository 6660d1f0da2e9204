/**
 * The queue of a facility's day by numbers alone, kept beside the Appointments that are its places, whatever door they come through: the last
 * number given, so that the next is one step, and how each place stands, so that a board need not read the record. Nobody is named here.
 */
export const up = `
create table commune_station.queue_number (
  facility_id text not null,
  day date not null,
  last integer not null,
  primary key (facility_id, day)
);

create table commune_station.queue_place (
  facility_id text not null,
  appointment_id text not null,
  day date not null,
  number integer not null,
  state text not null check (state in ('waiting', 'inside', 'done', 'left')),
  urgent boolean not null,
  arrived_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (facility_id, appointment_id)
);
create index queue_place_day on commune_station.queue_place (facility_id, day, number);
`;
