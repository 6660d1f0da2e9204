import type { Encounter, Organization, Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { SideView } from '../api.ts';
import { elementsOf, fieldNames, patientFields } from '../domain/patient-fields.ts';
import { showElement } from '../domain/show-element.ts';
import { personLine, type StoredPatient } from './people.ts';

const countedTypes = [
  'AllergyIntolerance',
  'Condition',
  'MedicationRequest',
  'Observation',
  'Immunization',
  'Procedure',
  'DocumentReference',
] as const;
const mostFacilities = 3;

/** One of two records as the desk shows it. Counts and dates only: nothing of what was found at a visit. */
export async function sideOf(desk: Context, { patient, version }: StoredPatient): Promise<SideView> {
  const { id } = patient;
  const visits = await visitsOf(desk, id);
  const lines = [];
  for (const type of countedTypes) {
    const count = (await desk.record.search(type, `patient=${id}&_summary=count`)).total ?? 0;
    if (count > 0) lines.push({ type, count });
  }
  const facilities = await namesOf(desk, visits.facilities);
  return {
    person: personLine(patient),
    version,
    active: patient.active !== false,
    fields: fieldsOf(patient, await namesOf(desk, organizationsOf(patient))),
    numbers: (patient.identifier ?? []).flatMap(({ system, value, use, period }) =>
      value === undefined
        ? []
        : [
            {
              system: system ?? '',
              value,
              isOld: use === 'old',
              ...(period?.end !== undefined && { until: period.end }),
            },
          ],
    ),
    visits: visits.times,
    facilities: visits.facilities.map((facility) => facilities.get(facility) ?? facility),
    lines,
    signsIn: await signsIn(desk, id),
    joined: (patient.link ?? []).filter(({ type }) => type === 'replaces').length,
  };
}

/** True where an account is hers. */
export async function signsIn(desk: Context, id: string): Promise<boolean> {
  return (await desk.trail.accountsOf([...new Set([id, await desk.trail.rowIdOf(id)])])).size > 0;
}

/** How many visits a record holds. */
export async function countVisits(desk: Context, id: string): Promise<number> {
  return (await desk.record.search('Encounter', `patient=${id}&_summary=count`)).total ?? 0;
}

async function visitsOf(
  desk: Context,
  id: string,
): Promise<{ readonly times: SideView['visits']; readonly facilities: readonly string[] }> {
  const newest = await desk.record.search('Encounter', `patient=${id}&_sort=-date&_count=20&_total=accurate`);
  const oldest = await desk.record.search('Encounter', `patient=${id}&_sort=date&_count=1`);
  const [all, first] = [newest, oldest].map(({ matches }) =>
    matches.map(({ text }) => JSON.parse(text) as Encounter),
  );
  const dayOf = (visit: Encounter | undefined): string | undefined => visit?.period?.start?.slice(0, 10);
  const [from, to] = [dayOf(first?.[0]), dayOf(all?.[0])];
  const facilities = (all ?? []).flatMap(({ serviceProvider }) => idIn(serviceProvider?.reference) ?? []);
  return {
    times: {
      count: newest.total ?? 0,
      ...(from !== undefined && { first: from }),
      ...(to !== undefined && { last: to }),
    },
    facilities: [...new Set(facilities)].slice(0, mostFacilities),
  };
}

/** What each field says, in words; facilities by their names. */
export function fieldsOf(patient: Patient, names: ReadonlyMap<string, string>): SideView['fields'] {
  const fields: Record<string, string[]> = {};
  for (const field of fieldNames) {
    const said = patientFields[field].flatMap((key) => showElement(elementsOf(patient)[key]));
    if (said.length > 0)
      fields[field] = said.map((text) => names.get(text.replace('Organization/', '')) ?? text);
  }
  return fields;
}

function organizationsOf({ managingOrganization, generalPractitioner = [] }: Patient): string[] {
  return [managingOrganization, ...generalPractitioner].flatMap((one) => idIn(one?.reference) ?? []);
}

/** The id of a facility that a reference names. */
export function idIn(reference: string | undefined): string | undefined {
  return reference?.startsWith('Organization/') === true
    ? reference.slice('Organization/'.length)
    : undefined;
}

/** Names of facilities by id. */
export async function namesOf(desk: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const wanted = [...new Set(ids)];
  for (let at = 0; at < wanted.length; at += 50) {
    const query = `_id=${wanted.slice(at, at + 50).join(',')}&_count=50&_elements=name`;
    for (const { id, text } of (await desk.record.search('Organization', query)).matches) {
      const { name } = JSON.parse(text) as Organization;
      if (name !== undefined) names.set(id, name);
    }
  }
  return names;
}
