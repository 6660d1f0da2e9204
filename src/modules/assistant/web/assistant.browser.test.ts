import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';

let open: OpenSen;
let manId: string;
const phone = { width: 390, height: 844 };
const shots = process.env['SEN_SHOTS'];

beforeAll(async () => {
  open = await openSen();
  const { station } = await open.sen.people();
  const { record } = open.sen.context();
  const { identity } = open.sen.platform;
  manId = (
    await record.create({
      resourceType: 'Patient',
      active: true,
      name: [{ text: 'Phạm Văn Hùng' }],
      gender: 'male',
      birthDate: '1962-04-09',
      managingOrganization: { reference: `Organization/${station}` },
    })
  ).id;
  const nurse = await record.create({
    resourceType: 'Practitioner',
    name: [{ text: 'Đỗ Thị Mai' }],
    qualification: [
      {
        identifier: [{ system: identifierSystem.practisingLicence, value: '000003/SYN-CCHN' }],
        code: { text: 'Điều dưỡng' },
      },
    ],
  });
  const people = [
    await identity.createPerson({
      username: 'chu.hung',
      display: 'Phạm Văn Hùng',
      roles: [{ role: 'citizen' }],
      patientId: manId,
    }),
    await identity.createPerson({
      username: 'dd.mai',
      display: 'ĐD Đỗ Thị Mai',
      roles: [{ role: 'station-worker', facilityId: station }],
      practitionerId: nurse.id,
    }),
  ];
  for (const { accountId } of people) await identity.setPassword(accountId, 'sen nở giữa đầm 2026');
}, 120_000);
afterAll(() => open.stop());

const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

it('a man’s three high readings become one alert, which the station’s nurse answers, and he reads the answer', async () => {
  // Two mornings were written down before; the third he types now.
  const call = await open.sen.as('chu.hung');
  const samples = [2, 1].map((daysAgo) => ({
    id: `morning-${daysAgo}-of-hung`,
    kind: 'pressure',
    values: [150 + daysAgo, 94],
    unit: 'mm[Hg]',
    at: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
    clock: 'phone',
  }));
  const answer = await call(`/api/own-data/people/${manId}/readings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sentAt: new Date().toISOString(), samples }),
  });
  expect(answer.status).toBe(200);
  const page = await open.sit('chu.hung', phone);
  await goTo(page, /Trợ lý/u);
  await page.getByText('Không có gì cần làm lúc này').waitFor();
  expect(await open.faults(page)).toEqual([]);
  await goTo(page, /Tự ghi|Tôi tự ghi/u);
  await page.getByRole('button', { name: /Huyết áp/u }).click();
  await page.getByLabel(/Số trên/u).fill('158');
  await page.getByLabel(/Số dưới/u).fill('96');
  await page.keyboard.press('Enter');
  await page.getByText(/Đã lưu vào hồ sơ/u).waitFor();

  const desk = await open.sit('dd.mai', phone);
  const news = desk.getByRole('complementary', { name: 'Cảnh báo đang chờ trạm trả lời' });
  await expect
    .poll(
      async () => {
        await desk.reload();
        await news.waitFor({ timeout: 3000 }).catch(() => undefined);
        return news.count();
      },
      { timeout: 30_000, interval: 1000 },
    )
    .toBe(1);
  await news.getByText('1 cảnh báo đang chờ').waitFor();
  expect(await open.faults(desk)).toEqual([]);
  await shoot(desk, 'alerts-news-390');
  await news.getByRole('link').click();
  await expect
    .poll(
      async () => {
        await desk.reload();
        await desk.getByRole('heading', { name: 'Cảnh báo', exact: true }).waitFor();
        await desk
          .getByText(/Không có cảnh báo nào đang chờ|Phạm Văn Hùng/u)
          .first()
          .waitFor();
        return desk.getByRole('heading', { name: /Phạm Văn Hùng/u }).count();
      },
      { timeout: 30_000, interval: 1000 },
    )
    .toBe(1);
  const lines = desk.getByRole('list', { name: 'Các dòng làm nên cảnh báo' }).getByRole('listitem');
  expect(await lines.count()).toBe(3);
  await desk.getByText('Huyết áp 158/96 mmHg').waitFor();
  expect(await open.faults(desk)).toEqual([]);
  await shoot(desk, 'alerts-390');
  await desk.getByRole('button', { name: 'Đã xử trí' }).click();
  await desk.getByText('Hãy viết ít nhất vài chữ.').waitFor();
  await desk.getByLabel('Đã làm gì, hoặc vì sao không cần').fill('Đã gọi chú, hẹn sáng mai ra trạm đo lại');
  await desk.getByRole('button', { name: 'Đã xử trí' }).press('Enter');
  await desk.getByText('Không có cảnh báo nào đang chờ').waitFor();
  expect(await open.faults(desk)).toEqual([]);
  await desk.close();

  await goTo(page, /Trợ lý/u);
  await page.getByText('Không có gì cần làm lúc này').waitFor();
  await page.getByRole('button', { name: 'Đã xong' }).click();
  await page.getByText('Đã gọi chú, hẹn sáng mai ra trạm đo lại').waitFor();
  await page.getByText(/ĐD Đỗ Thị Mai/u).waitFor();
  expect(await open.faults(page)).toEqual([]);
  await shoot(page, 'assistant-390');
  await page.close();
});

it('in English, one very high reading asks her to measure again, and a usual number closes it', async () => {
  const call = await open.sen.as('hoa');
  const { hoa } = await open.sen.people();
  const write = (systolic: number, diastolic: number, id: string) =>
    call(`/api/own-data/people/${hoa.patientId}/readings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sentAt: new Date().toISOString(),
        samples: [
          {
            id,
            kind: 'pressure',
            values: [systolic, diastolic],
            unit: 'mm[Hg]',
            at: new Date().toISOString(),
            clock: 'phone',
          },
        ],
      }),
    });
  expect((await write(188, 99, 'very-high-of-hoa')).status).toBe(200);
  const page = await open.sit('hoa', { ...phone, language: 'en' });
  await goTo(page, /assistant/iu);
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByRole('heading', { name: 'Health assistant' }).waitFor();
        await page
          .getByText(/Nothing to be done now|Blood pressure 188/u)
          .first()
          .waitFor();
        return page.getByText('Blood pressure 188/99 mmHg').count();
      },
      { timeout: 30_000, interval: 1000 },
    )
    .toBe(1);
  await page.getByRole('link', { name: 'Measure and write it down' }).waitFor();
  expect(await open.faults(page)).toEqual([]);
  await shoot(page, 'assistant-asked-390');
  // Only a number ends it: there is nothing to press.
  const card = page.getByRole('region', { name: /very high/iu });
  expect(await card.count()).toBe(1);
  expect(await card.getByRole('button').count()).toBe(0);
  expect((await write(132, 84, 'usual-of-hoa')).status).toBe(200);
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByRole('heading', { name: 'Health assistant' }).waitFor();
        await page
          .getByText(/Nothing to be done now|Blood pressure 188/u)
          .first()
          .waitFor();
        return page.getByText('Nothing to be done now').count();
      },
      { timeout: 30_000, interval: 1000 },
    )
    .toBe(1);
  await page.getByRole('button', { name: 'Closed' }).click();
  await page.getByText(/Ended by itself/u).waitFor();
  await page.close();
});

it('how good each rule is stands on a page of the administrator', async () => {
  const page = await open.sit('quantri', phone);
  await goTo(page, /Chất lượng cảnh báo|Cảnh báo/u);
  await page.getByRole('heading', { name: 'Huyết áp đo ở nhà cao' }).waitFor();
  await page.getByText('Mã home-pressure, bản 1.1.0.', { exact: false }).waitFor();
  expect(await open.faults(page)).toEqual([]);
  await shoot(page, 'alert-quality-390');
  await page.close();
});
