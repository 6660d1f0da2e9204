/**
 * What people were told. A notice lies with the person whose matter it is, its words sealed; `once` is a digest of its key, so that the same is
 * told once. `seen_by`: accounts that have read it.
 */
export const up = `
create schema if not exists messages;

create table messages.notice (
  bucket integer not null,
  id text not null,
  patient_id text not null,
  once text not null,
  kind text not null,
  urgent boolean not null,
  sealed text not null,
  told_at timestamptz not null,
  seen_by text[] not null default '{}',
  primary key (bucket, id)
);
create unique index notice_once on messages.notice (bucket, patient_id, once);
create index notice_of_patient on messages.notice (bucket, patient_id, told_at desc, id desc);
`;
