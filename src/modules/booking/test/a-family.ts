import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import type { TestPlatform } from '#platform/testing/start-platform.ts';
import type { DeskView } from '../api.ts';

/** Chị Hoa's family for tests: her child, the child's father with a telephone of his own, a ward whose court's order has a last day, a neighbour. */
export interface Family {
  readonly hoa: string;
  readonly father: string;
  readonly na: string;
  readonly ti: string;
  /** In her care until the end of 2026. */
  readonly ward: string;
  readonly neighbour: string;
  readonly station: string;
}

/** A moment on Việt Nam's clock. */
export const at = (day: string, clock: string): string => new Date(`${day}T${clock}:00+07:00`).toISOString();

export async function makeFamily(sen: TestPlatform): Promise<Family> {
  const people = await sen.people();
  const { record } = sen.context();
  const { station } = people;
  const patient = async (text: string, birthDate: string): Promise<string> => {
    const resource: Patient = {
      resourceType: 'Patient',
      active: true,
      name: [{ text }],
      gender: 'female',
      birthDate,
      managingOrganization: { reference: `Organization/${station}` },
    };
    return (await record.create(resource)).id;
  };
  const tie = async (of: string, to: string, code: string, end?: string): Promise<void> => {
    const related: RelatedPerson = {
      resourceType: 'RelatedPerson',
      active: true,
      patient: { reference: `Patient/${of}` },
      identifier: [{ system: 'urn:sen:patient', value: to }],
      relationship: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code }] }],
      ...(end !== undefined && { period: { start: '2026-01-01', end } }),
    };
    await record.create(related);
  };
  const [father, na, ti, ward, neighbour] = [
    await patient('Trần Văn Nam', '1986-02-02'),
    await patient('Trần Bé Na', '2025-09-20'),
    await patient('Trần Bé Tí', '2022-05-05'),
    await patient('Lê Thị Út', '2015-01-15'),
    await patient('Phạm Thị Bảy', '1970-07-07'),
  ];
  const hoa = people.hoa.patientId;
  for (const child of [na, ti]) {
    await tie(child, hoa, 'MTH');
    await tie(child, father, 'FTH');
  }
  await tie(ward, hoa, 'GUARD', '2026-12-31T23:59:59+07:00');
  for (const [username, patientId] of [
    ['nam', father],
    ['bay', neighbour],
  ] as const)
    await sen.platform.identity.createPerson({
      username,
      display: username,
      roles: [{ role: 'citizen' }],
      patientId,
    });
  // Works at the station, and is a citizen besides.
  await sen.platform.identity.createPerson({
    username: 'ys.bay',
    display: 'ys.bay',
    roles: [{ role: 'citizen' }, { role: 'station-worker', facilityId: station }],
    patientId: neighbour,
  });
  return { hoa, father, na, ti, ward, neighbour, station };
}

/** What a call answered. */
export interface Answer<T> {
  readonly status: number;
  readonly json: T;
}
export type Ask = <T = { code: string }>(who: string, path: string, body?: object) => Promise<Answer<T>>;

/** Asks as somebody, with a token of this moment. */
export function asker(sen: TestPlatform): Ask {
  return async <T>(who: string, path: string, body?: object) => {
    const call = await sen.as(who);
    const answer = await call(`/api/booking/${path}`, {
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        body: JSON.stringify(body),
      }),
    });
    return { status: answer.status, json: (await answer.json()) as T };
  };
}

/** A desk for vaccinations on weekdays: one person every half hour from 08:00 to 11:00. */
export const usualDesk = {
  name: 'Bàn tiêm chủng',
  services: ['immunisation', 'examination'],
  spans: [
    {
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      from: '08:00',
      to: '11:00',
      minutes: 30,
      places: 1,
      walkIns: 0,
    },
  ],
  closed: [] as string[],
  active: true,
};

export async function openDesk(ask: Ask, form: object = usualDesk): Promise<DeskView> {
  const { status, json } = await ask<{ desk: DeskView }>('bs.lan', 'desk/desks', form);
  if (status !== 200) throw new Error(`a desk was answered ${status}: ${JSON.stringify(json)}`);
  return json.desk;
}
