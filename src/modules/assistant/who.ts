import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { ownPatientSystem } from '#platform/record/write/guardian-ties.ts';

const mostTies = 50;
const atOnce = 50;

/** The caller as the citizen that she is: whom she works with is not hers. Error: access.denied. */
function asCitizen(ctx: Context): Context {
  const { actor } = ctx;
  if (actor.kind !== 'person' || actor.patientId === undefined || !actor.roles.includes('citizen'))
    throw new AppError('access.denied');
  return actor.roles.length === 1 ? ctx : ctx.as({ ...actor, roles: ['citizen'], purpose: 'own' });
}

/** Herself, and those of whom she is guardian or carer at this moment, as the access policy shows them to her. */
export async function ownPeople(ctx: Context): Promise<ReadonlyMap<string, Patient>> {
  const citizen = asCitizen(ctx);
  const own = citizen.actor.patientId!;
  const sen = ctx.as(platformActor(ctx.actor.requestId, ctx.actor.language));
  const ties = await sen.record.search(
    'RelatedPerson',
    `identifier=${encodeURIComponent(`${ownPatientSystem}|${own}`)}&_count=${mostTies}`,
  );
  const others = ties.matches.flatMap(({ text }) => {
    const { patient, active } = JSON.parse(text) as RelatedPerson;
    const [type, id] = patient.reference?.split('/') ?? [];
    return type === 'Patient' && id !== undefined && active !== false ? [id] : [];
  });
  return visiblePatients(citizen, [own, ...others]);
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

/** A person's name as it is written. */
export function nameOf({ name = [] }: Patient): string {
  const known = name.find(({ use }) => use !== 'old') ?? name[0];
  return known?.text ?? [known?.family, ...(known?.given ?? [])].join(' ').trim();
}
