/** Who sends text messages for this installation, its key sealed, and what kinds a turn told by them. */
export const up = `
alter table messages.turn add column sms_kinds text[] not null default '{}';

create table messages.sms_provider (
  sole boolean primary key default true check (sole),
  url text not null,
  sealed text not null,
  set_at timestamptz not null
);
`;
