/**
 * Who asked that something be erased for good, why, on what ground, and who agreed. The id that other systems chose may itself tell of a
 * person: it is forgotten with the rest. On the coordinator of a cluster.
 */
export const up = `
create table record.expunge_request (
  id uuid not null primary key,
  type text collate "C" not null,
  row_id uuid not null,
  fhir_id text collate "C",
  reason text not null,
  legal_ground text not null,
  -- waiting, done, withdrawn
  state text collate "C" not null,
  asked_by text collate "C" not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by text collate "C",
  decided_at timestamptz,
  counts jsonb
);
create unique index expunge_request_waiting on record.expunge_request (row_id) where state = 'waiting';
`;
