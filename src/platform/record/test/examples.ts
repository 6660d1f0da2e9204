/** Small resources for tests; every call makes new objects. */
export const system = { ucum: 'http://unitsofmeasure.org', loinc: 'http://loinc.org' } as const;

export function patient(more: object = {}): { resourceType: 'Patient' } & Record<string, unknown> {
  return {
    resourceType: 'Patient',
    name: [{ text: 'Nguyễn Văn An', family: 'Nguyễn', given: ['Văn', 'An'] }],
    ...more,
  };
}

export function observation(
  patientId: string,
  more: object = {},
): { resourceType: 'Observation' } & Record<string, unknown> {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: system.loinc, code: '8867-4', display: 'Heart rate' }] },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: '2026-05-01T08:30:00+07:00',
    ...more,
  };
}

export function encounter(
  patientId: string,
  more: object = {},
): { resourceType: 'Encounter' } & Record<string, unknown> {
  return {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: { reference: `Patient/${patientId}` },
    period: { start: '2026-05-01T08:00:00+07:00', end: '2026-05-01T09:00:00+07:00' },
    ...more,
  };
}

/** An entry that creates. */
export function post(resource: { resourceType: string }, fullUrl?: string, more: object = {}): object {
  return {
    ...(fullUrl !== undefined && { fullUrl }),
    resource,
    request: { method: 'POST', url: resource.resourceType, ...more },
  };
}

export function transaction(...entry: object[]): object {
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

interface BundleJson {
  readonly entry?: readonly {
    readonly fullUrl?: string;
    readonly resource?: { readonly resourceType: string; readonly id: string } & Record<string, unknown>;
    readonly search?: { readonly mode: string };
    readonly response?: { readonly status: string; readonly location?: string; readonly outcome?: unknown };
  }[];
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly total?: number;
}

export function bundleOf(json: unknown): BundleJson {
  return json as BundleJson;
}

/** Ids of the resources of a bundle, sorted where order is of no matter. */
export function idsOf(json: unknown): string[] {
  return (bundleOf(json).entry ?? []).flatMap(({ resource }) => resource?.id ?? []);
}

/** The id in 'Type/id/_history/1' of an answer's entry. */
export function createdId(json: unknown, at: number): string {
  return bundleOf(json).entry?.[at]?.response?.location?.split('/')[1] ?? '';
}

/** All texts of an OperationOutcome, and the places that it names. */
export function findings(
  json: unknown,
): { readonly text: string; readonly at: string; readonly code: string }[] {
  const { issue } = json as {
    issue: { code: string; details?: { text?: string }; expression?: string[] }[];
  };
  return issue.map((one) => ({
    text: one.details?.text ?? '',
    at: one.expression?.[0] ?? '',
    code: one.code,
  }));
}
