/**
 * How an account wants to be told outside the app, and what is on its way. All of it lies in the bucket of the reader's own Patient. An `outing` is
 * one notice that waits to be told to one account; a `turn` is one interruption, which may tell of several. Neither holds words.
 */
export const up = `
create table messages.choice (
  bucket integer not null,
  patient_id text not null,
  account_id text not null,
  language text not null check (language in ('vi', 'en')),
  ways jsonb not null,
  quiet_from smallint not null check (quiet_from between 0 and 1439),
  quiet_to smallint not null check (quiet_to between 0 and 1439),
  most smallint not null check (most between 1 and 20),
  changed_at timestamptz not null,
  primary key (bucket, account_id)
);
create index choice_of_patient on messages.choice (bucket, patient_id);

create table messages.endpoint (
  bucket integer not null,
  id text not null,
  patient_id text not null,
  account_id text not null,
  sealed text not null,
  made_at timestamptz not null,
  primary key (bucket, account_id, id)
);
create index endpoint_name on messages.endpoint (id);

create table messages.outing (
  bucket integer not null,
  patient_id text not null,
  account_id text not null,
  notice_id text not null,
  kind text not null,
  ways text[] not null,
  urgent boolean not null,
  due_at timestamptz not null,
  state text not null check (state in ('waiting', 'told', 'kept')),
  primary key (bucket, account_id, notice_id)
);
create index outing_due on messages.outing (due_at) where state = 'waiting';
create index outing_notice on messages.outing (notice_id);

create table messages.turn (
  bucket integer not null,
  id text not null,
  patient_id text not null,
  account_id text not null,
  urgent boolean not null,
  push_kinds text[] not null,
  letter_kinds text[] not null,
  told_at timestamptz not null,
  primary key (bucket, id)
);
create index turn_of_account on messages.turn (bucket, account_id, told_at);

create table messages.vapid_key (
  sole boolean primary key default true check (sole),
  public_key text not null,
  sealed text not null,
  made_at timestamptz not null
);
`;
