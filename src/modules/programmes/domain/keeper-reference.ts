import type { GrowthTables } from './plan-entry.ts';

/** The name under which devices hold what the registers need besides the facts of people. */
export const keeperReference = 'programme-tables';

/** What the registers of a device need besides facts: the growth tables that the house has loaded, and as whom its worker writes. */
export interface KeeperReference {
  readonly practitionerId?: string;
  readonly tables: Readonly<Record<'male' | 'female', GrowthTables>>;
}
