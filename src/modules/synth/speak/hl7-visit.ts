import { splitName } from '#kernel/vietnam/person-name.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { compactDay, compactTime } from '../domain/days.ts';
import type { Worker } from '../domain/facility.ts';
import type { Person } from '../domain/person.ts';
import type { StoryOrder, Visit } from '../domain/visit.ts';
import type { World } from '../domain/world.ts';

/** Escapes HL7's delimiters. @source HL7 v2.5.1, chapter 2.7 */
function escape(text: string): string {
  return text.replace(
    /[\\|^~&]/g,
    (sign) => ({ '\\': '\\E\\', '|': '\\F\\', '^': '\\S\\', '~': '\\R\\', '&': '\\T\\' })[sign]!,
  );
}

/** Puts fields at their numbers: segment('PV1', { 2: 'I', 19: '1' }). */
function segment(name: string, fields: Readonly<Record<number, string | undefined>>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: last }, (_, i) => fields[i + 1] ?? '')].join('|');
}

function header(visit: Visit, type: string, structure: string, at: number, control: string): string {
  const { facility } = visit;
  const application = facility.level === 'station' ? 'TRAM' : type.startsWith('ORU') ? 'LIS' : 'HIS';
  return `MSH|^~\\&|${application}|${facility.code}|SEN|SEN|${compactTime(at)}00+0700||${type}^${structure}|${control}|P|2.5.1||||||UNICODE UTF-8`;
}

function patient(person: Person): string {
  const { family, middle, given } = splitName(person.name);
  const province = provinces.get(person.commune.provinceCode)!.name;
  const numbers = [
    `${person.hospitalNumber}^^^^MR`,
    `${person.personalNumber}^^^CCCD^NI`,
    ...(person.card ? [`${person.card.number}^^^BHYT^SB`] : []),
  ];
  return segment('PID', {
    1: '1',
    3: numbers.join('~'),
    5: `${family}^${given}^${middle}^^^^L`,
    7: compactDay(person.born),
    8: person.sex === 'male' ? 'M' : 'F',
    11: `${escape(person.line)}^^${escape(person.commune.name)}^${escape(province)}^^VNM^H`,
    13: person.phone === undefined ? undefined : `${person.phone}^PRN^CP`,
  });
}

/** MA_LK in PV1-19 with its authority, so that messages and claim speak of one visit. */
function visitSegment(visit: Visit, isOver: boolean): string {
  return segment('PV1', {
    1: '1',
    2: visit.admitted ? 'I' : 'O',
    3: visit.admitted ? `K03^P${(visit.person.index % 9) + 1}^G${(visit.person.index % 20) + 1}` : 'K01',
    7: worker(visit.doctor),
    10: visit.emergency ? 'EMR' : 'MED',
    19: `${visit.key}^^^MALK`,
    44: `${compactTime(visit.start)}00+0700`,
    45: isOver ? `${compactTime(visit.end)}00+0700` : undefined,
  });
}

function worker(one: Worker): string {
  const { family, middle, given } = splitName(one.name);
  return `${escape(one.licence)}^${family}^${given}^${middle}^^^^^GPHN`;
}

const join = (segments: readonly string[]): string => `${segments.join('\r')}\r`;

/** Messages of one visit in the order in which systems send them. */
export function visitMessages(world: World, visit: Visit): string[] {
  const messages: string[] = [];
  const control = () => `${visit.key}-${messages.length + 1}`;
  const pid = patient(visit.person);
  const open = visit.admitted ? 'A01' : 'A04';
  const event = (code: string, at: number) => `EVN|${code}|${compactTime(at)}00+0700`;
  messages.push(
    join([
      header(visit, `ADT^${open}`, 'ADT_A01', visit.start, control()),
      event(open, visit.start),
      pid,
      visitSegment(visit, false),
      segment('PV2', { 3: `${visit.diagnosis}^${escape(visit.reason)}^I10` }),
    ]),
  );
  messages.push(vitalsMessage(visit, control()));
  for (const [n, order] of visit.orders.entries()) {
    if (order.results.length === 0 && order.conclusion === undefined) continue;
    const number = `${visit.key.slice(3)}-${n + 1}`;
    messages.push(
      join([
        header(visit, 'ORM^O01', 'ORM_O01', order.orderedAt, control()),
        pid,
        visitSegment(visit, false),
        segment('ORC', {
          1: 'NW',
          2: number,
          5: 'IP',
          9: `${compactTime(order.orderedAt)}00+0700`,
          12: worker(visit.doctor),
        }),
        orderSegment(visit, order, number, false),
      ]),
    );
    messages.push(
      join([
        header(visit, 'ORU^R01', 'ORU_R01', order.doneAt, control()),
        pid,
        visitSegment(visit, false),
        segment('ORC', { 1: 'RE', 2: number, 3: `${number}F` }),
        orderSegment(visit, order, number, true),
        ...reportText(order),
        ...resultSegments(order),
      ]),
    );
  }
  messages.push(
    join([
      header(visit, 'ADT^A03', 'ADT_A03', visit.end, control()),
      event('A03', visit.end),
      pid,
      visitSegment(visit, true),
      segment('DG1', {
        1: '1',
        3: `${visit.diagnosis}^${escape(world.diagnosis(visit.diagnosis))}^I10`,
        6: 'F',
      }),
    ]),
  );
  return messages;
}

/**
 * Vital signs from the monitor at the reception, in LOINC and UCUM, at the minute in which the visit begins. A monitor that stands alone
 * (`visitKnown` false) knows the person but no visit.
 */
export function vitalsMessage(visit: Visit, control: string, visitKnown = true): string {
  const { vitals } = visit;
  const values: (readonly [string, string, number | undefined, string])[] = [
    ['8480-6', 'Huyết áp tâm thu', vitals.systolic, 'mm[Hg]'],
    ['8462-4', 'Huyết áp tâm trương', vitals.diastolic, 'mm[Hg]'],
    ['8867-4', 'Mạch', vitals.pulse, '/min'],
    ['8310-5', 'Nhiệt độ', vitals.temperature, 'Cel'],
    ['9279-1', 'Nhịp thở', vitals.breaths, '/min'],
    ['59408-5', 'SpO2', vitals.saturation, '%'],
    ['29463-7', 'Cân nặng', vitals.weightKg, 'kg'],
    ['8302-2', 'Chiều cao', vitals.heightCm, 'cm'],
  ];
  const at = visit.start;
  const number = `${visit.key.slice(3)}-V`;
  const lines = values
    .filter(([, , value]) => value !== undefined)
    .map(([code, name, value, unit], i) =>
      segment('OBX', {
        1: String(i + 1),
        2: 'NM',
        3: `${code}^${name}^LN`,
        5: String(value),
        6: `${unit}^^UCUM`,
        11: 'F',
        14: `${compactTime(at)}00+0700`,
      }),
    );
  return join([
    header(visit, 'ORU^R01', 'ORU_R01', at, control),
    patient(visit.person),
    ...(visitKnown ? [visitSegment(visit, false)] : []),
    segment('OBR', {
      1: '1',
      3: `${number}F`,
      4: '85353-1^Dấu hiệu sinh tồn^LN',
      7: `${compactTime(at)}00+0700`,
      22: `${compactTime(at)}00+0700`,
      24: 'VS',
      25: 'F',
    }),
    ...lines,
  ]);
}

function orderSegment(visit: Visit, order: StoryOrder, number: string, isDone: boolean): string {
  return segment('OBR', {
    1: '1',
    2: number,
    3: isDone ? `${number}F` : undefined,
    4: `${escape(order.service.code)}^${escape(order.service.name)}^DVKT`,
    7: `${compactTime(order.orderedAt)}00+0700`,
    16: worker(visit.doctor),
    22: isDone ? `${compactTime(order.doneAt)}00+0700` : undefined,
    24: order.section,
    25: isDone ? 'F' : undefined,
  });
}

function resultSegments(order: StoryOrder): string[] {
  const at = `${compactTime(order.doneAt)}00+0700`;
  return order.results.map((result, i) => {
    const isNumber = /^[\d.]+$/.test(result.value);
    return segment('OBX', {
      1: String(i + 1),
      2: isNumber ? 'NM' : 'ST',
      3: `${result.loinc}^${escape(result.name)}^LN`,
      5: escape(result.value),
      6: result.unit === '' ? undefined : escape(result.unit),
      7: result.range === 'Âm tính' ? undefined : result.range,
      8: result.flag === '' ? 'N' : result.flag,
      11: 'F',
      14: at,
    });
  });
}

/** Finding and conclusion of a report in words, a line each. */
function reportText(order: StoryOrder): string[] {
  const lines = [order.finding, order.conclusion].filter((text) => text !== undefined);
  return lines.length === 0 ? [] : [segment('NTE', { 1: '1', 3: lines.map(escape).join('~') })];
}
