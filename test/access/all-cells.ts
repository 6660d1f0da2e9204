import type { Actor } from '#platform/access/actor.ts';
import { reachConditionOf, reachOf, rowsOfPersonReached } from '#platform/record/reach.ts';
import { rowColumns, type Row } from '#platform/record/rows.ts';
import { createSamePersons } from '#platform/record/same-person/same-persons.ts';
import { SqlText } from '#platform/record/search/sql-text.ts';
import type { Database } from '#platform/sql/database.ts';
import { personalTypesList } from './types.ts';
import type { World } from './world.ts';

const types = ['Patient', ...personalTypesList];

/** Ids of all lines of the world that one who reads single lines is let see: what each person's ties open is decided once a person. */
export async function openByDecision(database: Database, actor: Actor, world: World): Promise<Set<string>> {
  const reach = await reachOf(database, actor, createSamePersons({ database }));
  const { rows } = await database.query<Row>(
    `select ${rowColumns} from record.resource r where r.id = any ($1::uuid[])`,
    [world.lines.map(({ id }) => id)],
  );
  const open = new Set<string>();
  for (const [person, hers] of Map.groupBy(rows, ({ patient, id }) => patient ?? id))
    for (const { id } of await rowsOfPersonReached(database, reach, person, hers, new Date())) open.add(id);
  return open;
}

/** The same by the condition that searches, lists, counts and exports carry, for all types and persons in one statement. */
export async function openByStatement(database: Database, actor: Actor, world: World): Promise<Set<string>> {
  const reach = await reachOf(database, actor, createSamePersons({ database }));
  const readable = types.filter((type) => reach.scope.may('search', type));
  if (readable.length === 0) return new Set();
  const sql = new SqlText();
  const lines = sql.value(world.lines.map(({ id }) => id));
  const condition = reachConditionOf(reach, readable, sql, new Date());
  const { rows } = await database.query<{ id: string }>(
    `select r.id from record.resource r where r.type = any (${sql.value(readable)}::text[]) and r.id = any (${lines}::uuid[])
     ${condition === '' ? '' : `and ${condition}`}`,
    sql.values,
  );
  return new Set(rows.map(({ id }) => id));
}
