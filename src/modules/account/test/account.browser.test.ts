import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';

const password = 'sen nở giữa đầm 2026';
const folder = join(tmpdir(), 'sen-account-pages');
let sen: OpenSen;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  sen = await openSen();
});
afterAll(() => sen.stop());

/** An authenticator inside the browser: it keeps passkeys and always finds its owner's finger. */
async function withAuthenticator(page: Page): Promise<(isThere: boolean) => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return async (enabled) => {
    await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  };
}

const look = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });

/** As if the person had sat before the page for half an hour. */
const growStale = (accountId: string): Promise<unknown> =>
  sen.sen.database
    .query(
      `UPDATE identity.session SET assured_at = assured_at - interval '30 minutes', stepped_up_at = NULL WHERE account_id = $1`,
      [accountId],
    )
    .then(() => new Promise((resolve) => setTimeout(resolve, 10_500)));

test('chị Hoa makes a passkey, signs out, signs in with it, confirms once more, and ends her other session', async () => {
  const { hoa } = await sen.sen.people();
  const other = await sen.sit('hoa', { width: 390, height: 844 });
  const page = await sen.sit('hoa');
  const touch = await withAuthenticator(page);
  await page.getByRole('link', { name: /Bảo mật/u }).click();
  await page.getByRole('button', { name: 'Tạo khoá trên thiết bị này' }).click();
  await page.getByRole('heading', { name: 'Hãy lưu các mã khôi phục' }).waitFor();
  expect(await page.locator('.security-codes li').count()).toBe(10);
  await look(page, 'codes-1440-vi');
  await page.getByRole('button', { name: 'Tôi đã lưu các mã' }).click();
  await page.getByRole('list', { name: 'Khoá đăng nhập' }).getByRole('listitem').waitFor();

  await page.getByRole('link', { name: 'Tài khoản' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Đăng xuất' }).click();
  // The list under the name field asks as soon as the page stands; the finger is kept off until the button is pressed.
  await touch(false);
  await page.getByRole('button', { name: 'Đăng nhập' }).first().click();
  await page.locator('form[data-passkey]:not([hidden])').waitFor();
  expect(await sen.faults(page, /./u)).toEqual([]);
  await look(page, 'sign-in-1440-vi');
  await touch(true);
  await page.getByRole('button', { name: /Đăng nhập bằng khoá/u }).click();
  await page.waitForSelector('.frame');

  await page.getByRole('link', { name: /Bảo mật/u }).click();
  const sessions = page.getByRole('list', { name: 'Thiết bị đang đăng nhập' });
  await sessions.getByText('Thiết bị này', { exact: true }).waitFor();
  await growStale(hoa.accountId);
  await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
  await page.getByLabel('Mật khẩu mới', { exact: true }).fill('một câu hoàn toàn khác 2026');
  await page.getByLabel('Nhập lại mật khẩu mới').fill('một câu hoàn toàn khác');
  await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
  await page.getByText('Hai lần nhập chưa giống nhau.').waitFor();
  await page.getByRole('button', { name: 'Thôi' }).click();

  await page.getByRole('button', { name: 'Tạo 10 mã mới' }).click();
  await page.getByRole('button', { name: 'Tạo 10 mã mới' }).click();
  await page.getByRole('heading', { name: 'Xác nhận là bạn' }).waitFor();
  await look(page, 'step-up-1440-vi');
  expect(await sen.faults(page, /403 \/api\/account/u)).toEqual([]);
  await page.getByRole('button', { name: 'Xác nhận bằng khoá đăng nhập' }).click();
  await page.getByRole('heading', { name: 'Hãy lưu các mã khôi phục' }).waitFor();
  await page.getByRole('button', { name: 'Tôi đã lưu các mã' }).click();

  await sessions.getByRole('button', { name: 'Đăng xuất ở đó' }).first().click();
  await page.getByRole('button', { name: 'Đăng xuất', exact: true }).last().click();
  await expect.poll(() => sessions.getByRole('listitem').count()).toBe(1);
  await goTo(other, /bảo mật/iu);
  // Her token is refused at once, and the sign-on it came from is gone as well: she is led to the sign-in page.
  await other.waitForSelector('input[name=password]');
});

test('a password typed before the confirmation is asked for is not lost', async () => {
  const { minh } = await sen.sen.people();
  const page = await sen.sit('bs.minh');
  await page.getByRole('link', { name: /Bảo mật/u }).click();
  await growStale(minh.accountId);
  await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
  await page.getByLabel('Mật khẩu mới', { exact: true }).fill('một câu hoàn toàn khác 2026');
  await page.getByLabel('Nhập lại mật khẩu mới').fill('một câu hoàn toàn khác 2026');
  await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
  await page.getByLabel('Mật khẩu của bạn').fill('không phải câu này');
  await page.getByRole('button', { name: 'Xác nhận' }).click();
  await page.getByText('Chưa xác nhận được').waitFor();
  await look(page, 'step-up-wrong-1440-vi');
  await page.getByLabel('Mật khẩu của bạn').fill(password);
  await page.getByRole('button', { name: 'Xác nhận' }).click();
  await page.getByText('Đã đổi mật khẩu.').waitFor();
});

test.each([
  { width: 390, language: 'vi' },
  { width: 390, language: 'en' },
  { width: 1440, language: 'vi' },
  { width: 1440, language: 'en' },
] as const)(
  'the page reads well at $width in $language, also with the QR code',
  async ({ width, language }) => {
    const page = await sen.stay('bs.lan', { width, height: width === 390 ? 844 : 900, language });
    await page.goto(`${sen.sen.url}/security`);
    await page.waitForSelector('.security-list li');
    expect(await sen.faults(page)).toEqual([]);
    await look(page, `security-${width}-${language}`);
    await page.getByRole('button', { name: language === 'vi' ? 'Bật mã xác thực' : 'Turn codes on' }).click();
    const shown = page.locator('.security-qr, dialog[open]');
    await shown.first().waitFor();
    if (await page.locator('dialog[open]').count()) {
      await page.locator('dialog[open] input').fill(password);
      await page.locator('dialog[open] button[type=submit]').click();
      await page.waitForSelector('.security-qr');
    }
    expect(await sen.faults(page, /403 \/api\/account/u)).toEqual([]);
    await look(page, `totp-${width}-${language}`);
  },
);

test('in a browser that can make passkeys one is offered after the password, and put off for good', async () => {
  const page = await sen.look({ width: 390, height: 844 });
  await withAuthenticator(page);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await expect.poll(() => page.locator('input[name=can-passkey]').inputValue()).toBe('1');
  await page.locator('input[name=username]').fill('quantri');
  await page.locator('input[name=password]').fill(password);
  await page.locator('input[name=password]').press('Enter');
  await page.getByRole('heading', { name: 'Lần sau đăng nhập nhanh hơn?' }).waitFor();
  await look(page, 'offer-390-vi');
  expect(await sen.faults(page, /favicon/u)).toEqual([]);
  await page.getByRole('button', { name: 'Để sau' }).click();
  await page.waitForSelector('.frame');
});

test('chị Lan says where she wants to be told by e-mail, and takes it back', async () => {
  const page = await sen.sit('bs.lan', { width: 390, height: 844 });
  await goTo(page, /bảo mật/iu);
  const field = page.getByLabel('Địa chỉ thư');
  await field.fill('lan@khong');
  await page.getByRole('button', { name: 'Lưu địa chỉ' }).click();
  await page.getByText('Địa chỉ thư chưa đúng').waitFor();
  await field.fill('lan@thu.example.vn');
  await page.getByRole('button', { name: 'Lưu địa chỉ' }).click();
  await page.getByText('Đã lưu địa chỉ.').waitFor();
  expect(await sen.faults(page, /400 \/api\/account\/mail/u)).toEqual([]);
  await look(page, 'mail-390-vi');
  await page.setViewportSize({ width: 1440, height: 900 });
  await look(page, 'mail-1440-vi');
  await page.getByRole('button', { name: 'Thôi nhận thư' }).click();
  await page.getByText('Bạn sẽ không nhận thư nữa.').waitFor();
  expect(await field.inputValue()).toBe('');
});
