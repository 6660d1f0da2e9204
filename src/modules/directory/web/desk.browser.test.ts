import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestPlatform } from '#platform/testing/start-platform.ts';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { doctorAt, hospital, openDesks, post } from '../test/desk-of-bac-ninh.ts';
import { makeXlsx } from '../test/make-xlsx.ts';

let house: OpenSen;
const password = 'sổ tay nơi khám gần nhà 2026';

async function fill(sen: TestPlatform): Promise<string> {
  const { bacNinh } = await openDesks(sen, password);
  const { body } = await post(bacNinh, '/desk/facilities', { form: hospital });
  const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  const ending = {
    ...doctorAt(body['id']!),
    name: 'Đỗ Văn Sắp Hết',
    personalNumber: undefined,
    licences: [{ number: '005000/BN-GPHN', from: '2022-01-01', to: soon }],
  };
  for (const form of [doctorAt(body['id']!), ending])
    expect((await post(bacNinh, '/desk/workers', { form })).status).toBe(200);
  return password;
}

beforeAll(async () => {
  house = await openSen({ fill });
}, 180_000);
afterAll(() => house.stop());

/** Screenshots are kept where a person asks for them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SEN_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

test('a Department of Health changes a facility; what is wrong is told beside its field', async () => {
  const page = await house.stay('syt.bacninh');
  await goTo(page, 'Cơ sở');
  await page.getByRole('link', { name: /Sen Tiên Du/u }).waitFor();
  await picture(page, 'desk facilities vi 1440');
  expect(await house.faults(page)).toEqual([]);
  await page.getByRole('link', { name: /Sen Tiên Du/u }).click();
  await page.getByText('Đang chọn: Xã Tiên Du').waitFor();
  await picture(page, 'edit facility vi 1440');
  expect(await house.faults(page)).toEqual([]);
  await page.getByLabel('Giờ mở cửa').fill('sáng sớm');
  await page.getByRole('button', { name: 'Lưu cơ sở' }).click();
  await page.getByText('Chưa đọc được giờ này').waitFor();
  await page.getByLabel('Giờ mở cửa').fill('T2-T6 07:00-17:00; T7 07:00-11:30');
  await page.getByLabel('Tiêm chủng').check();
  await page.getByLabel('Nhi', { exact: true }).fill('25');
  await page.getByRole('button', { name: 'Lưu cơ sở' }).click();
  await page.getByText('Đã lưu: giờ mở cửa, dịch vụ, giường.').waitFor();
  await page.getByRole('link', { name: 'Xem trang công khai' }).click();
  await page.getByText('Thứ hai – Thứ sáu: 07:00 – 17:00').waitFor();
  await page.getByText('Tiêm chủng').waitFor();
});

test('a new facility is added on a phone, with its commune found by a few letters', async () => {
  const page = await house.stay('syt.bacninh', { width: 390, language: 'en' });
  await goTo(page, 'Facilities');
  await page.getByRole('link', { name: 'Add a facility' }).click();
  await page.getByLabel('Facility code').fill('24777');
  await page.getByLabel('Name').fill('Trạm Y tế Lạc Vệ (giả định)');
  await page.getByRole('button', { name: 'Save the facility' }).click();
  await page.getByText('Correct the fields that are marked.').waitFor();
  await page.getByLabel('Find a commune').fill('tien du bac');
  await page.getByRole('button', { name: /Xã Tiên Du, Tỉnh Bắc Ninh/u }).click();
  await page.getByText('Chosen: Xã Tiên Du').waitFor();
  await picture(page, 'new facility en 390');
  expect(await house.faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save the facility' }).click();
  await page.getByText('Who changed what').waitFor();
  expect(await house.faults(page)).toEqual([]);
});

test('whose licence ends soon is seen, and a licence is suspended with its ground', async () => {
  const page = await house.stay('syt.bacninh');
  await goTo(page, 'Hành nghề');
  await page.getByRole('radio', { name: 'Giấy phép sắp hết hạn' }).check();
  await page.getByRole('link', { name: /Đỗ Văn Sắp Hết/u }).waitFor();
  expect(await page.getByRole('link', { name: /Bích Đào/u }).count()).toBe(0);
  await picture(page, 'workers vi 1440');
  expect(await house.faults(page)).toEqual([]);
  await page.getByLabel('Tìm theo').selectOption('name');
  await page.getByRole('searchbox').fill('bich dao');
  await page.getByRole('button', { name: 'Tìm', exact: true }).click();
  await page.getByRole('link', { name: /Bích Đào/u }).click();
  await page.getByText('Hiệu lực giấy phép').waitFor();
  await picture(page, 'edit worker vi 1440');
  expect(await house.faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Đình chỉ' }).click();
  await page.getByText('Hãy ghi căn cứ').waitFor();
  await page.getByLabel('Căn cứ').fill('QĐ 15/SYT ngày 2/11/2026');
  await page.getByRole('button', { name: 'Đình chỉ' }).click();
  await page.getByText('Giấy phép 004321/BN-GPHN: đang đình chỉ.').waitFor();
});

test('a spreadsheet is sent, seen line by line, written and reported, also on a phone', async () => {
  const page = await house.stay('syt.bacninh', { language: 'en' });
  await goTo(page, 'Import');
  await page.getByText('No import yet').waitFor();
  expect(await house.faults(page)).toEqual([]);
  const sheet = makeXlsx([
    ['Mã cơ sở', 'Tên cơ sở', 'Loại cơ sở', 'Xã/Phường', 'Tỉnh'],
    ['24811', 'Tr¹m Y tÕ Hßa B×nh', 'Trạm y tế', 'Tiên Du', 'Bắc Ninh'],
    ['2481', 'Trạm mất số', 'Trạm y tế', 'Phúc Xá', 'Hà Nội'],
  ]);
  await page
    .getByLabel('Spreadsheet file')
    .setInputFiles({ name: 'tram.xlsx', mimeType: 'application/octet-stream', buffer: sheet });
  await page.getByRole('button', { name: 'Send for a dry run' }).click();
  await page.getByText('Waits for your yes').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: /^all/u }).click();
  await page.getByText('Written in an old font').waitFor();
  await picture(page, 'import en 1440');
  expect(await house.faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Write into the directory: 1' }).click();
  await page.getByText('Written', { exact: true }).waitFor({ timeout: 30_000 });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the report' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('24811');
  const phone = await house.stay('syt.bacninh', { width: 390 });
  await goTo(phone, /Nhập/u);
  await phone.getByText('Đã ghi xong').waitFor();
  await phone.getByRole('button', { name: 'Xem từng dòng' }).click();
  await phone.getByText('Dòng 3').waitFor();
  await picture(phone, 'import vi 390');
  expect(await house.faults(phone)).toEqual([]);
});
