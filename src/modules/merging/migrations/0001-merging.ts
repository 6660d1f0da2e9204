/**
 * Pairs of records that may be of one person, what was decided on them, what was joined and parted, and what went where. Ids, states and
 * scores; words of people are sealed. What stood in the records before stands in the versions of the record itself.
 */
export const up = `
create schema if not exists merging;

-- Whoever joins or parts at the desk waits for the others here.
create table merging.turn (sole boolean not null primary key default true check (sole));
insert into merging.turn default values;

-- low_id < high_id: FHIR ids of the two Patients. risk: how dangerous a wrong decision would be, 0 to 100.
create table merging.pair (
  id uuid primary key,
  low_id text collate "C" not null,
  high_id text collate "C" not null,
  state text not null check (state in ('waiting', 'unsure', 'proposed', 'joined', 'distinct')),
  source text not null check (source in ('registry', 'hand')),
  risk smallint not null,
  score float8,
  grade text,
  explanation jsonb,
  found_at timestamptz not null,
  decided_by text,
  decided_by_name text,
  decided_at timestamptz,
  words text,
  unique (low_id, high_id)
);
create index pair_in_order on merging.pair (state, risk desc, found_at, id);
create index pair_of_low on merging.pair (low_id);
create index pair_of_high on merging.pair (high_id);

-- What one officer proposes and another one has to agree to. choices: field names and whose value, never a value.
create table merging.proposal (
  pair_id uuid primary key references merging.pair (id),
  survivor_id text not null,
  choices jsonb not null,
  versions jsonb not null,
  words text not null,
  by text not null,
  by_name text not null,
  at timestamptz not null
);

create table merging.merge (
  id uuid primary key,
  pair_id uuid references merging.pair (id),
  other_id text collate "C" not null,
  survivor_id text collate "C" not null,
  other_before int not null,
  other_after int not null,
  survivor_before int not null,
  survivor_after int not null,
  choices jsonb not null,
  risk smallint not null,
  words text not null,
  provenance_id text not null,
  by text not null,
  by_name text not null,
  agreed_by text,
  agreed_by_name text,
  facility_id text,
  at timestamptz not null,
  parted_at timestamptz,
  parted_by text,
  parted_by_name text,
  parted_words text,
  parted_provenance_id text
);
create index merge_by_time on merging.merge (at desc, id);
create index merge_of_other on merging.merge (other_id);
create index merge_of_survivor on merging.merge (survivor_id, at);

create table merging.split (
  id uuid primary key,
  from_id text collate "C" not null,
  to_id text collate "C" not null,
  words text not null,
  by text not null,
  by_name text not null,
  facility_id text,
  at timestamptz not null
);
create index split_by_time on merging.split (at desc, id);
create index split_of_from on merging.split (from_id);
create index split_of_to on merging.split (to_id);

-- Lines that came after a joining, or were chosen in a split: where they went, or that somebody has to say.
create table merging.line (
  id uuid primary key,
  merge_id uuid references merging.merge (id),
  split_id uuid references merging.split (id),
  reference text collate "C" not null,
  from_id text not null,
  to_id text not null,
  state text not null check (state in ('moved', 'stayed', 'superseded', 'waiting')),
  how text not null check (how in ('origin', 'hand')),
  by text,
  at timestamptz not null
);
create index line_of_merge on merging.line (merge_id, state);
create index line_of_split on merging.line (split_id);

-- What a person says who thinks that her record was joined or parted wrongly.
create table merging.objection (
  id uuid primary key,
  merge_id uuid references merging.merge (id),
  split_id uuid references merging.split (id),
  by text not null,
  at timestamptz not null,
  words text not null,
  state text not null default 'open' check (state in ('open', 'answered')),
  answer text,
  answered_by_name text,
  answered_at timestamptz
);
create index objection_by_state on merging.objection (state, at);
create index objection_of on merging.objection (by, at desc);
`;
