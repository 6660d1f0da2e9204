/**
 * What rows tell that asks for more than care, ties that belong to the resource that shows them, and what closes a record.
 *
 * Rows that stand already count as not sensitive, and their ties as they were, until `sen reindex` has worked both out.
 */
export const up = `
-- Bits of what a version tells: HIV 1, mental health 2, reproductive health 4, violence 8, genetics 16, restricted 32; 64: reported by law.
alter table record.resource add column sensitive smallint not null default 0;
alter table record.history add column sensitive smallint not null default 0;

-- facility_id: who is tied to the person: an Organization's id, 'Practitioner/<id>', 'Patient/<id>', 'place:<code>' or 'account:<id>'.
-- source: the row that shows the tie, or the grant; all zeros: shown before there were sources. opens: sensitive bits that a tie opens by
-- itself; types: the only types that it opens.
alter table record.care_relation add column source uuid not null default '00000000-0000-0000-0000-000000000000';
alter table record.care_relation add column opens smallint not null default 0;
alter table record.care_relation add column types text[];
alter table record.care_relation drop constraint care_relation_pkey;
alter table record.care_relation add primary key (bucket, patient_id, facility_id, kind, source);

-- What shuts a record to those who are tied to it. kind: 'consent' is the person's will, 'guard' that colleagues need a reason.
-- grantees: whom it shuts out, null for everybody; spared: whom not. types: null for all. labels: sensitive bits of which a line has one,
-- 0 for every line. purposes: null for all. One resource shows several, in the order of part.
create table record.closing (
  bucket int not null,
  patient_id uuid not null,
  source uuid not null,
  part smallint not null,
  kind text collate "C" not null,
  grantees text[],
  spared text[],
  types text[],
  labels smallint not null,
  purposes text[],
  since timestamptz not null,
  until timestamptz,
  primary key (bucket, patient_id, source, part)
);
`;
