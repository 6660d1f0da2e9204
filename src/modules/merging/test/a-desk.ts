import type { Patient, Resource } from '@medplum/fhirtypes';
import { expect } from 'vitest';
import type { EventType } from '#kernel/contract.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { candidatesFound } from '../../registry/api.ts';
import type { PairLine, PairView } from '../api.ts';

export let sen: TestPlatform;
export let binh: CallAs;
export let thu: CallAs;
export let hoa: CallAs;
export let lan: CallAs;
export let station: string;
export let hospital: string;
export const clean = (text: string): unknown => {
  const { meta: _meta, ...rest } = JSON.parse(text) as Patient;
  return rest;
};

/** Opens a house with two registry officers. */
export async function openDesk(): Promise<void> {
  sen = await startPlatform();
  const people = await sen.people();
  station = people.station;
  hospital = people.hospital;
  for (const [username, display] of [
    ['cb.binh', 'Phạm Thị Bình'],
    ['cb.thu', 'Lê Thị Thu'],
  ] as const)
    await sen.platform.identity.createPerson({
      username,
      display,
      roles: [{ role: 'registry-officer', facilityId: people.station }],
    });
  binh = await sen.as('cb.binh');
  thu = await sen.as('cb.thu');
  hoa = await sen.as('hoa');
  lan = await sen.as('bs.lan');
}

/** Closes it. */
export const closeDesk = (): Promise<void> => sen.stop();

export const record = () => sen.context().record;
export const make = async (resource: Resource): Promise<string> => (await record().create(resource)).id;
/** Somebody of whom nothing but what is told differs from the next one. */
export async function somebody(more: Partial<Patient> = {}): Promise<string> {
  return make({
    resourceType: 'Patient',
    active: true,
    name: [{ use: 'official', text: 'Đặng Thị Cúc' }],
    gender: 'female',
    birthDate: '1971-05-20',
    ...more,
  });
}
export const visit = (patientId: string, facility: string, more: object = {}): Promise<string> =>
  make({
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: { reference: `Patient/${patientId}` },
    serviceProvider: { reference: `Organization/${facility}` },
    period: { start: '2026-05-01T08:00:00+07:00', end: '2026-05-01T09:00:00+07:00' },
    ...more,
  });
export const pulse = (patientId: string, more: object = {}): Promise<string> =>
  make({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: '2026-05-01T08:30:00+07:00',
    ...more,
  });

export async function call(by: CallAs, method: string, path: string, body?: object) {
  const answer = await by(`/api/merging${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: JSON.parse(text) as never };
}
export const code = (json: unknown): string => (json as { code?: string }).code ?? JSON.stringify(json);

export async function pairOf(one: string, other: string): Promise<PairView> {
  const added = await call(binh, 'POST', '/pairs', { one, other });
  expect(added.status, added.text).toBe(200);
  const { id } = added.json as { id: string };
  const read = await call(binh, 'GET', `/pairs/${id}`);
  expect(read.status, read.text).toBe(200);
  return read.json;
}
export const seen = (pair: PairView): Record<string, number> =>
  Object.fromEntries(pair.sides.map(({ person, version }) => [person.id, version]));
export const why = 'Đã gọi điện và đối chiếu căn cước';

/** Joins two people with as many officers as it takes. */
export async function join(
  one: string,
  other: string,
  survivorId: string,
  choices: object = {},
): Promise<string> {
  const pair = await pairOf(one, other);
  const decided = await call(binh, 'POST', `/pairs/${pair.id}/decision`, {
    decision: 'same',
    words: why,
    survivorId,
    choices,
    versions: seen(pair),
  });
  expect(decided.status, decided.text).toBe(200);
  const { state, mergeId } = decided.json as { state: string; mergeId?: string };
  if (state === 'joined') return mergeId!;
  const agreed = await call(thu, 'POST', `/pairs/${pair.id}/agreement`, { agrees: true, words: why });
  expect(agreed.status, agreed.text).toBe(200);
  return (agreed.json as { mergeId: string }).mergeId;
}
export const part = (mergeId: string, more: object = {}) =>
  call(binh, 'POST', `/merges/${mergeId}/part`, { words: 'Hai chị em sinh đôi, nhập nhầm', ...more });
export const foundOf = async (query: string): Promise<string[]> => {
  const [type, rest] = query.split('?');
  return (await record().search(type!, rest!)).matches.map(({ id }) => id).toSorted();
};

/** The registry tells of two people. */
export const tell = (found: Payload): Promise<void> =>
  sen.contextOf('merging').transaction((inside) => inside.emit(candidatesFound, found));
type Payload = typeof candidatesFound extends EventType<infer P> ? P : never;

/** True for the pair of these two; the registry looks for others by itself. */
export const isOf = ({ people }: PairLine, ids: readonly string[]): boolean =>
  people.every(({ id }) => ids.includes(id));

/** All pages of the queue, in its order. */
export async function allPairs(state: string): Promise<PairLine[]> {
  const pairs: PairLine[] = [];
  let cursor = '';
  do {
    const page = (await call(binh, 'GET', `/pairs?state=${state}${cursor}`)).json as {
      pairs: PairLine[];
      next?: string;
    };
    pairs.push(...page.pairs);
    cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
  } while (cursor !== '');
  return pairs;
}
