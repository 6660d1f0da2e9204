import type { Condition, Resource } from '@medplum/fhirtypes';
import type { TakenVisit } from './checked-visit.ts';
import { mapBody } from './map-body.ts';
import { mapClaim } from './map-claim.ts';
import { licences } from './map-context.ts';
import type { MapContext } from './map-context.ts';
import { mapCourse } from './map-course.ts';
import { mapCoverages } from './map-coverage.ts';
import { mapDocuments } from './map-documents.ts';
import { mapEncounter } from './map-encounter.ts';
import { mapMedications } from './map-medication.ts';
import { mapAppointment, mapCompositions, mapReferral } from './map-papers.ts';
import { mapResults } from './map-results.ts';
import { mapServices } from './map-services.ts';

/** Grows when the mapping changes, so that a visit sent again is written anew though its lines are the same. */
export const mappingVersion = 1;

/** Everything one visit says about one person, as FHIR R4, the Encounter first. Pure: the same visit and context give the same resources. */
export function mapVisit(visit: TakenVisit, context: MapContext): (Resource & { id: string })[] {
  const [encounter, ...conditions] = mapEncounter(visit, context);
  const coverages = mapCoverages(visit, context);
  const bill =
    visit.summary.table === 'XML1' ? [mapClaim(visit, conditions as Condition[], coverages, context)] : [];
  return [
    encounter,
    ...conditions,
    ...coverages,
    ...mapMedications(visit, context),
    ...mapServices(visit, context),
    ...mapResults(visit, context),
    ...mapBody(visit, context),
    ...mapCourse(visit, context),
    ...mapCompositions(visit, context),
    ...mapReferral(visit, context),
    ...mapAppointment(visit, context),
    ...mapDocuments(visit, context),
    ...bill,
  ] as (Resource & { id: string })[];
}

const licenceFields = ['MA_BAC_SI', 'NGUOI_THUC_HIEN', 'MA_BS_DOC_KQ', 'MA_BS'] as const;

/** Licence numbers of every health worker the visit names, with the name where one is given. */
export function workersOf(visit: TakenVisit): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const lines of visit.lines.values()) {
    for (const line of lines) {
      for (const field of licenceFields) {
        for (const licence of licences(line.get(field))) {
          const name = field === 'MA_BS' ? line.get('TEN_BS') : undefined;
          found.set(licence, found.get(licence) ?? name);
        }
      }
    }
  }
  return found;
}
