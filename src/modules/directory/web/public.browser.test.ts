import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import type { TestPlatform } from '#platform/testing/start-platform.ts';
import { openSen, type OpenSen, type Seat } from '#web/testing/open-sen.ts';
import { doctorAt, hospital, openDesks, post } from '../test/desk-of-bac-ninh.ts';

let house: OpenSen;

/** A hospital in each province but the last, more in some, so that the map has something to tell. */
async function fill(sen: TestPlatform): Promise<string> {
  const { country, bacNinh } = await openDesks(sen);
  const communes = await loadCommunes();
  let serial = 100;
  for (const [at, { code, name }] of [...provinces.values()].entries()) {
    if (at === provinces.size - 1) break;
    for (let nth = 0; nth <= at % 3; nth += 1) {
      serial += 1;
      const form = {
        ...hospital,
        code: `${code}${serial}`,
        name: `${nth === 0 ? 'Bệnh viện đa khoa' : 'Phòng khám'} Sen số ${nth + 1} ${name} (giả định)`,
        kind: nth === 0 ? 'hospital' : 'clinic',
        commune: communes.ofProvince(code)[nth]!.code,
        beds: nth === 0 ? [{ department: 'internal', count: 20 + at * 7 }] : [],
      };
      expect((await post(country, '/desk/facilities', { form })).status).toBe(200);
    }
  }
  const { body } = await post(bacNinh, '/desk/facilities', {
    form: { ...hospital, latitude: 21.14, longitude: 106.02, note: 'Cổng số 2 đang sửa, mời vào cổng số 1.' },
  });
  expect((await post(bacNinh, '/desk/workers', { form: doctorAt(body['id']!) })).status).toBe(200);
  return '';
}

beforeAll(async () => {
  house = await openSen({ fill });
}, 180_000);
afterAll(() => house.stop());

const seats: readonly (readonly [string, Seat])[] = [
  ['vi 1440', { language: 'vi', width: 1440 }],
  ['en 390', { language: 'en', width: 390 }],
  ['vi 390 dark', { language: 'vi', width: 390, dark: true }],
  ['en 1440', { language: 'en', width: 1440 }],
];

/** Screenshots are kept where a person asks for them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SEN_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

test.each(seats)(
  'a stranger finds a hospital, its page, a licence and an old commune (%s)',
  async (name, seat) => {
    const isVietnamese = seat.language === 'vi';
    const page = await house.look(seat);
    await page
      .getByRole('link', { name: isVietnamese ? 'Tìm cơ sở y tế' : 'Find a health facility' })
      .click();
    await page
      .getByRole('link', { name: /Sen số 1/u })
      .first()
      .waitFor();
    await picture(page, `facilities ${name}`);
    expect(await house.faults(page)).toEqual([]);
    await page.getByRole('searchbox').fill('sen tien du');
    const one = page.getByRole('link', { name: /Sen Tiên Du/u });
    await one.waitFor();
    await expect.poll(() => page.getByRole('link', { name: /giả định/u }).count()).toBe(1);
    await one.click();
    await page.getByRole('heading', { name: hospital.name }).waitFor();
    await picture(page, `facility ${name}`);
    expect(await house.faults(page)).toEqual([]);

    await page.getByRole('link', { name: isVietnamese ? 'Giấy phép' : 'Licences' }).click();
    await page.getByLabel(isVietnamese ? 'Số giấy phép' : 'Licence number').fill('004321/BN-GPHN');
    await page.getByRole('button', { name: isVietnamese ? 'Kiểm tra' : 'Check' }).click();
    await page.getByText(isVietnamese ? 'Hãy nhập cả số' : 'Enter both the licence').waitFor();
    await page.getByLabel(isVietnamese ? 'Họ và tên' : 'Full name').fill('ngo thi bich dao');
    await page.getByRole('button', { name: isVietnamese ? 'Kiểm tra' : 'Check' }).click();
    await page.getByText(isVietnamese ? 'Giấy phép đang có hiệu lực' : 'The licence is in force').waitFor();
    await picture(page, `licence ${name}`);
    expect(await house.faults(page)).toEqual([]);

    await page.getByRole('link', { name: isVietnamese ? 'Địa danh' : 'Places' }).click();
    await page.getByRole('searchbox').fill('phuc xa');
    await page.getByRole('button', { name: /Phường Phúc Xá/u }).click();
    await page.getByRole('button', { name: /Phường Hồng Hà/u }).waitFor();
    await picture(page, `places ${name}`);
    expect(await house.faults(page)).toEqual([]);
    await page.context().close();
  },
);

test('the map and the table beside it choose the same province, by mouse and by keyboard', async () => {
  const page = await house.look();
  await page.goto(`${house.sen.url}/facilities`);
  const table = page.getByRole('table');
  await table.getByRole('button', { name: 'Huế' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('link', { name: /giả định/u }).count()).toBeLessThan(4);
  expect(await page.getByLabel('Tỉnh, thành phố').inputValue()).toBe('46');
  await page.locator('.map-islet').first().click();
  expect(await page.getByLabel('Tỉnh, thành phố').inputValue()).toBe('48');
  expect(await table.getByRole('button', { name: 'Đà Nẵng' }).getAttribute('aria-pressed')).toBe('true');
  const map = page.getByRole('img', { name: /Hoàng Sa và Trường Sa/u });
  for (const words of ['Quần đảo Hoàng Sa', 'Quần đảo Trường Sa'])
    expect(await map.textContent()).toContain(words);
  expect(await house.faults(page)).toEqual([]);
});

test('nothing is found in words that nobody uses, and the page says what to do', async () => {
  const page = await house.look({ width: 390 });
  await page.goto(`${house.sen.url}/facilities`);
  await page.getByRole('searchbox').fill('xyzzy');
  await page.getByText('Không tìm thấy cơ sở nào').waitFor();
  await page.goto(`${house.sen.url}/facilities/khong-co`);
  await page.getByText('Không tìm thấy').first().waitFor();
  expect(await house.faults(page, /^404 /u)).toEqual([]);
});
