import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';
import type { TestPeople } from '#platform/testing/people.ts';
import { startSmartApp, type SmartApp } from '../test/smart-app.ts';

const laboratory =
  'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
const launched = 'openid fhirUser launch online_access patient/Patient.r patient/Condition.rs';
const alone = `openid fhirUser launch/patient offline_access patient/Patient.r ${laboratory}`;

let open: OpenSen;
let app: SmartApp;
let people: TestPeople;

beforeAll(async () => {
  app = await startSmartApp({ launched, alone });
  open = await openSen();
  people = await open.sen.people();
  const { clientId } = await open.sen.platform.identity.createClient({
    name: 'Sổ tim mạch',
    scope: `${launched} launch/patient offline_access ${laboratory}`,
    redirectUris: [`${app.url}/index.html`],
    launchUri: `${app.url}/launch.html`,
    isPublic: true,
  });
  app.knownAs(clientId);
  const system = await open.sen.asSystem();
  for (const category of ['laboratory', 'vital-signs'])
    await system('/fhir/Observation', {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Observation',
        status: 'final',
        category: [
          {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: category },
            ],
          },
        ],
        code: { text: category },
        subject: { reference: `Patient/${people.hoa.patientId}` },
      }),
    });
}, 300_000);
afterAll(async () => {
  await open.stop();
  await app.stop();
});

/** Where SEN_SCREENSHOTS names a folder, what is looked at is kept there. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env['SEN_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** Somebody whose browser asks for Vietnamese everywhere, also on the pages of the sign-in that an app leads to. */
async function sit(username: string, seat: { width: number; height: number }): Promise<Page> {
  const page = await open.sit(username, seat);
  await page.context().setExtraHTTPHeaders({ 'Accept-Language': 'vi' });
  return page;
}

/** What the app says of itself once it is through. */
async function stateOf(page: Page): Promise<string> {
  await page.waitForURL(`${app.url}/index.html**`);
  await page.waitForFunction(() => document.getElementById('state')?.textContent !== '…');
  return (await page.textContent('#state')) ?? '';
}

const ask = (
  page: Page,
  path: string,
): Promise<{ refused?: unknown; id?: string; total?: number; entry?: unknown[] }> =>
  page.evaluate(
    (asked) => (window as unknown as { ask: (path: string) => Promise<object> }).ask(asked),
    path,
  );

async function agreeToAll(page: Page): Promise<void> {
  await page.waitForSelector('text=xin quyền truy cập');
  for (const box of await page.locator('input[type=checkbox]').all()) await box.check();
  await page.click('button[value=agree]');
}

describe('an app written with fhirclient', () => {
  test('a citizen lets it in by itself, it reads, comes back, is refused the rest, and is shut out', async () => {
    const own = await sit('hoa', { width: 390, height: 844 });
    const page = await own.context().newPage();
    await page.goto(`${app.url}/alone.html?iss=${encodeURIComponent(`${open.sen.url}/fhir`)}`);
    await page.waitForSelector('text=xin quyền truy cập');
    await keep(page, 'consent-phone');
    await agreeToAll(page);
    expect(await stateOf(page)).toBe(`ready ${people.hoa.patientId}`);
    expect(await ask(page, `Patient/${people.hoa.patientId}`)).toMatchObject({ id: people.hoa.patientId });
    expect((await ask(page, `Observation?patient=${people.hoa.patientId}`)).entry).toHaveLength(1);
    expect(await ask(page, `Condition?patient=${people.hoa.patientId}`)).toEqual({ refused: 403 });
    await page.evaluate(() =>
      (window as unknown as { client: { refresh(): Promise<unknown> } }).client.refresh(),
    );
    expect(await ask(page, `Patient/${people.hoa.patientId}`)).toMatchObject({ id: people.hoa.patientId });

    await own.goto(`${open.sen.url}/apps`);
    await own.getByText('Vào được cả khi bạn vắng mặt').waitFor();
    await own.getByText('chỉ nhóm xét nghiệm').waitFor();
    expect(await open.faults(own)).toEqual([]);
    await keep(own, 'apps-phone');
    await own.setViewportSize({ width: 1440, height: 900 });
    await keep(own, 'apps-desktop');
    await own.getByRole('button', { name: 'Rút lại' }).click();
    await own.getByRole('button', { name: 'Xác nhận rút lại' }).click();
    await own.getByText('Đã rút lại quyền của Sổ tim mạch.').waitFor();
    await own.getByText('Chưa có ứng dụng nào').waitFor();
    expect(await open.faults(own)).toEqual([]);
    await keep(own, 'apps-empty');
    const shut = await ask(page, `Patient/${people.hoa.patientId}`);
    expect(shut.id).toBeUndefined();
    await own.context().close();
  });

  test('a doctor opens it from the page of a person, and it works on her alone', async () => {
    const doctor = await sit('bs.lan', { width: 1440, height: 900 });
    await doctor.goto(`${open.sen.url}/record/${people.hoa.patientId}`);
    const button = doctor.getByRole('button', { name: /Mở Sổ tim mạch/ });
    await button.waitFor();
    expect(await open.faults(doctor)).toEqual([]);
    await keep(doctor, 'launch-desktop');
    const [page] = await Promise.all([doctor.context().waitForEvent('page'), button.click()]);
    await page.waitForSelector('text=Dữ liệu của: Nguyễn Thị Hoa');
    await keep(page, 'consent-doctor');
    await agreeToAll(page);
    expect(await stateOf(page)).toBe(`ready ${people.hoa.patientId}`);
    expect(await ask(page, `Patient/${people.hoa.patientId}`)).toMatchObject({ id: people.hoa.patientId });
    expect(await ask(page, `Observation?patient=${people.hoa.patientId}`)).toEqual({ refused: 403 });
    await page.evaluate(() =>
      (window as unknown as { client: { refresh(): Promise<unknown> } }).client.refresh(),
    );
    expect(await ask(page, `Condition?patient=${people.hoa.patientId}`)).not.toHaveProperty('refused');
    await page.close();

    const [second] = await Promise.all([doctor.context().waitForEvent('page'), button.click()]);
    expect(await stateOf(second)).toBe(`ready ${people.hoa.patientId}`);
    await doctor.context().close();
  });
});

/** A device whose owner's finger is there where `touch` says so. */
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

describe('a doctor who has never met the person', () => {
  test('signs in by a passkey, breaks the glass, opens an app on her record, and stands in her list of who has seen it', async () => {
    const doctor = await sit('bs.minh', { width: 1440, height: 900 });
    const touch = await withAuthenticator(doctor);
    await doctor.getByRole('link', { name: /Bảo mật/u }).click();
    await doctor.getByRole('button', { name: 'Tạo khoá trên thiết bị này' }).click();
    await doctor.getByRole('button', { name: 'Tôi đã lưu các mã' }).click();
    await doctor.getByRole('link', { name: 'Tài khoản' }).click();
    await doctor.getByRole('main').getByRole('button', { name: 'Đăng xuất' }).click();
    // The list under the name field asks as soon as the page stands; the finger is kept off until the button is pressed.
    await touch(false);
    await doctor.getByRole('button', { name: 'Đăng nhập' }).first().click();
    await doctor.locator('form[data-passkey]:not([hidden])').waitFor();
    await touch(true);
    await doctor.getByRole('button', { name: /Đăng nhập bằng khoá/u }).click();
    await doctor.waitForSelector('.frame');

    // Her own page stands open meanwhile, and hears of it without being asked.
    const own = await sit('hoa', { width: 390, height: 844 });
    await own.goto(`${open.sen.url}/record/${people.hoa.patientId}`);
    await doctor.goto(`${open.sen.url}/record/${people.hoa.patientId}`);
    await doctor.getByText('Hồ sơ này nằm ngoài phạm vi của bạn').waitFor();
    await doctor.getByRole('button', { name: 'Mở khẩn cấp' }).click();
    await doctor.getByLabel('Lý do').selectOption('cannot-answer');
    await doctor.getByRole('button', { name: 'Mở khẩn cấp ngay' }).click();
    await doctor.getByText(/Đang mở khẩn cấp đến/u).waitFor();
    await own.getByText(/Hồ sơ của bạn được mở khẩn cấp lúc/u).waitFor({ timeout: 15_000 });

    const button = doctor.getByRole('button', { name: /Mở Sổ tim mạch/u });
    const [page] = await Promise.all([doctor.context().waitForEvent('page'), button.click()]);
    await agreeToAll(page);
    expect(await stateOf(page)).toBe(`ready ${people.hoa.patientId}`);
    expect(await ask(page, `Patient/${people.hoa.patientId}`)).toMatchObject({ id: people.hoa.patientId });

    await own.goto(`${open.sen.url}/who-has-seen`);
    const looks = own.locator('article', { hasText: 'BS Lê Văn Minh' });
    await looks.getByText('Mở khẩn cấp').first().waitFor();
    await keep(own, 'who-has-seen');
    await Promise.all([own.context().close(), doctor.context().close()]);
  }, 240_000);
});

describe('the administrator', () => {
  test('registers a system with its keys, changes them and closes it; a secret is shown once', async () => {
    const page = await sit('quantri', { width: 1440, height: 900 });
    await page.goto(`${open.sen.url}/clients`);
    await page.getByRole('button', { name: 'Đăng ký mới' }).click();
    await page.getByLabel('Tên', { exact: true }).fill('HIS Bệnh viện A');
    await page.getByLabel('Phạm vi (scope)').fill('system/*.rs');
    await page.getByLabel('Bộ khoá công khai (JWKS)').fill('not a set');
    await page.getByRole('button', { name: 'Đăng ký', exact: true }).click();
    await page.getByText('Đây chưa phải là một bộ khoá').waitFor();
    await page.getByLabel('Mã bí mật').check();
    expect(await open.faults(page)).toEqual([]);
    await keep(page, 'clients-new');
    await page.getByRole('button', { name: 'Đăng ký', exact: true }).click();
    await page.getByText('Ghi lại ngay').waitFor();
    const secret = await page.locator('.apps-secret').nth(1).textContent();
    expect(secret).toMatch(/^[\w-]{43}$/);
    await page.getByRole('button', { name: 'Đã ghi lại' }).click();
    const card = page.locator('li', { hasText: 'HIS Bệnh viện A' });
    await card.waitFor();
    expect(await page.content()).not.toContain(secret);
    expect(await open.faults(page)).toEqual([]);
    await keep(page, 'clients-desktop');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await open.faults(page)).toEqual([]);
    await keep(page, 'clients-phone');
    await card.getByRole('button', { name: 'Đổi khoá' }).click();
    await card.getByRole('button', { name: 'Xác nhận đổi' }).click();
    await page.getByText('Ghi lại ngay').waitFor();
    await page.getByRole('button', { name: 'Đã ghi lại' }).click();
    await card.getByRole('button', { name: 'Đóng' }).click();
    await card.getByRole('button', { name: 'Xác nhận đóng' }).click();
    await card.getByText('Hệ thống · Đã đóng').waitFor();
    expect(await open.faults(page)).toEqual([]);
    await page.context().close();
  });

  test('a board is connected by its code, to the end', async () => {
    const { clientId } = await open.sen.platform.identity.createClient({
      name: 'Bảng gọi số',
      kind: 'device',
      scope: 'openid offline_access user/Location.rs',
    });
    const begun = await fetch(`${open.sen.url}/oidc/device/auth`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: clientId, scope: 'openid offline_access user/Location.rs' }),
    });
    const codes = (await begun.json()) as Record<string, string>;
    const page = await sit('bs.lan', { width: 390, height: 844 });
    await page.goto(codes['verification_uri'] ?? '');
    await page.fill('#user_code', codes['user_code'] ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('Đúng là mã này?').waitFor();
    await keep(page, 'device-confirm');
    await page.getByRole('button', { name: 'Đúng, kết nối' }).click();
    await agreeToAll(page);
    await page.getByText('Đã kết nối').first().waitFor();
    await keep(page, 'device-done');
    const asked = await fetch(`${open.sen.url}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: clientId,
        device_code: codes['device_code'] ?? '',
      }),
    });
    const { access_token: token } = (await asked.json()) as { access_token: string };
    const read = async (path: string): Promise<number> =>
      (await fetch(`${open.sen.url}/fhir/${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([
      await read('Location'),
      await read('Patient'),
      await read(`Patient/${people.hoa.patientId}`),
    ]).toEqual([200, 403, 403]);
    await page.context().close();
  });
});
