/**
 * Who issues, whose certificates, what is signed, and what is being signed. Private keys lie sealed. `signed` is asked before every
 * change of the record, so it is spread like the record and found by name alone.
 */
export const up = `
create schema if not exists signatures;

create table signatures.authority (
  kind text primary key check (kind in ('root', 'issuing', 'ocsp', 'tsa')),
  certificate bytea not null,
  sealed_key text not null,
  base_url text,
  made_at timestamptz not null
);

create table signatures.certificate (
  serial text primary key,
  practitioner_id text not null,
  facility_id text not null,
  name text not null,
  licence text not null,
  facility_name text not null,
  keeper text not null check (keeper in ('software', 'token', 'remote', 'device')),
  der bytea not null,
  sealed_key text,
  place jsonb not null default '{}',
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  issued_by text not null,
  issued_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  revoke_reason text
);
create index certificate_by_worker on signatures.certificate (practitioner_id, facility_id, valid_to desc);
create index certificate_by_time on signatures.certificate (issued_at desc, serial);

create table signatures.signed (
  bucket int not null,
  type text not null,
  fhir_id text not null,
  version int not null,
  part text not null check (part in ('target', 'signature')),
  provenance_id text not null,
  serial text not null,
  signed_at timestamptz not null,
  superseded_by text,
  superseded_why text,
  primary key (bucket, type, fhir_id, version)
);

create table signatures.document (
  code text primary key,
  sha256 text not null,
  kind text not null,
  patient_id text,
  made_by text not null,
  made_at timestamptz not null
);
create index document_by_person on signatures.document (patient_id);

create table signatures.sign_order (
  id uuid primary key,
  account_id text not null,
  practitioner_id text not null,
  facility_id text not null,
  display text not null,
  serial text not null,
  state text not null check (state in ('waiting', 'signing', 'done', 'refused')),
  total int not null,
  confirmed_at timestamptz not null,
  asked_at timestamptz,
  remote_id text,
  finished_at timestamptz,
  fault text
);
create index sign_order_by_worker on signatures.sign_order (account_id, confirmed_at desc);
create index sign_order_open on signatures.sign_order (confirmed_at) where state in ('waiting', 'signing');

create table signatures.order_item (
  order_id uuid not null references signatures.sign_order (id),
  position int not null,
  title text not null,
  targets text[] not null,
  state text not null check (state in ('waiting', 'signed', 'refused')),
  provenance_id text,
  fault text,
  primary key (order_id, position)
);

create table signatures.service (
  name text primary key,
  settings jsonb not null,
  set_at timestamptz not null
);
`;
