/**
 * The record's tables. `bucket` (0-4095) is the distribution column: first in every key, never updated. No triggers, no
 * foreign keys between differently distributed tables, nothing newer than PostgreSQL 15.
 */
export const up = `
create schema if not exists record;

-- Texts as they came, the resources of one write and one person together: JSON texts joined by U+001E, compressed with
-- zstd. Immutable; current rows and history point into it by (pack, part).
create table record.pack (
  bucket int not null,
  id bigint not null,
  body bytea not null,
  primary key (bucket, id)
);
alter table record.pack alter column body set storage external;

-- What is true now. patient: row id of the person whose compartment holds the row (a person's own row: itself).
-- fhir_id: only where another system chose the id. tokens: hashes of everything it can be found by; words: folded words
-- behind a short parameter mark; dates: triples (parameter mark, from, to) in ms; label: folded name for sorting.
create table record.resource (
  bucket int not null,
  version int not null,
  pack bigint not null,
  part smallint not null,
  updated timestamptz not null,
  id uuid not null,
  patient uuid,
  type text collate "C" not null,
  fhir_id text collate "C",
  label text collate "C",
  tokens bigint[] not null,
  dates float8[],
  words tsvector,
  primary key (bucket, id)
) with (fillfactor = 95);
create index resource_of_patient on record.resource (bucket, patient, type);
create index resource_by_time on record.resource (type, updated);
create index resource_by_label on record.resource (type, label, id) where label is not null;
create index resource_found_by on record.resource using gin (tokens, words) with (fastupdate = on, gin_pending_list_limit = 1024);
alter table record.resource alter column tokens set statistics 200;
alter table record.resource set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- Every version that is not current any more, and deletions (pack null). Append-only.
create table record.history (
  bucket int not null,
  version int not null,
  pack bigint,
  part smallint,
  updated timestamptz not null,
  id uuid not null,
  patient uuid,
  type text collate "C" not null,
  fhir_id text collate "C",
  primary key (bucket, id, version)
);
create index history_by_time on record.history (type, updated);
create index history_of_patient on record.history (bucket, patient);

-- Ids that other systems chose; bucket is that of the hash of type and id.
create table record.alias (
  bucket int not null,
  type text collate "C" not null,
  fhir_id text collate "C" not null,
  id uuid not null,
  primary key (bucket, type, fhir_id)
);

-- Identifiers: key is the first half of sha256 of type, system and value; bucket is that of the key. sole: active and of a
-- system in which a number belongs to one resource only. home: bucket of the resource.
create table record.identifier (
  bucket int not null,
  home int not null,
  key uuid not null,
  id uuid not null,
  sole boolean not null,
  primary key (bucket, key, id)
);
create unique index identifier_sole on record.identifier (bucket, key) where sole;

-- A resource that stands in the compartments of further persons; bucket is that of the further person, home that of the
-- resource.
create table record.shared (
  bucket int not null,
  home int not null,
  patient uuid not null,
  id uuid not null,
  primary key (bucket, patient, id)
);
create index shared_by_id on record.shared (id);

-- Which facility treats a person or has her in its charge; kept by the write path. until null: still true.
create table record.care_relation (
  bucket int not null,
  patient_id uuid not null,
  facility_id text collate "C" not null,
  kind text collate "C" not null,
  since timestamptz not null,
  until timestamptz,
  primary key (bucket, patient_id, facility_id, kind)
);
create index care_relation_of_facility on record.care_relation (facility_id, bucket, patient_id);

-- One row per transaction: what changed, in the same order in the four arrays. tx orders commits: a reader stops before
-- the oldest transaction that still runs, so a late commit is never skipped.
create table record.change (
  bucket int not null,
  seq bigint generated always as identity,
  tx xid8 not null,
  at timestamptz not null,
  ids uuid[] not null,
  types text[] not null,
  versions int[] not null,
  kinds text not null,
  primary key (bucket, seq)
);
create index change_in_order on record.change (tx, seq);

-- Slots that make conditional writes with the same condition wait for each other, on any node.
create table record.condition_slot (
  bucket int not null,
  slot int not null,
  primary key (bucket, slot)
) with (fillfactor = 50);
`;
