import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestPlatform } from '#platform/testing/start-platform.ts';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';

let house: OpenSen;
let researcher: Page;

const password = 'dữ liệu không tên 2026';

async function fill(sen: TestPlatform): Promise<string> {
  const { record } = sen.context();
  for (let nth = 0; nth < 15; nth += 1)
    await record.create({
      resourceType: 'Patient',
      active: true,
      name: [{ text: `Người ${nth}` }],
      gender: 'male',
      birthDate: '1990-01-01',
      address: [{ use: 'home', state: 'Tỉnh Bắc Ninh' }],
    });
  for (const [username, role] of [
    ['nghiencuu', 'researcher'],
    ['soyte', 'health-department'],
    ['baove', 'data-protection-officer'],
  ] as const)
    await sen.platform.identity.createPerson({ username, display: username, password, roles: [{ role }] });
  return password;
}

beforeAll(async () => {
  house = await openSen({ fill });
  researcher = await house.sit('nghiencuu');
}, 180_000);
afterAll(() => house.stop());

test('a researcher asks, both desks agree, also on a phone, and the table is taken and traced', async () => {
  await ask();
  await agreeAndTake();
});

/** What is missing is told beside its field, and nothing typed is lost. */
async function ask(): Promise<void> {
  await researcher.getByRole('button', { name: 'Yêu cầu mới' }).click();
  await researcher.getByLabel('Mục đích').fill('Ngắn');
  await researcher.getByRole('button', { name: 'Gửi yêu cầu' }).click();
  await researcher.getByText('Hãy nói rõ mục đích, ít nhất 20 chữ.').waitFor();
  expect(await researcher.getByLabel('Mục đích').inputValue()).toBe('Ngắn');
  expect(await house.faults(researcher)).toEqual([]);
  await researcher.getByLabel('Mục đích').fill('Cơ cấu tuổi của nam giới ở Bắc Ninh để lập kế hoạch');
  await researcher.getByLabel('Căn cứ').fill('Công văn 12/SYT ngày 1/11/2026');
  const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  await researcher.getByLabel('Dùng đến ngày').fill(day);
  await researcher.getByLabel('Giới tính', { exact: true }).first().selectOption('male');
  await researcher.getByRole('button', { name: 'Gửi yêu cầu' }).click();
  await researcher.getByText('Chờ duyệt').waitFor();
}

async function agreeAndTake(): Promise<void> {
  for (const username of ['soyte', 'baove']) {
    const desk = await house.sit(username, { width: 390 });
    await desk.getByLabel(/^Ý kiến của/u).fill('Đúng mục đích');
    expect(await house.faults(desk)).toEqual([]);
    await desk.getByRole('button', { name: 'Đồng ý', exact: true }).click();
    await desk.getByText('đồng ý lúc').last().waitFor();
    await desk.close();
  }
  await researcher.reload();
  const take = researcher.getByRole('button', { name: 'Tải bảng Người' });
  await take.waitFor({ timeout: 30_000 });
  expect(await house.faults(researcher)).toEqual([]);
  const [download] = await Promise.all([researcher.waitForEvent('download'), take.click()]);
  const lines = await readFile(await download.path(), 'utf8');
  expect(lines).toMatch(/^person,sex,birth,province\n[0-9a-f]{24},male,1990,24\n/u);
  await researcher.getByText('còn 4 bản').waitFor();
  const officer = await house.sit('baove', { language: 'en' });
  await officer.getByLabel('Key of the person in the line found').fill(lines.split('\n')[1]!.slice(0, 24));
  await officer.getByRole('button', { name: 'Trace', exact: true }).click();
  await officer.getByText(/nghiencuu downloaded copy/u).waitFor();
  expect(await house.faults(officer)).toEqual([]);
}
