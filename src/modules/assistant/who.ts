import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { asCitizen, ownPeople as peopleOf } from '#platform/record/own-people.ts';

export { nameOf } from '#platform/record/own-people.ts';

const atOnce = 50;

/**
 * Herself, and those of whom she is guardian or carer at this moment, as the access policy shows them to her. Error: access.denied for who is no
 * citizen. @param only asks for this person alone
 */
export async function ownPeople(ctx: Context, only?: string): Promise<ReadonlyMap<string, Patient>> {
  const citizen = asCitizen(ctx);
  if (citizen === undefined) throw new AppError('access.denied');
  return new Map((await peopleOf(citizen, only)).map(({ patientId, patient }) => [patientId, patient]));
}

/** Who of these the reader may see. */
export async function visiblePatients(
  ctx: Context,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Patient>> {
  const wanted = [...new Set(ids)];
  const found = new Map<string, Patient>();
  for (let at = 0; at < wanted.length; at += atOnce) {
    const some = wanted.slice(at, at + atOnce).map(encodeURIComponent);
    const page = await ctx.record.search('Patient', `_id=${some.join(',')}&_count=${some.length}`);
    for (const { id, text } of page.matches) found.set(id, JSON.parse(text) as Patient);
  }
  return found;
}

/** Which of these lines ('Observation/…') the reader may see. */
export async function visibleLines(ctx: Context, refs: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const [type, ofType] of Map.groupBy(new Set(refs), (ref) => ref.split('/')[0]!)) {
    const wanted = ofType.map((ref) => encodeURIComponent(ref.slice(type.length + 1)));
    for (let at = 0; at < wanted.length; at += atOnce) {
      const some = wanted.slice(at, at + atOnce);
      const page = await ctx.record.search(type, `_id=${some.join(',')}&_count=${some.length}&_elements=id`);
      for (const { id } of page.matches) found.add(`${type}/${id}`);
    }
  }
  return found;
}

/** The facility in whose name the caller works. Error: access.denied where there is none. */
export function facilityOf({ actor }: Context): string {
  if (actor.facilityId === undefined) throw new AppError('access.denied');
  return actor.facilityId;
}
