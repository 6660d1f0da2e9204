import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import {
  startPopulationSimulator,
  type PopulationSimulator,
} from '#modules/doors/population/start-simulator.ts';
import { setLine } from '#modules/doors/registers/line-settings.ts';
import type { TestPlatform } from '#platform/testing/start-platform.ts';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { patientOfCitizen } from './a-registry.ts';

let house: OpenSen;
let population: PopulationSimulator;
const password = 'đối chiếu hai bên 2026';
/** Where pictures go for somebody who wants to look at the pages with her own eyes. */
const pictures = process.env['SEN_PICTURES'];

async function fill(sen: TestPlatform): Promise<string> {
  const { station, hoa, lan, admin } = await sen.people();
  for (const { accountId } of [hoa, lan, admin]) await sen.platform.identity.setPassword(accountId, password);
  await sen.platform.identity.createPerson({
    username: 'canbo',
    display: 'Cán bộ định danh',
    password,
    roles: [{ role: 'registry-officer' }],
  });
  population = await startPopulationSimulator({ port: 0 });
  const { record } = sen.context();
  const parts = [
    { birthDate: '1901-01-01' },
    { name: [{ text: 'NGUYEN VAN A' }], birthDate: '1955-05-05' },
    { gender: 'other' as const },
  ];
  for (const [at, part] of parts.entries())
    await record.create({ ...patientOfCitizen(population.citizen(at + 1), station), ...part });
  for (let at = 100; at < 120; at += 1)
    await record.create(patientOfCitizen(population.citizen(at), station));
  population.change(population.citizen(100).number, { state: 'dead', diedOn: '2026-10-02' });
  await setLine(sen.contextOf('doors'), 'population', population.line);
  return password;
}

beforeAll(async () => {
  house = await openSen({ fill });
}, 240_000);
afterAll(async () => {
  await population.stop();
  await house.stop();
});

const shot = async (page: Page, name: string): Promise<void> => {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
};

test('a station worker sees both sides, attaches the paper and proposes; the officer accepts, on a phone, in English', async () => {
  const lan = await house.sit('bs.lan');
  await goTo(lan, 'Đối chiếu');
  const first = lan.getByRole('table').getByRole('link').first();
  await first.waitFor({ timeout: 30_000 });
  await shot(lan, 'queue-vi-1440');
  expect(await house.faults(lan)).toEqual([]);
  const { name } = population.citizen(1);
  await lan.getByRole('link', { name }).click();
  await lan.getByRole('heading', { name }).waitFor();
  await shot(lan, 'task-vi-1440');
  expect(await house.faults(lan)).toEqual([]);
  await lan.getByRole('button', { name: 'Gửi đề nghị' }).click();
  await lan.getByText('Hãy chọn lý do và cách biết.').waitFor();
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    Buffer.alloc(4000),
  ]);
  await lan.locator('input[type=file]').setInputFiles({ name: 'cc.png', mimeType: 'image/png', buffer: png });
  await lan.getByText('Đã có giấy tờ: PNG').waitFor();
  const row = lan.getByRole('row', { name: /Ngày sinh/u });
  await row.getByLabel('Lấy bên kia').check();
  await lan.getByLabel('Lý do').selectOption('typed-wrongly');
  await lan.getByLabel('Biết bằng cách nào').selectOption('in-person');
  await lan.getByRole('button', { name: 'Gửi đề nghị' }).click();
  await lan.getByText('Đề nghị đã gửi').waitFor();
  await shot(lan, 'proposed-vi-1440');
  expect(await house.faults(lan)).toEqual([]);

  const officer = await house.sit('canbo', { width: 390, language: 'en' });
  await officer.getByRole('link', { name }).waitFor();
  await shot(officer, 'queue-en-390');
  expect(await house.faults(officer)).toEqual([]);
  await officer.getByRole('link', { name }).click();
  await officer.getByText('Taken from the other side: Date of birth').waitFor();
  await shot(officer, 'task-en-390');
  expect(await house.faults(officer)).toEqual([]);
  await officer.getByRole('button', { name: 'Give back' }).click();
  await officer.getByText('Say why it goes back').waitFor();
  await officer.getByRole('button', { name: 'Accept' }).click();
  await officer.getByText(/Closed: corrected as proposed/u).waitFor();
  await shot(officer, 'closed-en-390');
  expect(await house.faults(officer)).toEqual([]);
}, 120_000);

test('the queue reads well on a phone in Vietnamese and on a desk in English', async () => {
  const phone = await house.sit('bs.lan', { width: 390 });
  await goTo(phone, /Đối chiếu/u);
  await phone.getByRole('table').getByRole('link').first().waitFor({ timeout: 30_000 });
  await shot(phone, 'queue-vi-390');
  expect(await house.faults(phone)).toEqual([]);
  await phone.getByRole('link', { name: population.citizen(100).name }).click();
  await phone.getByText('Hãy hỏi gia đình').waitFor();
  await shot(phone, 'task-vi-390');
  expect(await house.faults(phone)).toEqual([]);
  const desk = await house.sit('canbo', { language: 'en' });
  await desk.getByRole('button', { name: 'Closed' }).waitFor();
  await shot(desk, 'queue-en-1440');
  expect(await house.faults(desk)).toEqual([]);
}, 120_000);

test('somebody says that her details are wrong, on a phone, and takes it back', async () => {
  const hoa = await house.sit('hoa', { width: 390 });
  await goTo(hoa, /Thông tin/u);
  await hoa.getByRole('button', { name: 'Báo thông tin sai' }).click();
  await hoa.getByRole('button', { name: 'Gửi', exact: true }).click();
  await hoa.getByText('Hãy điền ít nhất một mục.').waitFor();
  await hoa.getByLabel('Ngày sinh đúng').fill('31/02/1988');
  await hoa.getByRole('button', { name: 'Gửi', exact: true }).click();
  await hoa.getByText('Ngày này không đọc được').waitFor();
  await shot(hoa, 'own-form-vi-390');
  expect(await house.faults(hoa)).toEqual([]);
  await hoa.getByLabel('Ngày sinh đúng').fill('21/3/1988');
  await hoa.getByRole('button', { name: 'Gửi', exact: true }).click();
  await hoa.getByText('Sửa ngày sinh').waitFor();
  await shot(hoa, 'own-vi-390');
  expect(await house.faults(hoa)).toEqual([]);
  const desk = await house.sit('hoa', { language: 'en' });
  await goTo(desk, /Details/u);
  await desk.getByText('Correct date of birth').waitFor();
  await shot(desk, 'own-en-1440');
  expect(await house.faults(desk)).toEqual([]);
  await desk.getByRole('button', { name: 'Take back' }).click();
  await desk.getByText('taken back by the person').waitFor();
}, 120_000);

test('a run over everybody waits while the other side is down, and goes on by itself before one’s eyes', async () => {
  const admin = await house.sit('quantri');
  await goTo(admin, /Xác minh/u);
  population.setFault('down');
  await admin.getByRole('button', { name: 'Xác minh tất cả với CSDL dân cư' }).click();
  await admin.getByText(/Bên kia không trả lời từ/u).waitFor({ timeout: 30_000 });
  await shot(admin, 'runs-waiting-vi-1440');
  expect(await house.faults(admin)).toEqual([]);
  population.setFault('none');
  await admin.getByText('Xong', { exact: true }).waitFor({ timeout: 60_000 });
  await shot(admin, 'runs-vi-1440');
  const phone = await house.sit('canbo', { width: 390, language: 'en' });
  await goTo(phone, /Runs|Verify everybody/u);
  await phone.getByText('Done', { exact: true }).waitFor();
  await shot(phone, 'runs-en-390');
  expect(await house.faults(phone)).toEqual([]);
}, 180_000);
