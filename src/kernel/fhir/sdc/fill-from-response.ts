import type { QuestionnaireResponse, Resource } from '@medplum/fhirtypes';

/** Where a resource says whom it is about and in which visit, and what it is where a form leaves that open. */
interface Filling {
  readonly subject: string;
  readonly encounter?: string;
  readonly at?: string;
  readonly begins?: Readonly<Record<string, unknown>>;
}

const active = (list: string): unknown => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${list}`, code: 'active' }],
});

const fillings: Readonly<Record<string, Filling>> = {
  Condition: {
    subject: 'subject',
    encounter: 'encounter',
    at: 'recordedDate',
    begins: { clinicalStatus: active('condition-clinical') },
  },
  AllergyIntolerance: {
    subject: 'patient',
    encounter: 'encounter',
    at: 'recordedDate',
    begins: { clinicalStatus: active('allergyintolerance-clinical') },
  },
  Procedure: {
    subject: 'subject',
    encounter: 'encounter',
    begins: { status: 'completed' },
  },
};

/**
 * A new resource that a form made by its definitions, with what only the response knows: the person, the visit, the moment. What the
 * form itself says stays.
 */
export function fillFromResponse(resource: Resource, response: QuestionnaireResponse): Resource {
  const filling = fillings[resource.resourceType];
  const { subject, encounter, authored } = response;
  if (filling === undefined || resource.id !== undefined || subject === undefined) return resource;
  const known: Record<string, unknown> = { ...filling.begins, [filling.subject]: subject };
  if (filling.encounter !== undefined && encounter !== undefined) known[filling.encounter] = encounter;
  if (filling.at !== undefined && authored !== undefined) known[filling.at] = authored;
  const said = resource as unknown as Record<string, unknown>;
  return { ...known, ...said } as unknown as Resource;
}
