import type {
  Coding,
  Encounter,
  EncounterLocation,
  EncounterParticipant,
  Identifier,
} from '@medplum/fhirtypes';
import { visitKeySystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Repetition, Segment } from '../message.ts';
import { finding, refuse } from '../rules.ts';
import { readTime } from '../time.ts';
import { readCoded, v2Table } from './codes.ts';
import { compact, type MapContext, type Mapped } from './map-context.ts';
import { authoritySystem, readWorker } from './people.ts';

const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

/** Patient class to ActCode; classes without a counterpart keep their own table. @source HL7 v2 table 0004 */
const classes: Readonly<Record<string, Coding>> = {
  I: { system: ACT, code: 'IMP', display: 'inpatient encounter' },
  O: { system: ACT, code: 'AMB', display: 'ambulatory' },
  E: { system: ACT, code: 'EMER', display: 'emergency' },
  P: { system: ACT, code: 'PRENC', display: 'pre-admission' },
  R: { system: ACT, code: 'AMB', display: 'ambulatory' },
  B: { system: ACT, code: 'IMP', display: 'inpatient encounter' },
};

/** Trigger events of ADT that speak about a visit, and the status each gives it ('keep': as it was, else from the times). */
const statusOf: Readonly<Record<string, Encounter['status'] | 'keep'>> = {
  A01: 'in-progress',
  A02: 'keep',
  A03: 'finished',
  A04: 'in-progress',
  A05: 'planned',
  A08: 'keep',
  A11: 'cancelled',
  A13: 'in-progress',
};

/** What names the visit inside the facility: visit number, else account number, else the time of admission. Undefined: nothing does. */
export function visitKey(
  pv1: Segment,
  pid: Segment | undefined,
): readonly [kind: string, value: string] | undefined {
  const number = pv1.text(19) || pv1.text(50);
  if (number !== '') return ['visit', number];
  const account = pid?.text(18) ?? '';
  if (account !== '') return ['account', account];
  const admitted = pv1.text(44);
  return admitted === '' ? undefined : ['admitted', admitted];
}

/**
 * PV1 as an Encounter. An ADT event updates the visit and keeps what it does not mention (a discharge does not repeat the ward). In another
 * message (`event` undefined) PV1 only says where the result belongs: a visit that is already known is left as it is.
 */
export function mapVisit(context: MapContext, event: string | undefined): Mapped<Encounter> | undefined {
  const pv1 = context.message.first('PV1');
  if (pv1 === undefined)
    return event === undefined ? undefined : refuse('segment-missing', { segment: 'PV1' }, 'PV1');
  const pid = context.message.first('PID');
  const key = context.visit === undefined ? visitKey(pv1, pid) : (['visit', context.visit.key] as const);
  if (key === undefined) {
    if (event === undefined) return undefined;
    return refuse('field-missing', { segment: 'PV1', field: 19 }, 'PV1-19');
  }
  const id = context.visit?.encounterId ?? context.derive('Encounter', ...key);
  const incoming = readVisit(context, pv1, event, id, key[1]);
  if (event === undefined) return { resource: incoming, merge: (current) => current ?? incoming };
  const isCancel = event === 'A11' || event === 'A13';
  return {
    resource: incoming,
    merge: (current) => {
      if (current === undefined && isCancel)
        return refuse('order-cancelled-unknown', { segment: 'PV1', field: 19 });
      return mergeVisit(current, incoming, event);
    },
  };
}

function readVisit(
  context: MapContext,
  pv1: Segment,
  event: string | undefined,
  id: string,
  number: string,
): Encounter & { id: string } {
  const start = readVisitTime(context, pv1, 44);
  const end = readVisitTime(context, pv1, 45);
  const given = event === undefined ? 'keep' : (statusOf[event] ?? 'keep');
  const pv2 = context.message.first('PV2');
  const reason = readCoded(pv2?.repetitions(3)[0], context.facilityCode);
  const location = readLocation(pv1.repetitions(3)[0]);
  const visitClass = pv1.text(2).toUpperCase();
  return {
    ...compact<Encounter>({
      resourceType: 'Encounter',
      identifier: readNumbers(context, pv1, number),
      status: given === 'keep' ? (end === undefined ? 'in-progress' : 'finished') : given,
      class: classes[visitClass] ?? { system: v2Table('0004'), code: visitClass || 'U' },
      serviceType: readCoded(pv1.repetitions(10)[0], context.facilityCode) ?? {},
      subject: { reference: context.patient },
      participant: readParticipants(context, pv1),
      period: compact({ start: start ?? '', end: end ?? '' }),
      reasonCode: reason === undefined ? [] : [reason],
      hospitalization: compact({
        admitSource: tableCode(pv1, 14, '0023') ?? {},
        dischargeDisposition: tableCode(pv1, 36, '0112') ?? {},
      }),
      location:
        location === undefined
          ? []
          : [
              compact<EncounterLocation>({
                location,
                status: end === undefined ? 'active' : 'completed',
                period: compact({ start: movedAt(context, event) ?? start ?? '' }),
              }),
            ],
      serviceProvider: { reference: context.organization },
    }),
    id,
  };
}

/** The key of a claim (MA_LK) joins this visit with what the insurance door brings; other numbers are the sender's own. */
function readNumbers(context: MapContext, pv1: Segment, number: string): Identifier[] {
  const [field] = pv1.repetitions(19);
  const system =
    field === undefined
      ? `urn:sen:hl7v2-id:${context.facilityCode}`
      : authoritySystem(field, 4, context.facilityCode);
  if (context.visit === undefined) return [{ system, value: number }];
  const { key } = context.visit;
  const own = field?.component(1) ?? '';
  return [
    { system: visitKeySystem(context.facilityCode), value: key },
    ...(own === '' || own === key ? [] : [{ system, value: own }]),
  ];
}

function readVisitTime(context: MapContext, pv1: Segment, field: number): string | undefined {
  const given = pv1.text(field);
  if (given === '') return undefined;
  const time = readTime(given);
  if (time === undefined) return refuse('time-invalid', { segment: 'PV1', field });
  if (!time.zoneGiven) context.warn(finding('time-zone-missing', { segment: 'PV1', field }));
  return time.dateTime;
}

/** When a transfer happened: EVN-6, else EVN-2. */
function movedAt(context: MapContext, event: string | undefined): string | undefined {
  if (event !== 'A02') return undefined;
  const evn = context.message.first('EVN');
  return readTime(evn?.text(6) || evn?.text(2) || '')?.dateTime;
}

function tableCode(pv1: Segment, field: number, table: string) {
  const code = pv1.text(field);
  if (code === '') return undefined;
  return {
    coding: [
      compact({ system: v2Table(table), code: code.replace(/\s+/g, ' '), display: pv1.text(field, 2) }),
    ],
  };
}

/** PL: point of care, room, bed, facility, building, floor; as words, since no register of places knows them yet. */
function readLocation(field: Repetition | undefined): { display: string } | undefined {
  if (field === undefined) return undefined;
  const display =
    [1, 2, 3]
      .map((at) => field.component(at))
      .filter((part) => part !== '')
      .join(' / ') || field.component(9);
  return display === '' ? undefined : { display };
}

/** @source HL7 v2 PV1-7/8/9/17 and v3 ParticipationType */
const roles: readonly (readonly [field: number, code: string, display: string])[] = [
  [7, 'ATND', 'attender'],
  [8, 'REF', 'referrer'],
  [9, 'CON', 'consultant'],
  [17, 'ADM', 'admitter'],
];

function readParticipants(context: MapContext, pv1: Segment): EncounterParticipant[] {
  return roles.flatMap(([field, code, display]) =>
    pv1.repetitions(field).flatMap((one): EncounterParticipant[] => {
      const individual = readWorker(one, context.facilityCode);
      if (individual === undefined) return [];
      return [
        {
          type: [
            {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code, display },
              ],
            },
          ],
          individual: individual as NonNullable<EncounterParticipant['individual']>,
        },
      ];
    }),
  );
}

/** Lays a new event over the visit as it stands. */
function mergeVisit(current: Encounter | undefined, incoming: Encounter, event: string): Encounter {
  if (current === undefined) return incoming;
  const keepsStatus = statusOf[event] === 'keep' && incoming.period?.end === undefined;
  const period = compact({ ...current.period, ...incoming.period });
  if (event === 'A13') delete period.end;
  const others = (current.identifier ?? []).filter(
    (old) => !(incoming.identifier ?? []).some((one) => one.system === old.system),
  );
  const merged: Encounter = {
    ...current,
    ...incoming,
    status: keepsStatus ? current.status : incoming.status,
    identifier: [...others, ...(incoming.identifier ?? [])],
    location: mergeLocations(current.location ?? [], incoming.location ?? [], event),
    period,
    hospitalization: { ...current.hospitalization, ...incoming.hospitalization },
  };
  // What an event of a visit does not repeat stays; what other doors know of the visit does too.
  return compact(merged);
}

function mergeLocations(
  current: readonly EncounterLocation[],
  incoming: readonly EncounterLocation[],
  event: string,
): EncounterLocation[] {
  const [next] = incoming;
  if (next === undefined) return [...current];
  const last = current.at(-1);
  if (last?.location.display === next.location.display) {
    return [
      ...current.slice(0, -1),
      {
        ...last,
        ...next,
        ...(last?.period === undefined ? {} : { period: last.period }),
      } as EncounterLocation,
    ];
  }
  if (event !== 'A02') return [...current.slice(0, -1), next];
  const since = next.period?.start;
  const closed = current.map((one): EncounterLocation =>
    one.status === 'active'
      ? {
          ...one,
          status: 'completed',
          period: compact({ ...one.period, ...(since === undefined ? {} : { end: since }) }),
        }
      : one,
  );
  return [...closed, next];
}
