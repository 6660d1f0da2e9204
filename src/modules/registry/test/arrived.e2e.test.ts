import type { Patient, Procedure } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deviceId } from '#kernel/offline/device-id.ts';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { PersonView } from '../domain/person-contract.ts';

let sen: TestPlatform;
let lan: CallAs;
let station: string;
const now = new Date('2026-11-23T02:00:00Z');
const today = '2026-11-23';

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  station = (await sen.people()).station;
  lan = await sen.as('bs.lan');
}, 120_000);
afterAll(() => sen.stop());

const person = (id: string, name: string, more: Partial<Patient> = {}): Patient => ({
  resourceType: 'Patient',
  id,
  active: true,
  name: [{ text: name }],
  gender: 'female',
  birthDate: '1995-02-03',
  managingOrganization: { reference: `Organization/${station}` },
  ...more,
});
const livingWith = (id: string): Partial<Patient> => ({
  extension: [{ url: 'urn:sen:lives-with', valueReference: { reference: `Patient/${id}` } }],
});

async function send(writeId: string, ...patients: readonly Patient[]): Promise<{ outcome: string }> {
  const entry = patients.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `Patient/${resource.id!}`, ifNoneMatch: '*' },
  }));
  const answer = await lan('/api/device-sync/outbox', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      writes: [
        {
          id: writeId,
          savedAt: now.toISOString(),
          bundle: { resourceType: 'Bundle', type: 'transaction', entry },
        },
      ],
    }),
  });
  return ((await answer.json()) as { answers: { outcome: string }[] }).answers[0]!;
}
const view = async (id: string): Promise<PersonView> =>
  (await (await lan(`/api/registry/people/${id}`)).json()) as PersonView;
const post = async (path: string, body: object) => {
  const answer = await lan(`/api/registry/people/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { pregnancyId: string };
};

it('who was registered on a device as living with somebody joins that home at the centre, once', async () => {
  const [mother, child, sister] = [deviceId(now), deviceId(now), deviceId(now)];
  await send('home-1', person(mother, 'Lò Thị Mai'));
  const born = person(child, 'Lò Văn Tư', { birthDate: '2020-01-02', gender: 'male', ...livingWith(mother) });
  expect(await send('home-2', born)).toMatchObject({ outcome: 'accepted' });
  expect(await send('home-2', born)).toMatchObject({ outcome: 'accepted' });
  await send('home-3', person(sister, 'Lò Thị Năm', { birthDate: '2018-01-02', ...livingWith(child) }));
  const { household } = await view(mother);
  expect(household?.members.map(({ id }) => id).toSorted()).toEqual([child, sister].toSorted());
  expect(household).toMatchObject({ role: 'head', former: [] });
});

it('whoever lives with somebody unknown here is registered all the same', async () => {
  const id = deviceId(now);
  expect(await send('home-4', person(id, 'Vi Thị Sen', livingWith(deviceId(now))))).toMatchObject({
    outcome: expect.any(String),
  });
});

it('a birth that is written at the desk stands in the book of births, once', async () => {
  const mother = deviceId(now);
  await send('birth-1', person(mother, 'Hà Thị Nhàn'));
  const { pregnancyId } = await post(`${mother}/pregnancies`, { dueDate: addDays(today, 3), fetuses: 1 });
  await post(`${mother}/pregnancies/${pregnancyId}/birth`, { on: today, children: [{ gender: 'female' }] });
  const found = await sen
    .context()
    .record.search('Procedure', `patient=${mother}&code=urn:sen:delivery|delivery`);
  expect(found.matches.map(({ text }) => JSON.parse(text) as Procedure)).toMatchObject([
    {
      status: 'completed',
      performedDateTime: today,
      extension: [{ valueReference: { reference: `EpisodeOfCare/${pregnancyId}` } }],
    },
  ]);
});
