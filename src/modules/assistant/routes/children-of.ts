import type { Patient } from '@medplum/fhirtypes';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { datesOf, guardianTies, ownPatientSystem } from '#platform/record/write/guardian-ties.ts';

const mostTies = 50;

/** Who of these is a child of whom the reader is the guardian of everything at this moment: under 15, as the policy of access has it. */
export async function childrenOf(
  ctx: Context,
  patients: ReadonlyMap<string, Patient>,
): Promise<ReadonlySet<string>> {
  const own = ctx.actor.patientId;
  if (own === undefined || [...patients.keys()].every((id) => id === own)) return new Set();
  const now = ctx.now();
  const { matches } = await ctx
    .as(platformActor(ctx.actor.requestId, ctx.actor.language))
    .record.search(
      'RelatedPerson',
      `identifier=${encodeURIComponent(`${ownPatientSystem}|${own}`)}&_count=${mostTies}`,
    );
  const children = matches.flatMap(({ text }) => {
    const related = JSON.parse(text) as Parameters<typeof guardianTies>[0];
    const { reference } = (related['patient'] ?? {}) as { readonly reference?: string };
    const id = reference?.startsWith('Patient/') === true ? reference.slice('Patient/'.length) : '';
    const patient = patients.get(id);
    if (patient === undefined) return [];
    const isChild = guardianTies(related, datesOf({ ...patient }, now)).some(
      ({ kind, since, until }) =>
        kind === 'guardian-of-child' && since <= now && (until === null || until > now),
    );
    return isChild ? [id] : [];
  });
  return new Set(children);
}
