import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';

let house: OpenSen;
/** Where pictures of the pages go, for who looks at them; nowhere unless told. */
const pictures = process.env['SEN_PICTURES'];

beforeAll(async () => {
  house = await openSen();
}, 180_000);
afterAll(() => house.stop());

async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

test('a station worker registers somebody, meets her again under a spoilt name, and sees why it may be her', async () => {
  const page = await house.sit('bs.lan', { width: 1440 });
  await goTo(page, '/registry');
  await page.getByLabel('Tên, số hoặc mã QR').fill('Lò Thị Ú');
  await page.getByText('Không có ai tên này').waitFor();
  expect(await house.faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Đăng ký người này' }).click();
  expect(await page.getByLabel('Họ và tên').inputValue()).toBe('Lò Thị Ú');
  await page.getByLabel('Ngày sinh').fill('20/11/1984');
  await page.getByRole('radio', { name: 'Nữ' }).check();
  await page.getByLabel('Số điện thoại').fill('0912 000 111');
  await page.getByLabel('Vì sao chưa có số').selectOption('not-issued');
  await page.getByLabel('Tỉnh, thành phố').selectOption('14');
  await page.getByLabel('Xã, phường').selectOption({ index: 1 });
  await page.getByLabel('Số nhà, thôn, tổ').fill('Bản Pó');
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'registry-form-1440');
  await page.getByRole('button', { name: 'So khớp và đăng ký' }).click();
  await page.getByRole('heading', { name: 'Đã đăng ký', exact: true }).waitFor();
  await page.getByText(/^VD-/).waitFor();
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'registry-done-1440');
  await page.close();
});

test('on a phone, in English: candidates are explained before a new person is made', async () => {
  const first = await house.sit('bs.lan', { width: 1440 });
  await register(first, 'Vàng A Páo', '1977-02-15');
  await first.close();
  const page = await house.sit('bs.minh', { width: 390, language: 'en' });
  await goTo(page, '/registry');
  await page.getByLabel('Name, number or QR').fill('Vang A Pao');
  await page.getByRole('button', { name: 'Register this person' }).click();
  await page.getByLabel('Date of birth').fill('15/2/1977');
  await page.getByRole('radio', { name: 'Male', exact: true }).check();
  await page.getByLabel('Telephone').fill('0912000222');
  await page.getByRole('button', { name: 'Compare and register' }).click();
  await page.getByRole('heading', { name: 'This person may be here already' }).waitFor();
  await page.getByText('record elsewhere').waitFor();
  await page.getByText('the same, one without marks').first().waitFor();
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'registry-candidates-390');
  await page.getByRole('button', { name: 'None of these, register as new' }).click();
  await page.getByRole('heading', { name: /Registered/ }).waitFor();
  await page.close();
});

test('the model shows what it weighs, in both languages', async () => {
  for (const [language, width, title] of [
    ['vi', 1440, 'Trọng số'],
    ['en', 390, 'Weights'],
  ] as const) {
    const page = await house.sit('quantri', { width, language });
    await goTo(page, '/registry/model');
    await page.getByRole('heading', { name: title }).waitFor();
    expect(await house.faults(page)).toEqual([]);
    await picture(page, `registry-model-${width}`);
    await page.close();
  }
});

async function register(page: Page, name: string, birthDate: string): Promise<void> {
  await goTo(page, '/registry');
  await page.getByLabel('Tên, số hoặc mã QR').fill(name);
  await page.getByRole('button', { name: 'Đăng ký người này' }).click();
  await page.getByLabel('Ngày sinh').fill(birthDate.split('-').toReversed().join('/'));
  await page.getByRole('radio', { name: 'Nam' }).check();
  await page.getByLabel('Số điện thoại').fill('0912000222');
  await page.getByRole('button', { name: 'So khớp và đăng ký' }).click();
  await page.getByRole('heading', { name: /^Đã đăng ký/ }).waitFor();
}
