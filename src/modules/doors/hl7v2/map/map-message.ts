import type { Encounter, Resource } from '@medplum/fhirtypes';
import { refuse } from '../rules.ts';
import { mapDocument } from './document.ts';
import { groupOrders, orderKey } from './groups.ts';
import type { MapContext, Mapped } from './map-context.ts';
import { mapOrder } from './order.ts';
import { mapReport } from './report.ts';
import { mapVaccination } from './vaccination.ts';
import { mapAllergies, mapCoverages, mapDiagnoses, mapRelatives } from './visit-lines.ts';
import { mapVisit } from './visit.ts';

/** Message types and the events of each that this door takes. */
export const supported: Readonly<Record<string, ReadonlySet<string>>> = {
  ADT: new Set(['A01', 'A02', 'A03', 'A04', 'A05', 'A08', 'A11', 'A13', 'A28', 'A31']),
  ORU: new Set(['R01']),
  ORM: new Set(['O01']),
  OML: new Set(['O21']),
  VXU: new Set(['V04']),
  MDM: new Set(['T02']),
};

/** Events that speak of the person alone. */
export const PERSON_ONLY: ReadonlySet<string> = new Set(['A28', 'A31']);

/** Segments that some mapper reads; the rest of a message stays in the stored original. */
export const readSegments: ReadonlySet<string> = new Set([
  'MSH',
  'EVN',
  'PID',
  'PV1',
  'PV2',
  'AL1',
  'DG1',
  'NK1',
  'IN1',
  'ORC',
  'OBR',
  'OBX',
  'NTE',
  'SPM',
  'TQ1',
  'RXA',
  'RXR',
  'TXA',
  'SFT',
]);

/** Everything one message says, as resources to write in order: what is pointed to comes before what points. */
export function mapMessage(context: MapContext): Mapped[] {
  const type = context.message.msh.text(9, 1).toUpperCase();
  const event = context.message.msh.text(9, 2).toUpperCase();
  if (type === 'ADT') return mapAdmission(context, event);
  const visit = mapVisit(context, undefined);
  const encounter = visit === undefined ? undefined : `Encounter/${visit.resource.id}`;
  const before = visit === undefined ? [] : [visit as unknown as Mapped];
  return [...before, ...mapContent(context, type, encounter)];
}

function mapContent(context: MapContext, type: string, encounter: string | undefined): Mapped[] {
  const { orders } = groupOrders(context.message);
  switch (type) {
    case 'ORU': {
      const reports = orders.filter((one) => one.obr !== undefined);
      if (reports.length === 0) return refuse('segment-missing', { segment: 'OBR' }, 'OBR');
      const seen = new Map<string, number>();
      return reports.flatMap((one) => {
        const key = JSON.stringify(orderKey(one));
        const nth = (seen.get(key) ?? 0) + 1;
        seen.set(key, nth);
        return mapReport(context, one, encounter, nth);
      });
    }
    case 'VXU': {
      const given = orders.filter((one) => one.given !== undefined);
      if (given.length === 0) return refuse('segment-missing', { segment: 'RXA' }, 'RXA');
      return given.map((one) => mapVaccination(context, one, encounter) as unknown as Mapped);
    }
    case 'MDM':
      return [mapDocument(context, encounter) as unknown as Mapped];
    default: {
      if (orders.length === 0) return refuse('segment-missing', { segment: 'ORC' }, 'ORC');
      const allergies = mapAllergies(context) as unknown as Mapped[];
      return [...allergies, ...orders.map((one) => mapOrder(context, one, encounter) as unknown as Mapped)];
    }
  }
}

function mapAdmission(context: MapContext, event: string): Mapped[] {
  const aside = [
    ...mapRelatives(context),
    ...mapAllergies(context),
    ...mapCoverages(context),
  ] as unknown as Mapped[];
  if (PERSON_ONLY.has(event)) return aside;
  const visit = mapVisit(context, event);
  if (visit === undefined) return aside;
  const diagnoses = mapDiagnoses(context, `Encounter/${visit.resource.id}`);
  const used = diagnoses.filter(
    (one) => one.resource.verificationStatus?.coding?.[0]?.code !== 'entered-in-error',
  );
  const withDiagnoses: Mapped<Encounter> = {
    resource: visit.resource,
    merge: (current) =>
      linkDiagnoses(
        visit.merge?.(current) ?? visit.resource,
        used.map((one) => `Condition/${one.resource.id}`),
      ),
  };
  return [withDiagnoses, ...diagnoses, ...aside] as unknown as Mapped<Resource>[];
}

function linkDiagnoses(visit: Encounter, conditions: readonly string[]): Encounter {
  const known = new Set((visit.diagnosis ?? []).map((one) => one.condition.reference));
  const added = conditions
    .filter((reference) => !known.has(reference))
    .map((reference) => ({ condition: { reference } }));
  return added.length === 0 ? visit : { ...visit, diagnosis: [...(visit.diagnosis ?? []), ...added] };
}
