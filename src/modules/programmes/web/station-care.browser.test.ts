import type { Patient, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { TestPlatform } from '#platform/testing/start-platform.ts';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';

let house: OpenSen;
const password = 'tiêm đúng lịch 2026';
const today = dayInVietnam(new Date());
const ids = new Map<string, string>();
/** Where pictures go for somebody who wants to look at the pages with her own eyes. */
const pictures = process.env['SEN_PICTURES'];

async function fill(sen: TestPlatform): Promise<string> {
  const { station, lan } = await sen.people();
  await sen.platform.identity.setPassword(lan.accountId, password);
  const { record } = sen.context();
  const make = async (resource: Resource): Promise<string> => (await record.create(resource)).id;
  const person = async (name: string, birthDate: string, gender: Patient['gender']): Promise<void> => {
    const patient: Patient = {
      resourceType: 'Patient',
      active: true,
      name: [{ use: 'official', text: name }],
      birthDate,
      ...(gender !== undefined && { gender }),
      managingOrganization: { reference: `Organization/${station}` },
    };
    ids.set(name, await make(patient));
  };
  await person('Lò Thị Mai', addDays(today, -63), 'female');
  await person('Phạm Gia Bảo', addDays(today, -300), 'male');
  await person('Trần Văn Tư', '1958-02-03', 'male');
  await person('Vi Thị Sen', '1990-06-07', 'female');
  const call = await sen.as('bs.lan');
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  for (const [doseCode, lotNumber] of [
    ['BCG', 'SYN-BCG-1'],
    ['DPTHBHIB1', 'SYN-5T1-1'],
  ] as const)
    await post('/api/immunisation/stock/lots', {
      doseCode,
      lotNumber,
      expiresOn: addDays(today, 40),
      dosesPerVial: 10,
      vials: 3,
    });
  const coded = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
  const mmHg = (value: number) => ({
    value,
    unit: 'mmHg',
    system: 'http://unitsofmeasure.org',
    code: 'mm[Hg]',
  });
  await post('/api/programmes/hypertension/people', {
    patientId: ids.get('Trần Văn Tư'),
    startedOn: addDays(today, -200),
  });
  await post('/api/programmes/antenatal/people', {
    patientId: ids.get('Vi Thị Sen'),
    startedOn: addDays(today, -90),
  });
  for (const [name, daysAgo, high, low] of [
    ['Trần Văn Tư', 160, 168, 98],
    ['Trần Văn Tư', 120, 152, 92],
    ['Trần Văn Tư', 80, 144, 88],
    ['Vi Thị Sen', 40, 128, 80],
    ['Vi Thị Sen', 3, 146, 94],
  ] as const)
    await make({
      resourceType: 'Observation',
      status: 'final',
      category: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
          ],
        },
      ],
      code: coded('85354-9'),
      subject: { reference: `Patient/${ids.get(name)}` },
      effectiveDateTime: addDays(today, -daysAgo),
      component: [
        { code: coded('8480-6'), valueQuantity: mmHg(high) },
        { code: coded('8462-4'), valueQuantity: mmHg(low) },
      ],
    });
  await make({
    resourceType: 'Observation',
    status: 'final',
    code: coded('8665-2'),
    subject: { reference: `Patient/${ids.get('Vi Thị Sen')}` },
    effectiveDateTime: addDays(today, -90),
    valueDateTime: addDays(today, -214),
  });
  for (const [daysAgo, kg] of [
    [270, 4.4],
    [200, 6.1],
    [120, 7.6],
    [20, 8.7],
  ] as const)
    await make({
      resourceType: 'Observation',
      status: 'final',
      category: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
          ],
        },
      ],
      code: coded('29463-7'),
      subject: { reference: `Patient/${ids.get('Phạm Gia Bảo')}` },
      effectiveDateTime: addDays(today, -daysAgo),
      valueQuantity: { value: kg, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
    });
  return password;
}

beforeAll(async () => {
  house = await openSen({ fill });
}, 240_000);
afterAll(() => house.stop());

const look = async (page: Page, name: string, expected?: RegExp): Promise<void> => {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  expect(await house.faults(page, expected)).toEqual([]);
};

test('a station vaccinates, keeps its vaccines cold, and looks after its registers, on a desk and on a phone', async () => {
  const desk = await house.stay('bs.lan');
  await goTo(desk, 'Tiêm chủng');
  const line = desk.getByRole('listitem').filter({ hasText: 'Lò Thị Mai' });
  await line.getByRole('button', { name: 'Lao (BCG)' }).waitFor({ timeout: 30_000 });
  await look(desk, 'session-vi-1440');
  // Three taps: the vaccine, the temperature, record.
  await line.getByRole('button', { name: 'Lao (BCG)' }).click();
  await desk.getByLabel('Thân nhiệt (°C)').fill('38,1');
  await desk.getByRole('button', { name: 'Ghi mũi tiêm' }).click();
  await desk.getByText('Thân nhiệt từ 37,5 °C trở lên').first().waitFor();
  await look(desk, 'shot-refused-vi-1440', /^422 /u);
  await desk.getByLabel('Thân nhiệt (°C)').fill('36,7');
  await desk.getByRole('button', { name: /^(Ghi mũi tiêm|Vẫn ghi)/u }).click();
  await desk.getByText('Đã ghi Lao (BCG)').waitFor();
  await line.getByRole('button', { name: 'Lao (BCG)' }).waitFor({ state: 'detached' });
  await line.getByRole('link', { name: 'Lò Thị Mai' }).click();
  await desk.getByRole('heading', { name: 'Lao (BCG)' }).waitFor();
  await desk.getByText('Vì sao').first().click();
  await look(desk, 'child-vi-1440', /^422 /u);

  await goTo(desk, 'Tiêm chủng');
  await desk.getByRole('link', { name: 'Dây chuyền lạnh' }).click();
  await desk.getByLabel('Tên tủ').fill('Tủ lạnh 1');
  await desk.getByRole('button', { name: 'Thêm', exact: true }).click();
  await desk.getByLabel('Nhiệt độ (°C)').fill('9,5');
  await desk.getByRole('button', { name: 'Ghi nhiệt độ' }).click();
  await desk.getByText('Quá nóng: kiểm tra cửa').waitFor();
  await desk.getByText('Vẫn chưa trở lại bình thường.').waitFor();
  await look(desk, 'cold-vi-1440', /^422 /u);
  await desk.getByRole('link', { name: 'Kho', exact: true }).click();
  await desk.getByText('Lô SYN-BCG-1').waitFor();
  await look(desk, 'stock-vi-1440', /^422 /u);
  await desk.getByRole('link', { name: 'Phản ứng', exact: true }).click();
  await desk.getByText('Không có phản ứng nào chờ báo cáo').waitFor();
  await desk.getByRole('link', { name: 'Hệ thống quốc gia' }).click();
  await desk.getByText('Chưa đặt đường kết nối').waitFor();
  await look(desk, 'exchange-vi-1440', /^422 /u);

  await goTo(desk, 'Chương trình');
  await desk.getByRole('link', { name: 'Tăng huyết áp' }).waitFor();
  await look(desk, 'programmes-vi-1440', /^422 /u);
  await desk.getByRole('link', { name: 'Tăng huyết áp' }).click();
  await desk.getByRole('link', { name: 'Trần Văn Tư' }).waitFor();
  await desk.getByText('Đạt huyết áp mục tiêu').first().waitFor();
  await look(desk, 'register-vi-1440', /^422 /u);
  await desk.getByRole('link', { name: 'Trần Văn Tư' }).click();
  await desk.getByText('Quá hẹn').waitFor();
  await look(desk, 'person-vi-1440', /^422 /u);

  const phone = await house.stay('bs.lan', { width: 390, height: 844, language: 'en' });
  await goTo(phone, /Vaccinate|Vaccination session/u);
  await phone.getByRole('link', { name: 'Phạm Gia Bảo' }).waitFor({ timeout: 30_000 });
  await look(phone, 'session-en-390');
  await phone.getByRole('link', { name: 'Phạm Gia Bảo' }).click();
  await phone.getByText('doses are late').waitFor();
  await look(phone, 'child-en-390');
  await goTo(phone, /Programmes|Health programmes/u);
  await phone.getByRole('link', { name: 'Antenatal care' }).click();
  await phone
    .getByRole('link', { name: 'Vi Thị Sen' })
    .or(phone.getByText('Nobody is due today'))
    .first()
    .waitFor();
  await phone.getByRole('button', { name: /^Register/u }).click();
  await phone.getByRole('link', { name: 'Vi Thị Sen' }).click();
  await phone.getByText(/Pregnant, 30 weeks/u).waitFor();
  await look(phone, 'pregnancy-en-390');
  await phone.goto(`${house.sen.url}/record/${ids.get('Phạm Gia Bảo')}/programmes`);
  await phone.getByText('WHO’s table is not loaded').first().waitFor();
  await look(phone, 'growth-en-390');
  await goTo(phone, /Programmes|Health programmes/u);
  await phone.getByRole('link', { name: 'Health education' }).click();
  await phone.getByLabel('Day').fill('1/11/2026');
  await phone.getByLabel('Topic').fill('Rửa tay với xà phòng');
  await phone.getByLabel('Listeners').fill('30');
  await phone.getByRole('button', { name: 'Note it' }).click();
  await phone.getByText('1 talks, 30 listeners').waitFor();
  await look(phone, 'talks-en-390');
}, 180_000);
