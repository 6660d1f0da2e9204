import type { Appointment } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { showDay } from '#kernel/display/show-date.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { inVietnam } from '../domain/appointment.ts';
import { makeFamily, type Family } from '../test/a-family.ts';

const phone = { width: 390, height: 844 } as const;
const shots = process.env['SEN_SHOTS'];
const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

let open: OpenSen;
let family: Family;
beforeAll(async () => {
  open = await openSen();
  family = await makeFamily(open.sen);
  const { identity } = open.sen.platform;
  const nam = await identity.findAccountByName('nam');
  await identity.setPassword(nam!.id, 'sen nở giữa đầm 2026');
});
afterAll(() => open?.stop());
beforeEach(async () => {
  for (const table of ['booking.booking', 'booking.slot', 'booking.desk', 'commune_station.queue_place'])
    await open.sen.database.query(`delete from ${table}`);
});

/** The booked day has come: what was booked ahead for somebody is for today. */
async function theDayComes(patientId: string): Promise<void> {
  const now = new Date();
  const starts = new Date(now.getTime() - 60_000);
  const { rows } = await open.sen.database.query<{ appointment_id: string }>(
    `update booking.booking set day = $2, starts_at = $3, ends_at = $4 where patient_id = $1 and state = 'booked' returning appointment_id`,
    [patientId, dayInVietnam(now), starts, new Date(now.getTime() + 600_000)],
  );
  const { record } = open.sen.context();
  const id = rows[0]!.appointment_id;
  const appointment = JSON.parse((await record.read('Appointment', id)).text) as Appointment;
  await record.update({ ...appointment, start: inVietnam(starts), end: inVietnam(now) });
}

const asLan = async <T>(path: string, body?: object): Promise<T> => {
  const call = await open.sen.as('bs.lan');
  const answer = await call(path, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  expect(answer.ok, `${path} ${answer.status}`).toBe(true);
  return (await answer.json()) as T;
};

describe('bookings', () => {
  it('is booked, received and called: from the desk’s hours to the next date on the mother’s phone', async () => {
    const desk = await open.sit('bs.lan', { width: 1440, height: 900 });
    await goTo(desk, 'Lịch đặt');
    await desk.getByRole('link', { name: 'Giờ nhận và số chỗ' }).click();
    await desk.getByText('Chưa có bàn nào nhận đặt lịch').waitFor();
    expect(await open.faults(desk)).toEqual([]);
    await desk.getByRole('button', { name: 'Thêm bàn' }).click();
    await desk.getByRole('button', { name: 'Lưu bàn' }).click();
    await desk.getByText('Hãy đặt tên cho bàn.').waitFor();
    await desk.getByLabel('Tên bàn').fill('Bàn tiêm chủng');
    for (const box of ['Tiêm chủng', 'Thứ bảy', 'Chủ nhật'])
      await desk.getByLabel(box, { exact: true }).check();
    await desk.getByLabel('Từ', { exact: true }).fill('07:00');
    await desk.getByLabel('Đến', { exact: true }).fill('17:00');
    expect(await open.faults(desk)).toEqual([]);
    await shoot(desk, 'booking-rules-1440');
    await desk.getByRole('button', { name: 'Lưu bàn' }).click();
    await desk.getByText(/07:00 – 17:00, 15 phút mỗi người/u).waitFor();

    const mother = await open.sit('hoa', phone);
    await goTo(mother, 'Lịch hẹn');
    const child = mother.getByRole('listitem').filter({ hasText: 'Trần Bé Na' });
    await child.getByText(/^Hồ sơ chưa ghi mũi tiêm nào\./u).waitFor();
    expect(await open.faults(mother)).toEqual([]);
    await shoot(mother, 'booking-mine-390');
    await child.getByRole('link', { name: 'Đặt lịch tiêm' }).click();
    await mother.getByRole('button', { name: /^Chọn Trạm/u }).click();
    const day = mother.getByLabel('Ngày', { exact: true });
    await day.waitFor();
    await day.selectOption({ index: 1 });
    await mother.getByLabel(/^08:00/u).check();
    expect(await open.faults(mother)).toEqual([]);
    await shoot(mother, 'booking-time-390');
    await mother.getByRole('button', { name: /^Chọn Thứ|^Chọn Chủ/u }).click();
    await mother.getByText('Giờ này đang giữ cho bạn', { exact: false }).waitFor();
    expect(await open.faults(mother)).toEqual([]);
    await shoot(mother, 'booking-confirm-390');
    await mother.getByRole('button', { name: 'Đặt lịch', exact: true }).click();
    await mother.getByText('Trần Bé Na · Tiêm chủng').waitFor();
    await mother.getByText('Đã đặt lịch').waitFor();
    expect(await open.faults(mother)).toEqual([]);

    await theDayComes(family.na);
    const answered = mother.waitForResponse((one) => one.url().endsWith('/code') && one.ok());
    await mother.reload();
    await mother.getByRole('button', { name: 'Mã đến nơi' }).click();
    const { code } = (await (await answered).json()) as { code: string };
    await mother.locator('svg.qr').waitFor();
    expect(await open.faults(mother)).toEqual([]);
    await shoot(mother, 'booking-code-390');
    await mother.keyboard.press('Escape');

    await desk.goto(`${open.sen.url}/reception`);
    await desk.getByLabel('Mã lịch hẹn, thẻ sức khỏe hay số định danh').click();
    await desk.keyboard.insertText(code);
    await desk.keyboard.press('Enter');
    await desk
      .getByText(/^Số \d+$/u)
      .first()
      .waitFor();
    await desk.getByText('Trần Bé Na').first().waitFor();
    expect(await open.faults(desk)).toEqual([]);
    await shoot(desk, 'booking-reception-1440');
    await mother.reload();
    await mother.getByText('Đến lượt tiếp theo, xin đứng gần cửa.').waitFor();
    expect(await open.faults(mother)).toEqual([]);
    await shoot(mother, 'booking-position-390');

    // The day of the station calls her in; phone and hall hear of it by themselves.
    await desk.goto(`${open.sen.url}/reception/board`);
    await desk.getByRole('heading', { name: 'Đang gọi' }).waitFor();
    const { here } = await asLan<{ here: { id: string; person?: { id: string } }[] }>('/api/station/day');
    const place = here.find(({ person }) => person?.id === family.na)!;
    await asLan(`/api/station/day/${place.id}/state`, { state: 'inside' });
    await mother.getByText('Mời vào.').waitFor();
    await desk.locator('.booking-board-now', { hasText: 'Bàn tiêm chủng' }).waitFor();
    expect(await open.faults(desk)).toEqual([]);
    await shoot(desk, 'booking-board-1440');

    const today = dayInVietnam(new Date());
    await asLan('/api/immunisation/history', { patientId: family.na, doseCode: 'MEASLES1', on: today });
    await asLan(`/api/station/day/${place.id}/state`, { state: 'done' });
    const { nextDueOn } = await asLan<{ nextDueOn?: string }>(
      `/api/immunisation/people/${family.na}/forecast`,
    );
    await mother.reload();
    await mother
      .getByRole('listitem')
      .filter({ hasText: 'Trần Bé Na' })
      .getByText(showDay(nextDueOn), { exact: false })
      .waitFor();
    expect(await open.faults(mother)).toEqual([]);
    await mother.context().close();
    await desk.context().close();
  });

  it('in English: the father books, changes the time, waits, and takes his number from the code at the door', async () => {
    await asLan('/api/booking/desk/desks', {
      name: 'Room 2',
      services: ['examination'],
      spans: [
        {
          days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
          from: '08:00',
          to: '09:00',
          minutes: 30,
          places: 1,
          walkIns: 0,
        },
      ],
      closed: [],
      active: true,
    });
    const father = await open.sit('nam', { ...phone, language: 'en' });
    await goTo(father, 'Bookings');
    await father.getByRole('link', { name: 'Book a visit' }).click();
    await father.getByRole('listitem').filter({ hasText: 'Room 2' }).getByRole('button').click();
    await father
      .getByLabel(/^08:30/u)
      .first()
      .check();
    await father.getByText('No time that fits? Join the waiting list').click();
    expect(await open.faults(father)).toEqual([]);
    await shoot(father, 'booking-time-en-390');
    await father.getByRole('button', { name: /^Choose (Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day/u }).click();
    await father.getByRole('button', { name: 'Book', exact: true }).click();
    await father.getByRole('button', { name: 'Change time' }).click();
    const sheet = father.getByRole('dialog');
    await sheet
      .getByLabel(/^08:00/u)
      .first()
      .check();
    expect(await open.faults(father)).toEqual([]);
    await sheet.getByRole('button', { name: 'Change to this time' }).click();
    await sheet.waitFor({ state: 'detached' });
    await father.locator('.booking-when', { hasText: '08:00' }).waitFor();
    expect(await open.faults(father)).toEqual([]);

    await theDayComes(family.father);
    const { code } = await asLan<{ code: string }>('/api/booking/desk/door');
    await father.goto(`${open.sen.url}/booking/arrive`);
    await father
      .getByLabel('Code at the door')
      .fill(code.replace(/.$/u, (last) => (last === 'A' ? 'B' : 'A')));
    await father.getByRole('button', { name: 'Take a number' }).click();
    await father.getByText('This is no booking code of Sen', { exact: false }).waitFor();
    await father.getByLabel('Code at the door').fill(code);
    await father.getByRole('button', { name: 'Take a number' }).click();
    await father.getByText('Your number').waitFor();
    expect(await open.faults(father, /422 \/api\/booking\/arrive/u)).toEqual([]);
    await shoot(father, 'booking-arrive-en-390');
    await father.context().close();
  });
});
