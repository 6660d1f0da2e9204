import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSen, type OpenSen, type Seat } from '#web/testing/open-sen.ts';

const pin = '739154';
const password = 'sen nở giữa đầm 2026';
const folder = join(tmpdir(), 'sen-shared-computers');
let house: OpenSen;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  house = await openSen({ env: { SEN_SECOND_FACTOR: 'optional' } });
  const { identity } = house.sen.platform;
  const { station } = await house.sen.people();
  const worker = (username: string, display: string, roles: readonly string[], practitionerId: string) =>
    identity.createPerson({
      username,
      display,
      password,
      practitionerId,
      roles: roles.map((role) => ({ role, facilityId: station })),
    });
  await worker('bs.mai', 'BS Phạm Thị Tuyết Mai', ['station-doctor', 'supervisor'], 'pr-mai');
  await identity.licences.enter('pr-mai', { number: '000003/SYN-CCHN', kind: 'CCHN', state: 'active' });
});
afterAll(() => house.stop());

const frameOf = (page: Page) => page.locator('.frame-who');

/** Signs in on the provider's page, wherever it was reached from. */
async function typePassword(page: Page, username: string): Promise<void> {
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('main button[type=submit]').first().click();
  await page.waitForSelector('.frame');
}

async function setPin(page: Page, digits: string): Promise<void> {
  await page.getByRole('button', { name: 'Đặt mã PIN' }).click();
  await page.getByLabel('Mã PIN mới').fill(digits);
  await page.getByLabel('Nhập lại mã PIN').fill(digits);
  await page.getByRole('button', { name: 'Lưu mã PIN' }).click();
  await page.getByText('Đây là máy dùng chung').waitFor({ state: 'detached' });
}

const seats: readonly (Seat & { name: string })[] = [
  { name: '390', width: 390, height: 844 },
  { name: '1440', width: 1440, height: 900 },
];

describe.each(seats)('a shared computer at $name pixels', ({ name, ...seat }) => {
  it('is registered, locked, given back to its doctor as she left it, and handed to another in two presses and a PIN', async () => {
    const page = await house.sit('bs.mai', seat);
    page.setDefaultTimeout(60_000);
    const shoot = (what: string) => page.screenshot({ path: join(folder, `${what}-${name}.png`) });
    await page.goto(`${house.sen.url}/account`);
    await page.waitForSelector('.frame');
    await page.getByRole('link', { name: 'Máy dùng chung của cơ sở' }).click();
    await page.getByLabel('Tên máy').fill(`Máy phòng khám ${name}`);
    await shoot('computers');
    expect(await house.faults(page, /^403 /)).toEqual([]);
    await page.getByRole('button', { name: 'Đăng ký máy này' }).click();
    await page.getByText(`Máy này đã đăng ký với tên Máy phòng khám ${name}.`).waitFor();
    await shoot('registered');

    await page.goto(`${house.sen.url}/people`);
    await page.waitForSelector('.frame');
    // Registered in the middle of a session: the next full sign-in is the first that counts here.
    await page.getByRole('button', { name: 'Khoá, đổi người' }).click();
    await page.getByRole('heading', { name: 'Máy đang khoá' }).waitFor();
    await shoot('locked-empty');
    // What was under way when it was locked is refused, as it should be.
    expect(await house.faults(page, /^403 /)).toEqual([]);
    await page.getByRole('button', { name: 'Đăng nhập đầy đủ' }).click();
    await typePassword(page, 'bs.mai');
    await shoot('offer');
    expect(await house.faults(page, /^403 /)).toEqual([]);
    await setPin(page, '204817');

    await page.getByRole('button', { name: 'Khoá, đổi người' }).click();
    await page.getByRole('button', { name: 'Đăng nhập đầy đủ' }).click();
    await typePassword(page, 'bs.lan');
    await setPin(page, pin);
    await page.getByRole('searchbox').or(page.locator('input[type=search], main input')).first().fill('Hoa');

    await page.getByRole('button', { name: 'Khoá, đổi người' }).click();
    const mai = page.getByRole('button', { name: 'BS Phạm Thị Tuyết Mai' });
    await mai.waitFor();
    expect(await page.locator('main input').first().isVisible()).toBe(false);
    await shoot('locked');
    // What was under way when it was locked is refused, as it should be.
    expect(await house.faults(page, /^403 /)).toEqual([]);

    await page.getByRole('button', { name: 'BS Trần Thị Lan' }).click();
    await shoot('pin');
    await page.keyboard.type('111222');
    await page.getByText('Mã PIN chưa đúng. Còn 4 lần thử.').waitFor();
    await shoot('pin-wrong');
    expect(await house.faults(page, /422|403/)).toEqual([]);
    await page.keyboard.type(pin);
    await page.getByRole('heading', { name: 'Máy đang khoá' }).waitFor({ state: 'detached' });
    expect(await page.locator('main input').first().inputValue()).toBe('Hoa');

    await page.getByRole('button', { name: 'Khoá, đổi người' }).click();
    await mai.click();
    await page.keyboard.type('204817');
    await frameOf(page).getByText('BS Phạm Thị Tuyết Mai').waitFor({ state: 'attached' });
    await page.waitForURL((url) => url.pathname !== '/signed-in');
    expect(await page.locator('main input').first().inputValue()).toBe('');
    await page.context().close();
  }, 300_000);
});

describe('a shared computer that nobody touches', () => {
  it('covers the page by itself, and a new window of it asks for a PIN too', async () => {
    const page = await house.sit('bs.mai', seats[1]);
    await page.clock.install();
    await page.goto(`${house.sen.url}/computers`);
    await page.getByLabel('Tên máy').fill('Máy tự khoá');
    await page.getByLabel('Tự khoá sau (phút)').fill('1');
    await page.getByRole('button', { name: 'Đăng ký máy này' }).click();
    await page.getByText('Máy này đã đăng ký').waitFor();
    await page.goto(`${house.sen.url}/people`);
    await page.getByRole('button', { name: 'Khoá, đổi người' }).waitFor();
    await page.clock.fastForward('01:10');
    await page.getByRole('heading', { name: 'Máy đang khoá' }).waitFor();
    await page.goto(`${house.sen.url}/people`);
    await page.getByRole('heading', { name: 'Máy đang khoá' }).waitFor();
    await page.context().close();
  });
});
