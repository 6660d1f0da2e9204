import { createHash } from 'node:crypto';
import type { Permission } from '#kernel/contract.ts';
import type { Context, OfferedReference } from '../context.ts';

/** Data that devices keep to go on without a network: code lists, definitions, the state of a day. Offered by a module in `references`. */
export interface HeldReference {
  /** One over all modules: 'icd10', 'vaccine-lots'. */
  readonly name: string;
  /** Who may hold it, besides being the worker of a device at her facility. */
  readonly allow: Permission;
  /**
   * Another text whenever `read` would answer something else to this caller. Asked at every sync of every device, so it is cheap. Without it
   * the set is read and its digest taken each time: for small sets only.
   */
  readonly version?: (ctx: Context) => string | Promise<string>;
  /** JSON, as the worker who asks may know it; `ctx.actor.facilityId` is her facility. */
  readonly read: (ctx: Context) => unknown;
}

/** Binds a data set to the context of the module that offers it. */
export function offeredReference(reference: HeldReference, ctx: Context): OfferedReference {
  const read = async (): Promise<string> => JSON.stringify(await reference.read(ctx));
  const { name, version } = reference;
  return {
    name,
    read,
    version: async () =>
      version === undefined
        ? createHash('sha256')
            .update(await read())
            .digest('base64url')
            .slice(0, 22)
        : version(ctx),
  };
}
