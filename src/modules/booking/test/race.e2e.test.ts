import type { Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { anActor } from '#platform/testing/an-actor.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { Context } from '#platform/context.ts';
import { cancel, confirmGroup, holdTimes, move } from '../store/acts.ts';
import { bookFor } from '../store/at-once.ts';
import { freeSomeExpired } from '../store/release.ts';
import { readBooking, type BookingRow } from '../store/rows.ts';
import { joinList } from '../store/waiting.ts';
import { actFor } from '../who.ts';
import { asker, at, makeFamily, openDesk, usualDesk } from './a-family.ts';

/** Clients, of whom each is a citizen with a record of her own and acts as she does through the door: right, transaction and all. */
const clients = 10_000;
const places = 100;
const atOnce = 64;
/** Ten times of ten places each. */
const times = Array.from({ length: 10 }, (_, nth) =>
  at('2026-11-24', `0${8 + Math.floor(nth / 6)}:${(nth % 6) * 10 || '00'}`),
);

let sen: TestPlatform;
let now = new Date(at('2026-11-23', '07:00'));
let deskId = '';
let citizens: string[] = [];

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  const family = await makeFamily(sen);
  const hall = {
    ...usualDesk,
    spans: [{ ...usualDesk.spans[0]!, to: '09:40', minutes: 10, places: 10 }],
  };
  deskId = (await openDesk(asker(sen), hall)).id;
  citizens = await makeCitizens(family.station);
}, 120_000);
afterAll(() => sen?.stop());

beforeEach(async () => {
  now = new Date(at('2026-11-23', '07:00'));
  for (const table of ['booking.booking', 'booking.waiting', 'booking.slot'])
    await sen.database.query(`delete from ${table}`);
});

async function makeCitizens(station: string): Promise<string[]> {
  const { record } = sen.context();
  const ids: string[] = [];
  for (let from = 0; from < clients; from += 500) {
    const entry = Array.from({ length: 500 }, (_, nth) => {
      const patient: Patient = {
        resourceType: 'Patient',
        active: true,
        name: [{ text: `Người Dân ${from + nth}` }],
        managingOrganization: { reference: `Organization/${station}` },
      };
      return { resource: patient, request: { method: 'POST' as const, url: 'Patient' } };
    });
    const answer = await record.bundle({ resourceType: 'Bundle', type: 'transaction', entry });
    ids.push(
      ...(answer.entry ?? []).map(({ response }) => /Patient\/([^/]+)/u.exec(response!.location!)![1]!),
    );
  }
  return ids;
}

/** The module's context of one citizen, in a transaction of its own. */
function asCitizen<T>(patientId: string, work: (ctx: Context) => Promise<T>): Promise<T> {
  const actor = anActor({
    kind: 'person',
    accountId: `account-${patientId}`,
    roles: ['citizen'],
    permissions: new Set(['booking.own', 'booking.find', 'record.read']),
    purpose: 'own',
    patientId,
  });
  return sen.contextOf('booking', actor).transaction(work);
}

/** Runs for each, so many at once; what was refused comes back as its code. */
async function race<T, R>(all: readonly T[], run: (one: T) => Promise<R>): Promise<(R | string)[]> {
  const answers: (R | string)[] = [];
  const left = all.entries();
  const worker = async (): Promise<void> => {
    for (const [nth, one] of left)
      answers[nth] = await run(one).catch((error: unknown) => {
        if (error instanceof AppError) return error.code;
        throw error;
      });
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}

const count = async (sql: string): Promise<number> =>
  (await sen.database.query<{ n: number }>(`select count(*)::int as n from ${sql}`)).rows[0]!.n;
const takenInAll = async (): Promise<number> =>
  (await sen.database.query<{ n: number }>('select coalesce(sum(taken), 0)::int as n from booking.slot'))
    .rows[0]!.n;
const mostOfATime = async (): Promise<number> =>
  (await sen.database.query<{ n: number }>('select coalesce(max(taken), 0)::int as n from booking.slot'))
    .rows[0]!.n;

/** One citizen wants one time, as the door lets her: the right is asked, and the place taken. */
const book = (patientId: string, startsAt: string): Promise<readonly BookingRow[]> =>
  asCitizen(patientId, async (ctx) => {
    await actFor(ctx, [patientId]);
    const { rows } = await bookFor(ctx, { deskId, service: 'immunisation', startsAt }, [patientId]);
    return rows;
  });

/** The same in two steps: kept, then confirmed. */
const holdAndConfirm = (patientId: string, startsAt: string): Promise<readonly BookingRow[]> =>
  asCitizen(patientId, async (ctx) => {
    const [held] = await holdTimes(ctx, { deskId, service: 'immunisation', startsAt }, [patientId]);
    return confirmGroup(ctx, held!.group_id);
  });

test('ten thousand clients for a hundred places end with exactly a hundred bookings', async () => {
  const answers = await race(
    citizens.map((id, nth) => [id, times[nth % times.length]!, nth] as const),
    ([id, startsAt, nth]) => (nth % 20 < 10 ? book : holdAndConfirm)(id, startsAt),
  );
  expect(answers.filter((one) => typeof one !== 'string')).toHaveLength(places);
  expect(new Set(answers.filter((one) => typeof one === 'string'))).toEqual(new Set(['booking.full']));
  expect(await count(`booking.booking where state = 'booked'`)).toBe(places);
  expect(await takenInAll()).toBe(places);
  expect(await mostOfATime()).toBe(10);
  const written = await booked();
  expect(new Set(written.map((row) => row.appointment_id)).size).toBe(places);
  const page = await sen
    .context()
    .record.search('Appointment', `_id=${written.map((row) => row.appointment_id).join(',')}&_count=200`);
  expect(page.matches).toHaveLength(places);
}, 120_000);

test('however many change their time at once, each has one place and no time has more than it holds', async () => {
  await fill();
  const rows = await booked();
  // Half of the places are given back, so that there is somewhere to go.
  await race(rows.slice(0, 50), (row) => asCitizen(row.patient_id, (ctx) => cancel(ctx, row, false)));
  const staying = rows.slice(50);
  const wishes = staying.flatMap((row, nth) =>
    times.map((_, turn) => [row, times[(nth + turn) % times.length]!] as const),
  );
  await race(wishes, ([row, startsAt]) =>
    asCitizen(row.patient_id, async (ctx) =>
      move(ctx, await readBooking(ctx, row.id), new Date(startsAt), false),
    ),
  );
  expect(await count(`booking.booking where state = 'booked'`)).toBe(50);
  expect(await takenInAll()).toBe(50);
  expect(await mostOfATime()).toBeLessThanOrEqual(10);
  const lost = await count(
    `(select s.taken - (select count(*) from booking.booking b where b.desk_id = s.desk_id and b.starts_at = s.starts_at
       and b.state in ('held', 'booked')) as difference from booking.slot s) as d where difference <> 0`,
  );
  expect(lost).toBe(0);
}, 60_000);

test('hundreds wait and all give back at once: each place goes to one who waits, in the order of asking', async () => {
  await fill();
  const waiting = citizens.slice(5000, 5300);
  for (const personId of waiting) {
    now = new Date(now.getTime() + 1);
    await asCitizen(personId, (ctx) =>
      joinList(ctx, {
        deskId,
        service: 'immunisation',
        personId,
        fromDay: '2026-11-24',
        toDay: '2026-11-24',
      }),
    );
  }
  await race(await booked(), (row) => asCitizen(row.patient_id, (ctx) => cancel(ctx, row, false)));
  const offered = async (): Promise<string[]> =>
    (
      await sen.database.query<{ patient_id: string }>(
        `select patient_id from booking.booking where state = 'held' and waiting_id is not null`,
      )
    ).rows.map((row) => row.patient_id);
  expect((await offered()).toSorted()).toEqual(waiting.slice(0, places).toSorted());
  expect(await takenInAll()).toBe(places);
  // All let it pass, two servers tidy up at once: the next hundred, and still not one place too many.
  now = new Date(now.getTime() + 2 * 3_600_000 + 1);
  await Promise.all([1, 2].map(() => freeSomeExpired(sen.contextOf('booking'), 1000)));
  expect((await offered()).toSorted()).toEqual(waiting.slice(places, 2 * places).toSorted());
  expect(await takenInAll()).toBe(places);
}, 120_000);

/** All places are taken. */
async function fill(): Promise<void> {
  await race(
    citizens.slice(0, places).map((id, nth) => [id, times[nth % times.length]!] as const),
    ([id, startsAt]) => book(id, startsAt),
  );
  expect(await takenInAll()).toBe(places);
}

async function booked(): Promise<BookingRow[]> {
  const { rows } = await sen.database.query<{ id: string }>(
    `select id from booking.booking where state = 'booked' order by id`,
  );
  return Promise.all(rows.map(({ id }) => readBooking(sen.contextOf('booking'), id)));
}
