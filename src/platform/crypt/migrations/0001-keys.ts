/**
 * Keys of this installation, none of them in the clear. The root is closed by the master key, which is not in the database; every other
 * key is closed by the root. On the coordinator of a cluster.
 */
export const up = `
create schema if not exists crypt;

-- One row. master: which key closes it.
create table crypt.root (
  single boolean not null primary key default true check (single),
  generation int not null,
  master text not null,
  wrapped bytea not null,
  made_at timestamptz not null default now()
);

-- A key of a purpose and a range of buckets. It closes what is new from active_from on, when every process has read it. wrapped is null
-- once it was destroyed: what it closed stays closed for ever.
create table crypt.data_key (
  purpose text collate "C" not null,
  range int not null,
  generation int not null,
  wrapped bytea,
  made_at timestamptz not null default now(),
  active_from timestamptz not null default now(),
  destroyed_at timestamptz,
  primary key (purpose, range, generation)
);

-- How far what a rotation of a purpose and range closes anew has come.
create table crypt.rotation (
  purpose text collate "C" not null,
  range int not null,
  generation int not null,
  cursor text,
  seen bigint not null default 0,
  changed bigint not null default 0,
  started timestamptz not null default now(),
  finished timestamptz,
  primary key (purpose, range)
);
`;
