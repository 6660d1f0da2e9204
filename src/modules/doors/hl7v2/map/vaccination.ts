import type { Immunization } from '@medplum/fhirtypes';
import { refuse } from '../rules.ts';
import { readTime } from '../time.ts';
import { readCoded } from './codes.ts';
import type { OrderGroup } from './groups.ts';
import { compact, type MapContext, type Mapped } from './map-context.ts';
import { readWorker } from './people.ts';

/** @source HL7 v2 table 0322 (completion status) */
const statuses: Readonly<Record<string, Immunization['status']>> = {
  CP: 'completed',
  PA: 'completed',
  RE: 'not-done',
  NA: 'not-done',
  '': 'completed',
};

/** One RXA (with its RXR) as an Immunization; RXA-21 D takes it back. */
export function mapVaccination(
  context: MapContext,
  group: OrderGroup,
  encounter: string | undefined,
): Mapped<Immunization> {
  const rxa = group.given ?? refuse('segment-missing', { segment: 'RXA' }, 'RXA');
  const at = { segment: 'RXA', sequence: rxa.sequence };
  const vaccine =
    readCoded(rxa.repetitions(5)[0], context.facilityCode) ??
    refuse('field-missing', { ...at, field: 5 }, 'RXA-5');
  const given = readTime(rxa.text(3)) ?? refuse('time-invalid', { ...at, field: 3 });
  const completion = rxa.text(20).toUpperCase();
  const status =
    statuses[completion] ?? refuse('status-unknown', { ...at, field: 20 }, completion.slice(0, 4));
  const amount = rxa.text(6);
  // 999 stands for an unknown amount.
  const dose =
    /^\d+(\.\d+)?$/.test(amount) && amount !== '999'
      ? compact({ value: Number(amount), unit: rxa.text(7, 2) || rxa.text(7) })
      : undefined;
  const route = readCoded(group.route?.repetitions(1)[0], context.facilityCode);
  const site = readCoded(group.route?.repetitions(2)[0], context.facilityCode);
  const number = group.orc?.text(3) || group.orc?.text(2) || '';
  const worker = readWorker(rxa.repetitions(10)[0], context.facilityCode);
  const reason = readCoded(rxa.repetitions(18)[0], context.facilityCode);
  return {
    resource: {
      ...compact<Immunization>({
        resourceType: 'Immunization',
        identifier:
          number === '' ? [] : [{ system: `urn:sen:hl7v2-order:${context.facilityCode}`, value: number }],
        status: rxa.text(21).toUpperCase() === 'D' ? 'entered-in-error' : status,
        ...(reason === undefined ? {} : { statusReason: reason }),
        vaccineCode: vaccine,
        patient: { reference: context.patient },
        ...(encounter === undefined ? {} : { encounter: { reference: encounter } }),
        occurrenceDateTime: given.dateTime,
        primarySource: rxa.text(9) === '' || rxa.text(9) === '00',
        ...(rxa.text(17) === '' ? {} : { manufacturer: { display: rxa.text(17, 2) || rxa.text(17) } }),
        lotNumber: rxa.text(15),
        expirationDate: readTime(rxa.text(16))?.date ?? '',
        ...(site === undefined ? {} : { site }),
        ...(route === undefined ? {} : { route }),
        ...(dose === undefined ? {} : { doseQuantity: dose }),
        performer:
          worker === undefined
            ? []
            : [{ actor: worker as NonNullable<Immunization['performer']>[number]['actor'] }],
        note: group.notes.map((text) => ({ text })),
      }),
      id: context.derive(
        'Immunization',
        ...(number === ''
          ? [context.patient, rxa.text(3), rxa.text(5), rxa.text(2)]
          : ['order', number, rxa.text(5)]),
      ),
    },
  };
}
