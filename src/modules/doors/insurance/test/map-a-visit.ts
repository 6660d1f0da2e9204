import type { Resource } from '@medplum/fhirtypes';
import { openClaimLists } from '../claim-lists.ts';
import { checkVisit } from '../domain/check-visit.ts';
import { mapVisit } from '../domain/map-visit.ts';
import type { PrintVisit } from '../print-envelope.ts';
import { visitIds } from '../../visit/visit-ids.ts';

const place = {
  patientId: '0a1019b7-a64d-8000-8000-000000000001',
  facility: '01999',
  visit: 'LK-0001',
  anchor: new Date('2026-03-10T01:00:00Z'),
};

/** The FHIR resources of a printed visit, as the door would write them. */
export async function mapped(visit: PrintVisit): Promise<Resource[]> {
  const lists = await openClaimLists();
  const tables = Object.entries(visit.tables).map(([kind, lines]) => ({
    kind,
    lines: lines.map((line) => new Map(Object.entries(line))),
  }));
  const { taken } = checkVisit(
    { ordinal: 1, tables },
    {
      envelopeFacility: '01999',
      now: new Date('2026-06-01T00:00:00Z'),
      knowsDiagnosis: (code) => lists.icd10.find(code) !== undefined,
    },
  );
  if (taken === undefined) return [];
  return mapVisit(taken, {
    id: visitIds({ ...place, visit: taken.key }),
    patient: `Patient/${place.patientId}`,
    facility: 'Organization/0b2019b7-a64d-8000-8000-000000000002',
    practitioner: (licence) =>
      `Practitioner/0c3019b7-a64d-8000-8000-${licence.slice(0, 6).padStart(12, '0')}`,
    diagnosisName: (code) => lists.icd10.find(code)?.vi,
    communes: lists.communes,
    sourceId: '11111111-2222-4333-8444-555555555555',
  });
}
