import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { makeAuthority } from '../authority/authority-store.ts';

let open: OpenSen;

beforeAll(async () => {
  open = await openSen();
  await makeAuthority(open.sen.contextOf('signatures'), open.sen.url);
}, 300_000);
afterAll(() => open.stop());

/** Where SEN_SCREENSHOTS names a folder, what is looked at is kept there. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env['SEN_SCREENSHOTS'];
  if (folder === undefined) return;
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${folder}/${name}-phone.png`, fullPage: true });
}

async function look(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await open.faults(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(await open.faults(page)).toEqual([]);
  await keep(page, name);
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function makeVisits(count: number): Promise<void> {
  const { hoa, lan, station } = await open.sen.people();
  const { record } = open.sen.context();
  const subject = { reference: `Patient/${hoa.patientId}` };
  for (let at = 0; at < count; at += 1) {
    const { id } = await record.create({
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject,
      period: { start: `2026-11-${10 + at}T08:00:00+07:00` },
      serviceProvider: { reference: `Organization/${station}` },
      participant: [{ individual: { reference: `Practitioner/${lan.practitionerId}` } }],
      reasonCode: [{ text: ['Đau đầu', 'Khám lại tăng huyết áp', 'Ho, sốt 3 ngày'][at % 3]! }],
    });
    await record.create({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Mạch' },
      subject,
      encounter: { reference: `Encounter/${id}` },
      performer: [{ reference: `Practitioner/${lan.practitionerId}` }],
      valueQuantity: { value: 78 + at, unit: 'lần/phút' },
    });
  }
}

test('the administrator issues a certificate, the doctor looks, signs with one press, and anybody verifies the paper', async () => {
  await makeVisits(3);
  const admin = await open.sit('quantri');
  await admin.getByRole('link', { name: 'Chứng thư', exact: true }).click();
  await admin.getByText('Chưa cấp chứng thư nào').waitFor();
  await look(admin, 'certificates-empty');
  await admin.getByLabel('Tên nhân viên').fill('Trần');
  await admin.getByLabel('Tên cơ sở').fill('Trạm');
  await admin.getByRole('button', { name: 'Tìm' }).click();
  await admin.getByLabel(/Trần Thị Lan/).check();
  await admin.getByLabel(/Trạm Y tế phường Sen/).check();
  await look(admin, 'certificates-choice');
  await admin.getByRole('button', { name: 'Cấp chứng thư' }).click();
  await admin.getByText('Đã cấp chứng thư cho Trần Thị Lan.').waitFor();
  await admin.getByText('Còn hiệu lực').waitFor();
  await look(admin, 'certificates');

  const lan = await open.sit('bs.lan');
  await lan.getByRole('link', { name: 'Ký số', exact: true }).click();
  await lan.getByText('Chứng thư của bạn tại cơ sở này').waitFor();
  await lan.getByRole('button', { name: 'Xem nội dung (2)' }).first().click();
  await lan.getByText('80 lần/phút').waitFor();
  await lan.getByLabel('Chọn tất cả đang hiện').check();
  await look(lan, 'sign');
  await lan.getByRole('button', { name: 'Ký 3 mục' }).click();
  await lan.getByText('Đã ký 3 trong 3 mục').waitFor({ timeout: 60_000 });
  await lan.getByText('Không còn gì chờ bạn ký').waitFor();
  await look(lan, 'sign-done');

  const { hoa } = await open.sen.people();
  const call = await open.sen.as('bs.lan');
  const made = await call(`/api/signatures/summary/${hoa.patientId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { code } = (await made.json()) as { code: string };
  const pdf = Buffer.from(await (await call(`/api/signatures/documents/${code}/file`)).arrayBuffer());
  await lan.getByRole('link', { name: 'Kiểm tra', exact: true }).click();
  await lan.getByLabel('Mã của tài liệu').fill(code);
  await lan.getByRole('button', { name: 'Kiểm tra mã' }).click();
  await lan.getByText('Chữ ký hợp lệ, nội dung còn nguyên vẹn').waitFor();
  await look(lan, 'verify');
  const changed = Buffer.concat([pdf]);
  const at = changed.indexOf('stream\n') + 40;
  changed[at] = changed[at]! ^ 1;
  await lan
    .getByLabel('Chọn tệp')
    .setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: changed });
  await lan.getByText('Chữ ký không hợp lệ: đừng dùng tài liệu này').waitFor();
  await look(lan, 'verify-broken');
  await lan.getByRole('button', { name: 'English' }).click();
  await lan.getByRole('heading', { name: 'Verify a signature', level: 1 }).waitFor();
  expect(await open.faults(lan)).toEqual([]);
}, 400_000);
