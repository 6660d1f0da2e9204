import type { MedicationRequest, Patient } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';

const phone = { width: 390, height: 844 } as const;
const shots = process.env['SEN_SHOTS'];
const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

let open: OpenSen;
let hoa = '';
let child = '';
const bornOn = `${new Date().getFullYear() - 10}-01-15`;

beforeAll(async () => {
  open = await openSen();
  const people = await open.sen.people();
  hoa = people.hoa.patientId;
  const { record } = open.sen.context();
  const mai: Patient = {
    resourceType: 'Patient',
    active: true,
    name: [{ text: 'Trần Thị Mai' }],
    gender: 'female',
    birthDate: bornOn,
    managingOrganization: { reference: `Organization/${people.station}` },
  };
  child = (await record.create(mai)).id;
  await record.create({
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: `Patient/${child}` },
    identifier: [{ system: 'urn:sen:patient', value: hoa }],
    relationship: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }] },
    ],
  });
  const subject = { reference: `Patient/${hoa}` };
  const medicine: MedicationRequest = {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: 'Amlodipin 5 mg' },
    subject,
    authoredOn: new Date().toISOString(),
    dosageInstruction: [{ text: 'Sáng 1 viên' }],
    dispenseRequest: {
      expectedSupplyDuration: { value: 28, unit: 'd', system: 'http://unitsofmeasure.org', code: 'd' },
    },
  };
  await record.create(medicine);
  await record.create({
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: 'Creatinin máu' },
    subject,
    effectiveDateTime: new Date().toISOString(),
    valueQuantity: { value: 180, unit: 'µmol/L' },
    referenceRange: [{ low: { value: 45 }, high: { value: 84 } }],
  });
});
afterAll(() => open?.stop());

test('home tells her what matters today, and what she has looked at is new no more', async () => {
  const page = await open.stay('hoa', phone);
  const today = page.getByRole('region', { name: 'Hôm nay cần nhớ' });
  await today.getByText('Amlodipin 5 mg').waitFor();
  await today.getByText('Sáng 1 viên').waitFor();
  await today.getByText('Chưa hẹn lần nào.').waitFor();
  await today.getByText('Creatinin máu').waitFor();
  expect(await open.faults(page)).toEqual([]);
  await shoot(page, 'home-vi-390');
  await today.getByRole('button', { name: 'Đã xem' }).click();
  await today.getByText('Không có kết quả mới từ lần xem trước.').waitFor();
  const again = await open.stay('hoa', phone);
  await again.getByText('Không có kết quả mới từ lần xem trước.').waitFor();
});

test('a child’s record is one tap away, and what ends is told before it ends', async () => {
  const page = await open.stay('hoa', phone);
  const family = page.getByRole('navigation', { name: 'Hồ sơ của ai' });
  await family.getByRole('link', { name: /Trần Thị Mai/ }).click();
  await page.waitForURL(`**/record/${child}`);
  const year = Number(bornOn.slice(0, 4));
  await page.getByText(`Từ 15/01/${year + 15}, bạn không còn xem được thông tin về HIV.`).waitFor();
  await page.getByText(`Từ 15/01/${year + 18}, bạn không còn là người đại diện`, { exact: false }).waitFor();
  await page.getByText('Hồ sơ chưa ghi mũi tiêm nào.', { exact: false }).waitFor();
  expect(await page.getByText('chưa thấy ghi là đã tiêm').count()).toBe(0);
  expect(await open.faults(page)).toEqual([]);
  await shoot(page, 'home-child-vi-390');
  await family.getByRole('link', { name: 'Tôi' }).click();
  await page.getByText('Amlodipin 5 mg').first().waitFor();
});

test('without a network the last state is shown with its time', async () => {
  const page = await open.stay('hoa', phone);
  const today = page.getByRole('region', { name: 'Hôm nay cần nhớ' });
  await today.getByText('Amlodipin 5 mg').waitFor();
  await page.getByRole('navigation', { name: 'Hồ sơ của ai' }).getByRole('link', { name: /Mai/ }).click();
  await today.getByText('Hồ sơ không ghi thuốc nào đang dùng.').waitFor();
  await page.route('**/api/home/**', (route) => route.abort('internetdisconnected'));
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await page.clock.install();
  await page.clock.fastForward(40_000);
  await page.getByRole('link', { name: 'Tôi', exact: true }).click();
  await today.getByText(/Chưa có mạng\. Đây là lần xem lúc/).waitFor();
  await today.getByText('Amlodipin 5 mg').waitFor();
  await shoot(page, 'home-offline-vi-390');
  await page.unroute('**/api/home/**');
});

test('it reads in English on a wide screen', async () => {
  const page = await open.sit('hoa', { language: 'en', width: 1440, height: 900 });
  const today = page.getByRole('region', { name: 'What matters today' });
  await today.getByText('Amlodipin 5 mg').waitFor();
  await today.getByText('out of range').waitFor();
  expect(await open.faults(page)).toEqual([]);
  await shoot(page, 'home-en-1440');
});
