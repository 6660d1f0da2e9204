/**
 * Whether the tokens of the search index and the keys of numbers are made with the key of the index (1) or, in a store that is older than
 * that key, without (0). moving: how far `sen keys index` has come; servers wait outside meanwhile. On the coordinator of a cluster.
 */
export const up = `
create table record.index_key (
  sole boolean not null primary key default true check (sole),
  generation int not null,
  moving boolean not null default false
);
insert into record.index_key (generation) select case when exists (select 1 from record.resource) then 0 else 1 end;
`;
