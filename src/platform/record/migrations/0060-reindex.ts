/**
 * How far search rows have been worked out anew, one row a scope: '*' for everything, else a resource type. Names no person. On the
 * coordinator of a cluster.
 */
export const up = `
create table record.reindex (
  scope text collate "C" not null primary key,
  started timestamptz not null,
  -- Null while there is something to do.
  finished timestamptz,
  -- Where to go on after a stop; null at the beginning.
  cursor text,
  seen bigint not null default 0,
  changed bigint not null default 0
);
`;
