import type { ServiceRequest } from '@medplum/fhirtypes';
import { refuse } from '../rules.ts';
import { readTime } from '../time.ts';
import { readCoded } from './codes.ts';
import type { OrderGroup } from './groups.ts';
import { compact, type MapContext, type Mapped } from './map-context.ts';
import { readWorker } from './people.ts';
import { orderIdentifier } from './report.ts';

type Status = ServiceRequest['status'];

/** What the order control says by itself. @source HL7 v2 table 0119 (order control codes) */
const byControl: Readonly<Record<string, Status | 'ask'>> = {
  NW: 'active',
  NA: 'active',
  SN: 'active',
  OK: 'active',
  XO: 'active',
  XX: 'active',
  RP: 'active',
  RO: 'active',
  RL: 'active',
  OE: 'active',
  PA: 'active',
  CH: 'active',
  CN: 'active',
  LI: 'active',
  AF: 'active',
  RF: 'active',
  CA: 'revoked',
  OC: 'revoked',
  CR: 'revoked',
  DC: 'revoked',
  OD: 'revoked',
  DR: 'revoked',
  HD: 'on-hold',
  OH: 'on-hold',
  HR: 'on-hold',
  SC: 'ask',
  SS: 'ask',
  SR: 'ask',
  RE: 'ask',
  '': 'ask',
};

/** @source HL7 v2 table 0038 (order status) */
const byStatus: Readonly<Record<string, Status>> = {
  A: 'active',
  CA: 'revoked',
  CM: 'completed',
  DC: 'revoked',
  ER: 'unknown',
  HD: 'on-hold',
  IP: 'active',
  RP: 'revoked',
  SC: 'active',
};

/** @source HL7 v2 table 0485 (extended priority) */
const priorities: Readonly<Record<string, NonNullable<ServiceRequest['priority']>>> = {
  S: 'stat',
  A: 'asap',
  R: 'routine',
  T: 'urgent',
  U: 'urgent',
};

/** One ORC with its OBR as a ServiceRequest; cancelling or holding it later updates the same one. */
export function mapOrder(
  context: MapContext,
  group: OrderGroup,
  encounter: string | undefined,
): Mapped<ServiceRequest> {
  const { orc, obr } = group;
  if (orc === undefined) return refuse('segment-missing', { segment: 'ORC' }, 'ORC');
  const at = { segment: 'ORC', sequence: orc.sequence };
  const number = readNumber(group) ?? refuse('field-missing', { ...at, field: 2 }, 'ORC-2');
  const code = readCoded(obr?.repetitions(4)[0], context.facilityCode);
  const status = readStatus(group);
  const timing = group.timings[0];
  const authored = readTime(orc.text(9)) ?? readTime(context.message.msh.text(7));
  const occurrence =
    readTime(timing?.text(7) ?? '') ?? readTime(obr?.text(36) ?? '') ?? readTime(obr?.text(7) ?? '');
  const priority =
    priorities[(timing?.text(9) || obr?.text(5) || orc.text(7, 6) || obr?.text(27, 6) || '').toUpperCase()];
  const reasons = [
    ...(obr?.repetitions(31) ?? []),
    ...group.diagnoses.flatMap((one) => one.repetitions(3).slice(0, 1)),
  ];
  const requester = readWorker(orc.repetitions(12)[0] ?? obr?.repetitions(16)[0], context.facilityCode);
  const resource: ServiceRequest & { id: string } = {
    ...compact<ServiceRequest>({
      resourceType: 'ServiceRequest',
      identifier: [
        ...orderIdentifier(context, group, 2, 'PLAC'),
        ...orderIdentifier(context, group, 3, 'FILL'),
      ],
      status,
      intent: 'order',
      ...(priority === undefined ? {} : { priority }),
      ...(code === undefined ? {} : { code }),
      subject: { reference: context.patient },
      ...(encounter === undefined ? {} : { encounter: { reference: encounter } }),
      ...(occurrence === undefined ? {} : { occurrenceDateTime: occurrence.dateTime }),
      authoredOn: authored?.dateTime ?? '',
      ...(requester === undefined
        ? {}
        : { requester: requester as NonNullable<ServiceRequest['requester']> }),
      reasonCode: reasons
        .map((one) => readCoded(one, context.facilityCode))
        .filter((one) => one !== undefined),
      note: group.notes.map((text) => ({ text })),
    }),
    id: context.derive('ServiceRequest', ...number, obr?.text(4) ?? ''),
  };
  // A cancellation often repeats only the number: what was ordered stays as it was.
  return { resource, merge: (current) => (current === undefined ? resource : { ...current, ...resource }) };
}

function readNumber(group: OrderGroup): readonly string[] | undefined {
  const placer = group.orc?.text(2) || group.obr?.text(2) || '';
  if (placer !== '') return ['placer', placer];
  const filler = group.orc?.text(3) || group.obr?.text(3) || '';
  return filler === '' ? undefined : ['filler', filler];
}

function readStatus(group: OrderGroup): Status {
  const control = group.orc?.text(1).toUpperCase() ?? '';
  const given = group.orc?.text(5).toUpperCase() ?? '';
  const known = byControl[control];
  if (known === undefined)
    return refuse(
      'status-unknown',
      { segment: 'ORC', sequence: group.orc?.sequence ?? 1, field: 1 },
      control.slice(0, 4),
    );
  return known === 'ask' ? (byStatus[given] ?? 'active') : known;
}
