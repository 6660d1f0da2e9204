/**
 * ViewDefinitions of SQL on FHIR 2. They are no R4 resource and hold nothing of a person: a small table of its own, on the
 * coordinator of a cluster, asked once a run.
 */
export const up = `
create table record.view_definition (
  id text collate "C" not null primary key,
  url text collate "C",
  name text,
  resource text collate "C" not null,
  version int not null,
  updated timestamptz not null,
  account_id text not null,
  body text not null
);
create index view_definition_by_url on record.view_definition (url) where url is not null;
`;
