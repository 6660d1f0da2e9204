import type { Provenance } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';

const operation = 'http://terminology.hl7.org/CodeSystem/v3-DataOperation';
const participant = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';

/** What was done, of what it was made, and why. */
interface Made {
  readonly targets: readonly string[];
  /** Versions that it was made of: 'Patient/1/_history/3'. */
  readonly from: readonly string[];
  readonly reason: string;
  readonly role?: 'revision' | 'source';
  /** Who else agreed to it. */
  readonly agreed?: string | undefined;
}

/** Says in the record itself who did it, when, and why. */
export async function sayWho(ctx: Context, desk: Context, made: Made): Promise<string> {
  return (await desk.record.create(provenanceOf(ctx, made))).id;
}

function provenanceOf(ctx: Context, { targets, from, reason, role = 'revision', agreed }: Made): Provenance {
  const { practitionerId, facilityId, display } = ctx.actor;
  const agent = (code: string, who: Provenance['agent'][number]['who']): Provenance['agent'][number] => ({
    type: { coding: [{ system: participant, code }] },
    who,
    ...(facilityId !== undefined && { onBehalfOf: { reference: `Organization/${facilityId}` } }),
  });
  return {
    resourceType: 'Provenance',
    target: targets.map((reference) => ({ reference })),
    recorded: ctx.now().toISOString(),
    reason: [{ text: reason }],
    activity: { coding: [{ system: operation, code: 'UPDATE' }] },
    agent: [
      agent('performer', {
        display,
        ...(practitionerId !== undefined && { reference: `Practitioner/${practitionerId}` }),
      }),
      ...(agreed === undefined ? [] : [agent('verifier', { display: agreed })]),
    ],
    ...(from.length > 0 && {
      entity: from.map((reference) => ({ role, what: { reference } })),
    }),
  };
}
