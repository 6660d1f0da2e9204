/**
 * A ticket refers to its link; only what opens once moves into it. `refused_at`: when the audit last told that a link that opens nothing any
 * more was asked for. An opening whose reader was erased says nothing of her.
 */
export const up = `
alter table sharing.ticket alter column content drop not null;
create index ticket_of on sharing.ticket (link_id, until desc);
alter table sharing.link add column refused_at timestamptz;
alter table sharing.opening alter column said drop not null;
create index opening_by on sharing.opening (account_id) where account_id is not null;
`;
