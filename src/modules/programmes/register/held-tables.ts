import type { HeldReference } from '#platform/module/define-module.ts';
import { keeperReference, type KeeperReference } from '../domain/keeper-reference.ts';
import { readTables } from './growth-tables.ts';

/** Growth tables for the devices of a station. */
export const heldTables: HeldReference = {
  name: keeperReference,
  allow: 'programmes.see',
  read: async (ctx): Promise<KeeperReference> => ({
    ...(ctx.actor.practitionerId !== undefined && { practitionerId: ctx.actor.practitionerId }),
    tables: await readTables(ctx),
  }),
  async version(ctx) {
    const [loaded] = await ctx.sql.query<{ at: Date | null; count: number }>(
      'select max(loaded_at) as at, count(*)::int as count from programmes.growth_table',
    );
    return `${ctx.actor.practitionerId ?? ''}-${loaded?.count ?? 0}-${loaded?.at?.getTime() ?? 0}`;
  },
};
