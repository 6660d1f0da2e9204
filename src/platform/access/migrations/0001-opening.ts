/**
 * Who opened whose record with a reason of her own, and what became of it when it was reviewed. The tie that such a reason makes stands in
 * record.care_relation under the same id and ends with it. `note` is free text about a person: it never leaves this table but to her
 * facility's supervisor and to who wrote it. On the coordinator of a cluster.
 */
export const up = `
create schema if not exists access;
create table access.opening (
  id uuid not null primary key,
  -- break-glass, sensitive
  kind text collate "C" not null,
  account_id text collate "C" not null,
  account_name text not null,
  roles text[] not null,
  facility_id text collate "C" not null,
  -- The person: her row and the id that she is read by.
  patient_row uuid not null,
  patient_id text collate "C" not null,
  reason text collate "C" not null,
  note text not null,
  opened_at timestamptz not null,
  until_at timestamptz not null,
  closed_at timestamptz,
  reviewed_by text collate "C",
  reviewed_at timestamptz,
  -- justified, unjustified
  outcome text collate "C",
  review_note text
);
create index opening_of_facility on access.opening (facility_id, opened_at desc);
create index opening_of_account on access.opening (account_id, opened_at desc);
create index opening_of_person on access.opening (patient_id, opened_at desc);
`;
