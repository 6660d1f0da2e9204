/**
 * The index that matching asks: for each person her features, sealed, and tokens of what she may be found by, made with the key of the
 * search index. `no` stands beside every token, four bytes are enough for it there. Models, sweeps, numbers of temporary codes.
 */
export const up = `
create schema if not exists registry;

create table registry.person (
  no bigint generated always as identity primary key,
  person_id text not null unique,
  keys bigint[] not null,
  features text not null,
  changed_at timestamptz not null,
  checked_at timestamptz
);
create index person_unchecked on registry.person (no) where checked_at is null;

create table registry.match_key (
  key bigint not null,
  no int not null,
  primary key (key, no)
);

create table registry.model (
  version text primary key,
  state text not null check (state in ('in-use', 'proposed', 'former')),
  model jsonb not null,
  learnt_at timestamptz not null,
  learnt_by text not null
);
create unique index model_in_use on registry.model (state) where state = 'in-use';

create table registry.sweep (
  id uuid primary key,
  state text not null check (state in ('running', 'done', 'stopped')),
  model text not null,
  next_key bigint,
  people int not null,
  compared bigint not null default 0,
  certain int not null default 0,
  probable int not null default 0,
  possible int not null default 0,
  histogram int[] not null,
  progress real not null default 0,
  started_at timestamptz not null,
  finished_at timestamptz
);
create index sweep_by_time on registry.sweep (started_at desc);

create table registry.wide_block (
  sweep_id uuid not null references registry.sweep (id) on delete cascade,
  key bigint not null,
  primary key (sweep_id, key)
);

create table registry.told_pair (
  person_id text not null,
  other_id text not null,
  grade text not null,
  told_at timestamptz not null,
  primary key (person_id, other_id)
);
create index told_pair_other on registry.told_pair (other_id);

create table registry.rebuild (
  id uuid primary key,
  state text not null check (state in ('running', 'done')),
  cursor text,
  done int not null default 0,
  started_at timestamptz not null
);

create table registry.code_number (
  facility text not null,
  day date not null,
  last int not null,
  primary key (facility, day)
);
`;
