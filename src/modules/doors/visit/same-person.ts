import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { followMerge } from '../person.ts';

/** Whether the person of a visit, as she was known when it was first told, is the one found now: the same record, or one merged into it. */
export async function isSamePerson(ctx: Context, formerId: string, foundId: string): Promise<boolean> {
  if (formerId === foundId) return true;
  const former = JSON.parse((await ctx.record.read('Patient', formerId)).text) as Patient;
  return (await followMerge(ctx, former)).id === foundId;
}
