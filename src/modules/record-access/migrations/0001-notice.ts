/**
 * That somebody has to be told of an opening: the person (by her FHIR id) or the supervisors of a facility (by its id). Made by the event
 * of the opening; ids alone, since who opened and why stands with the opening. `seen_by`: accounts that have looked.
 */
export const up = `
create schema if not exists record_access;

create table record_access.notice (
  audience text not null check (audience in ('person', 'supervisor')),
  whom text not null,
  grant_id uuid not null,
  kind text not null,
  opened_at timestamptz not null,
  seen_by text[] not null default '{}',
  primary key (audience, whom, grant_id)
);
`;
