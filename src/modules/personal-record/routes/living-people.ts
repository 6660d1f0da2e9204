import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { readResource } from '../domain/read-resource.ts';

/** Records are joined one after another; the store lets no circle arise. */
const longestChain = 60;

/** These people as they live on, each once: who is found by a record that was joined to another one is shown as that one. */
export async function livingPeople(ctx: Context, found: readonly Patient[]): Promise<Patient[]> {
  const living = new Map<string, Patient>();
  for (const one of found) {
    const last = await livingOf(ctx, one);
    living.set(last.id ?? '', last);
  }
  return [...living.values()];
}

async function livingOf(ctx: Context, patient: Patient): Promise<Patient> {
  let last = patient;
  for (let steps = 0; steps < longestChain; steps += 1) {
    const reference = last.link?.find(({ type }) => type === 'replaced-by')?.other.reference;
    if (reference?.startsWith('Patient/') !== true) break;
    last = readResource(
      (await ctx.record.read('Patient', reference.slice('Patient/'.length))).text,
    ) as Patient;
  }
  return last;
}
