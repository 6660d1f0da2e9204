/**
 * Exports under way and their files. They name no person: who asked, what for, how far it is. The files themselves lie in the data
 * folder and go with the row. On the coordinator of a cluster.
 */
export const up = `
create table record.export (
  id uuid not null primary key,
  account_id text not null,
  actor jsonb not null,
  wish jsonb not null,
  request text not null,
  state text collate "C" not null,
  created timestamptz not null,
  finished timestamptz,
  -- Where to go on after a stop: the leg and its cursor, and the number of the next file.
  leg int not null default 0,
  cursor text,
  next_file int not null default 0,
  done float8 not null default 0,
  resources bigint not null default 0
);
create index export_by_account on record.export (account_id, state);
create table record.export_file (
  export_id uuid not null,
  number int not null,
  kind text collate "C" not null,
  type text collate "C" not null,
  count int not null,
  size bigint not null,
  sha256 text not null,
  primary key (export_id, number)
);
`;
