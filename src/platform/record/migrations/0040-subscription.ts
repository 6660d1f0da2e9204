/**
 * Who wants to be told what, and the numbered events that wait for each. Rows name no person: only which version of which row is
 * told. A subscription and its events share its bucket; the runner's place and the keys of sockets lie on the coordinator.
 */
export const up = `
create table record.subscription (
  bucket int not null,
  id uuid not null,
  fhir_id text collate "C" not null,
  account_id text collate "C" not null,
  -- Who asked, with the scopes of that moment; what the account may now is asked anew for each event.
  actor jsonb not null,
  version int not null,
  -- requested, active, error, off, deleted
  state text collate "C" not null,
  -- The resource with its headers sealed.
  resource jsonb not null,
  -- Transactions from here on are told; null: none.
  start_tx xid8,
  last_number bigint not null default 0,
  delivered_number bigint not null default 0,
  failures int not null default 0,
  next_at timestamptz not null,
  last_sent timestamptz,
  last_delivered timestamptz,
  last_fault text collate "C",
  changed timestamptz not null,
  primary key (bucket, id)
);
create table record.subscription_event (
  bucket int not null,
  subscription uuid not null,
  number bigint not null,
  at timestamptz not null,
  focus uuid not null,
  version int not null,
  type text collate "C" not null,
  kind text collate "C" not null,
  primary key (bucket, subscription, number)
);
create table record.subscription_runner (
  one boolean not null default true check (one) primary key,
  seal_key bytea not null,
  cursor text collate "C" not null default '',
  holder uuid,
  until timestamptz
);
create table record.subscription_token (
  hash text collate "C" not null primary key,
  account_id text collate "C" not null,
  subscriptions uuid[] not null,
  expires timestamptz not null
);
`;
