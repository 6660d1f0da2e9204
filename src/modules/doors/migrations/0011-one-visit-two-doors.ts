/**
 * What HL7 v2 said of a visit that carries MA_LK, and, once a claim speaks of the same visit, each door's own words beside each other:
 * from both the record's lines are worked out anew whenever one of them speaks. `place` is where a line stands in the record.
 */
export const up = `
create table doors.hl7_visit (
  bucket integer not null,
  facility text not null,
  visit text not null,
  patient_id text not null,
  anchor timestamptz not null,
  resources text[] not null,
  taken_at timestamptz not null,
  primary key (bucket, facility, visit)
);

create table doors.visit_statement (
  bucket integer not null,
  facility text not null,
  visit text not null,
  door text not null check (door in ('insurance', 'hl7v2')),
  reference text not null,
  place text,
  source_id uuid,
  content text not null,
  primary key (bucket, facility, visit, door, reference)
);

alter table doors.hl7_sender add column visit_number text not null default 'own' check (visit_number in ('own', 'ma-lk'));
`;
