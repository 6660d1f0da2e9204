import { mkdir } from 'node:fs/promises';
import type { Patient } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { TestPlatform } from '#platform/testing/start-platform.ts';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';

let house: OpenSen;
const password = 'nhập rồi tách 2026';
const ids: Record<'calm' | 'double' | 'twin' | 'other', string> = {
  calm: '',
  double: '',
  twin: '',
  other: '',
};
const pictures = process.env['SEN_PICTURES'];

async function fill(sen: TestPlatform): Promise<string> {
  const { hoa, hospital } = await sen.people();
  await sen.platform.identity.setPassword(hoa.accountId, password);
  for (const [username, display] of [
    ['cb.binh', 'Phạm Thị Bình'],
    ['cb.thu', 'Lê Thị Thu'],
  ] as const)
    await sen.platform.identity.createPerson({
      username,
      display,
      password,
      roles: [{ role: 'registry-officer' }],
    });
  const { record } = sen.context();
  const make = async (patient: Partial<Patient>): Promise<string> =>
    (await record.create({ resourceType: 'Patient', active: true, ...patient })).id;
  const born = { birthDate: '1955-08-19', gender: 'female' as const };
  ids.calm = hoa.patientId;
  ids.double = await make({
    name: [{ use: 'official', text: 'Nguyễn Thị Hoa' }],
    birthDate: '1988-03-12',
    gender: 'female',
    identifier: [{ system: identifierSystem.personalNumber, value: '001188000001' }],
    telecom: [{ system: 'phone', value: '0912345678' }],
  });
  ids.twin = await make({ name: [{ use: 'official', text: 'Trần Thị Xuân' }], ...born });
  ids.other = await make({ name: [{ use: 'official', text: 'Trần Thị Thu' }], ...born });
  for (const id of [ids.double, ids.twin])
    for (const day of ['2026-05-01', '2026-06-02'])
      await record.create({
        resourceType: 'Encounter',
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        subject: { reference: `Patient/${id}` },
        serviceProvider: { reference: `Organization/${hospital}` },
        period: { start: `${day}T08:00:00+07:00`, end: `${day}T09:00:00+07:00` },
      });
  return password;
}

beforeAll(async () => {
  house = await openSen({ fill });
  if (pictures !== undefined) await mkdir(pictures, { recursive: true });
}, 240_000);
afterAll(() => house.stop());

const shoot = async (page: Page, name: string): Promise<void> => {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
};
const clean = async (page: Page, name: string): Promise<void> => {
  await shoot(page, name);
  expect(await house.faults(page), name).toEqual([]);
};
const why = 'Đã đối chiếu căn cước và gọi điện';

test('a pair is put side by side, joined, told to the citizen, objected to and taken apart again, on a desk and a phone', async () => {
  const desk = await house.sit('cb.binh');
  await goTo(desk, 'Nhập hồ sơ');
  await desk.getByRole('heading', { name: 'Bàn nhập hồ sơ' }).waitFor();
  await clean(desk, 'desk-1440');
  await desk.getByRole('button', { name: 'Đặt hai người cạnh nhau' }).click();
  await desk.getByRole('button', { name: 'Đặt hai người cạnh nhau' }).click();
  await desk.getByText('Hãy nhập số hoặc mã.').first().waitFor();
  await desk.getByLabel('Người thứ nhất').fill('001188000001');
  await desk.getByLabel('Người thứ hai').fill(ids.calm);
  await desk.getByRole('button', { name: 'Đặt hai người cạnh nhau' }).click();
  await desk.getByRole('heading', { name: 'Hai hồ sơ cạnh nhau' }).waitFor();
  await desk.getByText('2 lượt, từ 01/05/2026 đến 02/06/2026').waitFor();
  await clean(desk, 'pair-1440');
  await desk.setViewportSize({ width: 390, height: 844 });
  await clean(desk, 'pair-390');
  await desk.setViewportSize({ width: 1440, height: 900 });
  await desk.getByRole('group', { name: 'Hồ sơ nào được giữ' }).getByText('Nguyễn Thị Hoa').first().waitFor();
  await desk.getByRole('button', { name: 'Cùng một người' }).click();
  await desk.getByText('Hãy ghi lý do, ít nhất 5 chữ.').waitFor();
  await desk.getByLabel('Lý do, giấy tờ đã đối chiếu').fill(why);
  await desk.getByRole('button', { name: 'Cùng một người' }).click();
  await desk.getByRole('button', { name: 'Nhập hai hồ sơ' }).click();
  await desk.getByRole('link', { name: 'Xem việc nhập này' }).waitFor();

  const citizen = await house.sit('hoa', { width: 390, height: 844 });
  await goTo(citizen, /Nhập, tách|Hồ sơ của tôi được nhập/u);
  await citizen.getByText('Một hồ sơ khác đã được nhập vào hồ sơ của bạn').waitFor();
  await citizen.getByText(why).waitFor();
  await clean(citizen, 'own-390');
  await citizen.getByRole('button', { name: 'Tôi không đồng ý' }).click();
  await citizen.getByLabel('Điều gì không đúng').fill('Đó không phải là tôi, tôi chưa từng khám ở đó');
  await citizen.getByRole('button', { name: 'Gửi phản đối' }).click();
  await citizen.getByText('Cán bộ định danh sẽ trả lời ở đây.').waitFor();
  await citizen.close();

  await goTo(desk, 'Đã nhập');
  await desk.getByText('1 phản đối').waitFor();
  await clean(desk, 'done-1440');
  await desk.getByRole('link', { name: /^Xem việc nhập này/u }).click();
  await desk.getByText('Đó không phải là tôi').waitFor();
  await clean(desk, 'merge-1440');
  await desk.setViewportSize({ width: 390, height: 844 });
  await clean(desk, 'merge-390');
  await desk.getByLabel('Lý do, giấy tờ đã đối chiếu').fill('Người dân phản đối, kiểm tra lại là hai người');
  await desk.getByRole('button', { name: 'Tách lại' }).click();
  await desk.getByRole('button', { name: 'Tách hai hồ sơ' }).click();
  await desk.getByText('tách lại lúc').waitFor();
  await clean(desk, 'parted-390');
  await desk.close();
}, 240_000);

test('twins are proposed by one officer and refused by the other; a mixed record is divided, in English', async () => {
  const binh = await house.sit('cb.binh', { language: 'en', width: 390, height: 844 });
  await goTo(binh, 'Merge desk');
  await binh.getByRole('button', { name: 'Put two people side by side' }).click();
  await binh.getByLabel('First person').fill(ids.twin);
  await binh.getByLabel('Second person').fill(ids.other);
  await binh.getByRole('button', { name: 'Put two people side by side' }).click();
  await binh.getByText('Same family name, same birthday, another given name: perhaps twins').waitFor();
  await binh.getByLabel('Reason, papers that were compared').fill('Same birthday, same house');
  await binh.getByRole('button', { name: 'Propose to join' }).click();
  await binh.getByText('You proposed it. Another officer will decide.').waitFor();
  await clean(binh, 'proposed-en-390');
  await binh.close();

  const thu = await house.sit('cb.thu', { language: 'en' });
  await goTo(thu, 'Merge desk');
  await thu.getByRole('button', { name: /^Waiting for a second person/u }).click();
  await thu.getByText('Phạm Thị Bình proposes to join them').waitFor();
  await clean(thu, 'queue-en-1440');
  await thu.getByRole('link', { name: /^Open this pair/u }).click();
  await thu.getByLabel('Reason, papers that were compared').fill('They are twins, two birth certificates');
  await clean(thu, 'agree-en-1440');
  await thu.getByRole('button', { name: 'Do not agree' }).click();
  await thu.getByText('They are twins, two birth certificates').first().waitFor();

  await goTo(thu, 'Divide');
  await thu.getByLabel('Personal number or id of the record').fill(ids.twin);
  await thu.getByRole('button', { name: 'Open the record' }).click();
  await thu.getByRole('checkbox').first().check();
  await thu.getByLabel('Name', { exact: true }).fill('Trần Văn Hạ');
  await thu.getByLabel('Reason, papers that were compared').fill('Two people used one card');
  await clean(thu, 'split-en-1440');
  await thu.setViewportSize({ width: 390, height: 844 });
  await clean(thu, 'split-en-390');
  await thu.getByRole('button', { name: 'Move marked lines (1)' }).click();
  await thu.getByText('Lines that went to the other person: 1.').waitFor();
  await thu.close();
}, 240_000);
