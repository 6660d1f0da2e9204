/** Lines to registers of the state, how they are, what they pushed, and answers of theirs that were refused. */
export const up = `
create table doors.register_line (
  register text primary key,
  id uuid not null,
  url text not null,
  ca text not null,
  cert text not null,
  sealed_key text not null,
  sealed_secret text not null,
  is_simulated boolean not null,
  set_at timestamptz not null,
  state text not null default 'unknown' check (state in ('unknown', 'up', 'down')),
  since timestamptz,
  fault text,
  answered_at timestamptz
);

create table doors.register_report (
  id bigint generated always as identity primary key,
  register text not null,
  at timestamptz not null,
  kind text not null,
  count integer not null,
  request_id text not null
);
create index register_report_by_time on doors.register_report (register, at desc);

create table doors.register_update (
  id uuid primary key,
  register text not null,
  their_id text not null,
  kind text not null,
  at timestamptz not null,
  received_at timestamptz not null,
  sealed text not null,
  unique (register, their_id)
);
`;
