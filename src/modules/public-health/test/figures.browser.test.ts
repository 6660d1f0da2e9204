import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { communesOfBacNinh, fallIll, officeFor } from './people-of-bac-ninh.ts';

let open: OpenSen;
const password = 'ao sen đầu làng mùa hạ';
const widths = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

beforeAll(async () => {
  open = await openSen();
  const { sen } = open;
  await sen.people();
  const roles = [{ role: 'health-department', facilityId: await officeFor(sen, '24') }];
  await sen.platform.identity.createPerson({ username: 'syt', password, display: 'Sở Y tế', roles });
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const [first, second, third] = await communesOfBacNinh(3);
  await fallIll(sen, first!, 3, 'A97.1', today);
  await fallIll(sen, second!, 9, 'A97.1', today);
  await fallIll(sen, third!, 11, 'A97.1', today);
}, 300_000);
afterAll(() => open.stop());

test('a Department sees how many fell ill in each commune, and where a small number is hidden', async () => {
  const page = await open.look(widths[0]);
  await page.getByRole('button', { name: /^(Đăng nhập|Sign in)$/ }).click();
  await page.locator('input[name=username]').fill('syt');
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForSelector('.frame');
  await page.goto(`${open.sen.url}/disease-figures`);
  await page.getByLabel('Bệnh').waitFor();
  await page.getByLabel('Bệnh').selectOption({ label: await dengue(page) });
  await page.getByRole('cell', { name: '11', exact: true }).waitFor();
  expect(await page.getByRole('cell', { name: 'ẩn', exact: true }).count()).toBe(2);
  await page.getByRole('rowheader', { name: 'Cả địa bàn' }).waitFor();
  const folder = process.env['SEN_SCREENSHOTS'];
  for (const size of widths) {
    await page.setViewportSize(size);
    expect(await open.faults(page)).toEqual([]);
    if (folder !== undefined)
      await page.screenshot({ path: `${folder}/figures-${size.width}.png`, fullPage: true });
  }
  await page.getByRole('button', { name: 'English' }).first().click();
  await page.getByRole('heading', { name: 'Reported diseases, by commune and week' }).waitFor();
  expect(await open.faults(page)).toEqual([]);
}, 240_000);

async function dengue(page: Awaited<ReturnType<OpenSen['sit']>>): Promise<string> {
  const labels = await page.getByLabel('Bệnh').locator('option').allTextContents();
  return labels.find((label) => label.includes('A97'))!;
}
