import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';

/**
 * The desk at work for somebody: it writes what nobody may write by herself, who a guardian is and who lives with whom, and each line of
 * the audit names her. Only after `demandWrite`.
 */
export function atDesk(ctx: Context): Context {
  return ctx.as({ ...ctx.actor, kind: 'platform' });
}

/** Who may change somebody's ties is who may change her record: the policy is asked by reading and writing her as the actor. */
export async function demandWrite(ctx: Context, id: string): Promise<Patient> {
  const patient = JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
  // Says in the audit, in the name of the actor, that this record was touched; and is refused where she may not write there.
  await ctx.record.update(patient);
  return patient;
}
