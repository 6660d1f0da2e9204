import type { Organization } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import type { Context } from '#platform/context.ts';
import { whoAmI } from '../api.ts';
import { readResource } from '../domain/read-resource.ts';

/** Open to everybody who is signed in, whatever the role: so the rule is here and not a permission. */
export const whoAmIRoute = defineRoute({
  ...whoAmI,
  allow: 'public',
  async handle(ctx) {
    const { kind, display, roles, permissions, patientId, facilityId, withheld } = ctx.actor;
    if (kind === 'anonymous') throw new AppError('access.login-required');
    const facility = facilityId === undefined ? undefined : await facilityNamed(ctx, facilityId);
    return {
      name: display,
      roles: [...roles],
      permissions: [...permissions],
      ...(patientId === undefined ? {} : { patientId }),
      ...(facility === undefined ? {} : { facility }),
      ...(withheld === undefined ? {} : { withheld: withheld.because }),
    };
  },
});

async function facilityNamed(ctx: Context, id: string): Promise<{ id: string; name: string }> {
  try {
    const organization = readResource((await ctx.record.read('Organization', id)).text) as Organization;
    return { id, name: organization.name ?? id };
  } catch (error) {
    // Whose roles are all withheld may read nothing; who she is, and why, is told all the same.
    if (ctx.actor.withheld !== undefined && error instanceof AppError) return { id, name: id };
    throw error;
  }
}
