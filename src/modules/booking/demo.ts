import type { Bundle, Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';
import type { BookingView, DeskView, PlaceLine, TimeLine } from './api.ts';

/**
 * The station and the hospital open desks; chị Hoa, named as Mai's mother by the station, books Mai's vaccination for the first day that is free.
 * What a story that was broken off told already is not told again.
 */
export const chapter: DemoChapter = {
  title: { vi: 'Đặt lịch khám', en: 'Booking' },
  order: 72,
  async tell(ctx, progress, stage) {
    const [lan, minh, hoa] = [
      await stage.signIn('bs.lan'),
      await stage.signIn('bs.minh'),
      await stage.signIn('hoa'),
    ];
    const station = asker(stage, lan.token);
    await openDesks(station, stationDesks);
    await openDesks(asker(stage, minh.token), hospitalDesks);
    progress(0.5, { vi: 'chị Hoa đặt lịch tiêm cho con', en: 'chị Hoa books for her daughter' });
    const yesterday = addDays(dayInVietnam(ctx.now()), -1);
    const born = `${Number(yesterday.slice(0, 4)) - 10}-06-18`;
    const { entry = [] } = await station<Bundle<Patient>>(
      'GET',
      `/fhir/Patient?name=${encodeURIComponent('Phạm Ngọc Mai')}&birthdate=${born}`,
    );
    const mai = entry[0]?.resource?.id;
    if (mai !== undefined && hoa.patientId !== undefined) {
      await station('POST', `/api/registry/people/${mai}/ties`, {
        kind: 'mother',
        otherId: hoa.patientId,
        reason: 'Giấy khai sinh xem tại trạm',
      });
      await bookFirst(asker(stage, hoa.token), mai, lan.facilityId);
    }
    progress(1, { vi: 'xong', en: 'done' });
  },
};

type Ask = <T>(method: 'GET' | 'POST', path: string, body?: object) => Promise<T>;

async function openDesks(ask: Ask, desks: readonly object[]): Promise<void> {
  const known = await ask<{ desks: DeskView[] }>('GET', '/api/booking/desk/desks');
  if (known.desks.length > 0) return;
  for (const desk of desks) await ask('POST', '/api/booking/desk/desks', desk);
}

async function bookFirst(ask: Ask, personId: string, facilityId: string | undefined): Promise<void> {
  const mine = await ask<{ bookings: BookingView[] }>('GET', '/api/booking/mine');
  if (mine.bookings.length > 0 || facilityId === undefined) return;
  const { places } = await ask<{ places: PlaceLine[] }>(
    'GET',
    `/api/booking/places?service=immunisation&facilityId=${facilityId}`,
  );
  const [place] = places;
  if (place?.firstFree === undefined) return;
  const { deskId } = place;
  const day = dayInVietnam(new Date(place.firstFree));
  const { times } = await ask<{ times: TimeLine[] }>('GET', `/api/booking/desks/${deskId}/times?day=${day}`);
  const startsAt = times.find(({ free }) => free > 0)?.startsAt;
  if (startsAt === undefined) return;
  await ask('POST', '/api/booking/bookings', {
    deskId,
    service: 'immunisation',
    startsAt,
    personIds: [personId],
  });
}

const workDays = ['mon', 'tue', 'wed', 'thu', 'fri'];
const morning = { days: workDays, from: '07:30', to: '11:00', minutes: 15, places: 2, walkIns: 20 };
const afternoon = { ...morning, from: '13:30', to: '16:30' };
const common = { closed: [], active: true };

const stationDesks = [
  { ...common, name: 'Bàn tiêm chủng', services: ['immunisation'], spans: [morning, afternoon] },
  {
    ...common,
    name: 'Phòng khám trạm',
    services: ['examination', 'chronic', 'antenatal', 'child'],
    spans: [morning, { ...afternoon, walkIns: 40 }],
  },
];
const hospitalDesks = [
  {
    ...common,
    name: 'Phòng khám nội',
    services: ['examination', 'chronic'],
    spans: [
      { ...morning, minutes: 10, places: 4 },
      { ...afternoon, minutes: 10, places: 4 },
    ],
  },
  {
    ...common,
    name: 'Phòng khám mắt',
    services: ['eye'],
    spans: [{ ...morning, days: ['tue', 'thu'], places: 1 }],
  },
];

function asker({ url }: DemoStage, token: string): Ask {
  return async <T>(method: 'GET' | 'POST', path: string, body?: object) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // The text may name a person: only the status is told.
    if (!answer.ok)
      throw new AppError('internal.unexpected', {
        detail: `demo booking: ${method} was answered ${answer.status}`,
      });
    return (await answer.json()) as T;
  };
}
