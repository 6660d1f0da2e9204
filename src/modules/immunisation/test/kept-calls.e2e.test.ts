import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { HeldLot, HeldStock } from '../domain/held-stock.ts';
import { lotIdOf } from '../domain/lot-id.ts';
import { showFridges } from '../domain/show-stock.ts';
import { stockWith } from '../domain/stock-with.ts';

let sen: TestPlatform;
let lan: CallAs;
let hospital: CallAs;
let station: string;
let clock = new Date('2026-11-23T02:00:00Z');
const today = '2026-11-23';

beforeAll(async () => {
  sen = await startPlatform({ now: () => clock });
  const people = await sen.people();
  station = people.station;
  lan = await sen.as('bs.lan');
  await sen.platform.identity.createPerson({
    username: 'dd.vien',
    display: 'Điều dưỡng bệnh viện',
    roles: [{ role: 'nurse', facilityId: people.hospital }],
  });
  hospital = await sen.as('dd.vien');
}, 120_000);
afterAll(() => sen.stop());

interface Answer {
  readonly id: string;
  readonly outcome: string;
  readonly code?: string;
  readonly sentence?: string;
}
interface Call {
  readonly route: string;
  readonly input: object;
}

async function send(
  calls: readonly Call[],
  { as = lan, ids = calls.map(() => randomUUID() as string) } = {},
): Promise<Answer[]> {
  const writes = calls.map((call, at) => ({ id: ids[at], savedAt: clock.toISOString(), call }));
  const answer = await as('/api/device-sync/outbox', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'vi' },
    body: JSON.stringify({ writes }),
  });
  return ((await answer.json()) as { answers: Answer[] }).answers;
}
const outcomes = async (calls: readonly Call[]): Promise<string[]> =>
  (await send(calls)).map(({ outcome, code = '' }) => `${outcome} ${code}`.trim());
const held = async (): Promise<HeldStock> =>
  (await (await lan('/api/device-sync/reference/vaccine-store')).json()) as HeldStock;
const lotOf = async (id: string): Promise<HeldLot | undefined> =>
  (await held()).lots.find((lot) => lot.id === id);

const receive = async (lotNumber: string, more: object = {}): Promise<Call & { id: string }> => {
  const id = await lotIdOf(station, 'BCG', lotNumber);
  const lot = { doseCode: 'BCG', lotNumber, expiresOn: addDays(today, 300), dosesPerVial: 10, vials: 4 };
  return {
    id,
    route: 'POST /api/immunisation/stock/lots',
    input: { id, ...lot, at: clock.toISOString(), ...more },
  };
};
const change = (id: string, input: object): Call => ({
  route: 'POST /api/immunisation/stock/lots/:id',
  input: { id, at: clock.toISOString(), because: 'thử', ...input },
});
const fridge = (id: string, name: string): Call => ({
  route: 'POST /api/immunisation/cold-chain/fridges',
  input: { id, name },
});
const reading = (id: string, celsius: number, at: Date): Call => ({
  route: 'POST /api/immunisation/cold-chain/fridges/:id/readings',
  input: { id, celsius, at: at.toISOString() },
});
const minutesAgo = (minutes: number): Date => new Date(clock.getTime() - minutes * 60_000);

it('is made once however often it comes, also beside itself, and answers as it answered first', async () => {
  const lot = await receive('SYN-KEPT-1');
  const ids = [randomUUID()];
  const answers = await Promise.all([1, 2, 3].map(() => send([lot], { ids })));
  expect(answers.map(([one]) => one?.outcome)).toEqual(['accepted', 'accepted', 'accepted']);
  expect(await send([lot], { ids })).toEqual(answers[0]);
  expect(await lotOf(lot.id)).toMatchObject({ unopened: 4, version: 1 });
  // The same id with another content is another letter, and is refused.
  expect(await send([await receive('SYN-KEPT-1', { vials: 9 })], { ids })).toMatchObject([
    { outcome: 'refused', code: 'request.key-reused' },
  ]);
});

it('leaves the centre as the device showed it, whatever was done there in whichever order', async () => {
  const tu = randomUUID();
  const [a, b] = [
    await receive('SYN-KEPT-A', { fridgeId: tu, at: minutesAgo(500).toISOString() }),
    await receive('SYN-KEPT-B', { vials: 2 }),
  ];
  const before = await held();
  const calls: Call[] = [
    fridge(tu, 'Tủ số 7'),
    a,
    reading(tu, 5.5, minutesAgo(600)),
    reading(tu, 12.3, minutesAgo(300)),
    b,
    change(a.id, { act: 'waste', vials: 1 }),
    await receive('SYN-KEPT-A', { vials: 3, fridgeId: tu }),
    change(b.id, { act: 'lock', because: 'nghi hỏng' }),
    change(a.id, { act: 'send', vials: 2 }),
    change(a.id, { act: 'count', vials: 5, version: 4 }),
    reading(tu, 4, minutesAgo(20)),
    change(b.id, { act: 'unlock' }),
  ];
  const shown = stockWith(
    before,
    calls.map((call) => ({ call })),
  );
  expect(new Set(await outcomes(calls))).toEqual(new Set(['accepted']));
  const after = await held();
  expect(after).toEqual(shown);
  const [warm] = showFridges(after, clock).find(({ id }) => id === tu)!.excursions;
  expect(warm).toMatchObject({
    kind: 'warm',
    furthest: 12.3,
    from: minutesAgo(300).toISOString(),
    lots: [{ id: a.id }],
  });
  // A page at the centre says the same.
  const page = (await (await lan('/api/immunisation/cold-chain')).json()) as { fridges: { id: string }[] };
  expect(page.fridges.find(({ id }) => id === tu)).toEqual(
    showFridges(after, clock).find(({ id }) => id === tu),
  );
});

it('of two devices that both took the last vials, the second is told how many there are', async () => {
  const lot = await receive('SYN-KEPT-2', { vials: 1 });
  const taken = () => change(lot.id, { act: 'waste', vials: 1, because: 'vỡ lọ' });
  expect(await outcomes([lot, taken()])).toEqual(['accepted', 'accepted']);
  expect(await send([taken()])).toMatchObject([
    { outcome: 'refused', code: 'immunisation.stock-changed', sentence: expect.stringContaining('còn 0 lọ') },
  ]);
  expect(await lotOf(lot.id)).toMatchObject({ unopened: 0, wasted: 10 });
  // Both noted the same delivery: one lot, and what each was given.
  expect(await outcomes([await receive('SYN-KEPT-2', { vials: 2 })])).toEqual(['accepted']);
  expect(await lotOf(lot.id)).toMatchObject({ unopened: 2 });
  // Counted before the other's change was known: the count is made again.
  expect(await outcomes([change(lot.id, { act: 'count', vials: 1, version: 1 })])).toEqual([
    'refused immunisation.stock-changed',
  ]);
});

it('of a clock that is wrong is refused in words, and takes nothing of the others with it', async () => {
  const tu = randomUUID();
  const days = (n: number): Date => new Date(clock.getTime() + n * 86_400_000);
  expect(
    await outcomes([
      fridge(tu, 'Tủ số 9'),
      reading(tu, 5, days(2)),
      reading(tu, 5, days(-46)),
      reading(tu, 6, days(-44)),
      reading(tu, 7, minutesAgo(-3)),
    ]),
  ).toEqual(['accepted', 'refused request.invalid', 'refused request.invalid', 'accepted', 'accepted']);
  const [ahead] = await send([reading(tu, 5, days(2))]);
  expect(ahead?.sentence).toContain('chưa tới');
  expect((await held()).fridges.find(({ id }) => id === tu)?.readings).toEqual([
    { at: clock.toISOString(), celsius: 7 },
  ]);
});

it('reaches only what its contract lets a device keep, and only as far as the worker herself', async () => {
  const shot = { route: 'POST /api/immunisation/shots', input: {} };
  expect(await outcomes([shot, { route: 'POST /api/nowhere', input: {} }])).toEqual([
    'refused device.write-unfit',
    'refused device.write-unfit',
  ]);
  const tu = randomUUID();
  expect(await outcomes([fridge(tu, 'Tủ của trạm'), fridge(tu, 'Tủ của trạm')])).toEqual([
    'accepted',
    'accepted',
  ]);
  expect(await send([fridge(tu, 'Tủ của viện'), reading(tu, 30, clock)], { as: hospital })).toMatchObject([
    { code: 'record.not-found' },
    { code: 'record.not-found' },
  ]);
  const minh = await sen.as('bs.minh');
  expect(await send([fridge(randomUUID(), 'Tủ')], { as: minh }).catch(() => undefined)).toBeUndefined();
  expect((await held()).fridges.find(({ id }) => id === tu)).toMatchObject({
    name: 'Tủ của trạm',
    readings: [],
  });
  expect(await outcomes([change(tu, { act: 'count' })])).toEqual(['refused record.not-found']);
});

it('another version is told whenever devices have to fetch the stock anew, and only then', async () => {
  const version = async (): Promise<string | null> =>
    (await lan('/api/device-sync/reference/vaccine-store')).headers.get('etag');
  const lot = await receive('SYN-KEPT-3');
  const tu = randomUUID();
  const seen = [await version()];
  expect(seen[0]).toMatch(/./);
  for (const call of [
    lot,
    change(lot.id, { act: 'lock' }),
    fridge(tu, 'Tủ'),
    reading(tu, 4, minutesAgo(5)),
    reading(tu, 5, minutesAgo(5)),
  ]) {
    await send([call]);
    seen.push(await version());
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(await version()).toBe(seen.at(-1));
  clock = new Date(clock.getTime() + 60_000);
  expect(await version()).toBe(seen.at(-1));
});
