/**
 * Records that were found to be of one person. Patient.link of type replaced-by is the truth; the write path keeps these rows with it in
 * the same transaction. References stay as they are: readers follow these rows.
 */
export const up = `
-- One row for each record of a person who has several. survivor: the record that lives on; replaced_by: the next one on the way there,
-- null for the survivor; members: row ids of all, the survivor first; names: their FHIR ids in the same order.
create table record.same_person (
  bucket int not null,
  id uuid not null,
  survivor uuid not null,
  replaced_by uuid,
  members uuid[] not null,
  names text[] not null,
  generation bigint not null,
  primary key (bucket, id)
);
create index same_person_by_generation on record.same_person (generation);

-- Whoever joins or parts persons waits for the others here, on one node; servers see by it that somebody did.
create table record.same_person_turn (
  sole boolean not null primary key default true check (sole),
  generation bigint not null
);
insert into record.same_person_turn (generation) values (0);

-- Who sees a person is asked in the bucket of each of her records: what one of them shows is copied to the others. via: the record that
-- shows it; null for what a record shows itself.
alter table record.care_relation add column via uuid;
alter table record.closing add column via uuid;

-- An id that stood in one person's record and, deleted there, now stands in another's: the rows that it named before.
alter table record.alias add column former uuid[];
`;
