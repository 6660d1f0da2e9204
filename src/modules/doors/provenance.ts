import type { Provenance, Reference } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';

/** What a Provenance of a door says. */
export interface Origin {
  readonly sourceId: string;
  /** File or message name, shown with the line. */
  readonly name: string;
  readonly recorded: Date;
  /** 'Organization/<id>' of the sending facility. */
  readonly facility: string;
  /** 'Practitioner/<id>' of who signed, where known. */
  readonly signer?: string | undefined;
}

/** One Provenance for one write transaction of a door. `targets` are references, the Patient-compartment ones first. */
export function provenanceOf(id: string, targets: readonly string[], origin: Origin): Provenance {
  const what: Reference = {
    identifier: { system: identifierSystem.source, value: origin.sourceId },
    display: origin.name,
  };
  return {
    resourceType: 'Provenance',
    id,
    target: targets.map((reference) => ({ reference })),
    recorded: origin.recorded.toISOString(),
    activity: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation', code: 'CREATE' }],
    },
    agent: [
      { type: participantType('enterer'), who: { reference: origin.facility } },
      ...(origin.signer === undefined
        ? []
        : [{ type: participantType('attester'), who: { reference: origin.signer } }]),
    ],
    entity: [{ role: 'source', what }],
  };
}

function participantType(code: string) {
  return { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code }] };
}
