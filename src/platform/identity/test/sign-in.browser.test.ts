import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { launchChromium } from '../../testing/launch-chromium.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizationRequest, startSite } from './start-site.ts';
import type { Site } from './start-site.ts';

const password = 'sen nở giữa đầm 2026';
const folder = join(tmpdir(), 'sen-sign-in-pages');
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  await site.identity.createPerson({
    username: 'hoa',
    password,
    display: 'Nguyễn Thị Hoa',
    roles: [{ role: 'citizen' }],
    patientId: 'p-hoa',
  });
  await mkdir(folder, { recursive: true });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

const sizes = [
  { name: '390', width: 390, height: 844 },
  { name: '1440', width: 1440, height: 900 },
] as const;

async function visit(
  locale: string,
  size: { width: number; height: number },
  scheme: 'light' | 'dark' = 'light',
): Promise<{ context: BrowserContext; page: Page; problems: string[] }> {
  const context = await browser.newContext({
    locale,
    viewport: { width: size.width, height: size.height },
    colorScheme: scheme,
    deviceScaleFactor: 1,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on(
    'console',
    (message) =>
      message.type() === 'error' &&
      !/status of 4|ERR_NAME_NOT_RESOLVED/u.test(message.text()) &&
      problems.push(message.text()),
  );
  page.on(
    'request',
    (request) =>
      !request.url().startsWith(site.url) &&
      !request.url().startsWith('https://app.example') &&
      problems.push(`asks elsewhere: ${request.url()}`),
  );
  return { context, page, problems };
}

/** Axe finds nothing, nothing overflows sideways, the font is ours, no script is in the page. */
async function judge(page: Page, name: string): Promise<void> {
  // Wide or narrow, it is the same page: axe takes a second a look, so it looks at the narrow one and at three wide ones.
  const isLooked = !name.includes('1440') || /^(empty-1440-vi|wrong-1440-en|consent)/u.test(name);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  // Injected by axe itself, which the page's own policy would forbid; nothing else runs.
  const { violations } = isLooked ? await new AxeBuilder({ page }).analyze() : { violations: [] };
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  const facts = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    // A page that can ask for a passkey has one script, a file of our own; no page has one in itself.
    foreign: [...document.scripts].filter(({ src }) => !src.includes('/oidc/assets/passkey.')).length,
    isOneAtMost: document.scripts.length < 2,
    font: document.fonts.check("16px 'Be Vietnam Pro'", 'Đăng nhập'),
  }));
  expect(facts).toEqual({ overflow: 0, foreign: 0, isOneAtMost: true, font: true });
}

describe.each(sizes)('the sign-in pages at $name pixels', (size) => {
  it.each(['vi-VN', 'en-US'])('read well and are clean in %s, empty, wrong and held up', async (locale) => {
    const { context, page, problems } = await visit(locale, size);
    const name = (state: string): string => `${state}-${size.name}-${locale.slice(0, 2)}`;
    await page.goto(authorizationRequest(site).address);
    await judge(page, name('empty'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('.errors');
    await judge(page, name('missing'));
    await page.fill('#username', `nobody-${name('x')}`);
    await page.fill('#password', 'not it');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#password-error');
    await judge(page, name('wrong'));
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('password');
    for (let round = 0; round < 4; round += 1) {
      await page.fill('#password', `not it ${round}`);
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    }
    expect(await page.textContent('#password-error')).toMatch(/\d+ (giây|seconds)/u);
    await judge(page, name('waiting'));
    expect(problems).toEqual([]);
    await context.close();
  });

  it('are clean in the dark too, and the language switch is kept to the end', async () => {
    const { context, page, problems } = await visit('vi-VN', size, 'dark');
    await page.goto(authorizationRequest(site).address);
    await judge(page, `dark-${size.name}`);
    await page.click('text=English');
    await page.click('button[type=submit]');
    await page.waitForSelector('text=Enter your user name.');
    await judge(page, `dark-missing-${size.name}`);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('lead by keyboard alone from the first field through consent to the app', async () => {
    const { clientId } = await site.identity.createClient({
      name: 'Sổ tim mạch gia đình',
      scope:
        'openid profile offline_access patient/Observation.rs patient/Condition.rs patient/QuestionnaireResponse.cruds',
      redirectUris: ['https://app.example/back'],
      isPublic: true,
    });
    const { context, page, problems } = await visit('vi-VN', size);
    await context.route('https://app.example/**', (route) =>
      route.fulfill({ body: 'app', contentType: 'text/html' }),
    );
    const { address } = authorizationRequest(site, {
      client_id: clientId,
      redirect_uri: 'https://app.example/back',
      aud: `${site.url}/fhir`,
      scope:
        'openid profile offline_access patient/Observation.rs patient/Condition.rs patient/QuestionnaireResponse.cruds',
    });
    await page.goto(address);
    await judge(page, `app-${size.name}`);
    await page.keyboard.type('hoa');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.rights');
    await judge(page, `consent-${size.name}`);
    await page.focus('input[value="patient/Observation.rs"]');
    await page.keyboard.press('Space');
    await page.focus('button[value=agree]');
    // The app's own site does not exist here; that the browser sets out for it shows that form-action lets it.
    const arrived = page.waitForRequest('https://app.example/**');
    await page.keyboard.press('Enter');
    expect(new URL((await arrived).url()).searchParams.get('code')).toBeTruthy();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('and those around them: first password, signing out, a device, what went wrong', async () => {
    const { context, page, problems } = await visit('vi-VN', size);
    const { accountId } = await site.identity.createPerson({
      username: `moi-${size.name}`,
      display: 'Mới',
      roles: [{ role: 'citizen' }],
    });
    await page.goto(await site.identity.createWelcomeLink(accountId));
    await judge(page, `welcome-${size.name}`);
    await page.fill('#password', 'ngắn');
    await page.fill('#repeat', 'ngắn');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#password-error');
    await judge(page, `welcome-weak-${size.name}`);
    await page.fill('#password', password);
    await page.fill('#repeat', password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=Đã lưu mật khẩu');
    await judge(page, `welcome-done-${size.name}`);

    await page.goto(authorizationRequest(site).address);
    await page.fill('#username', `moi-${size.name}`);
    await page.fill('#password', password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/signed-in**');
    await page.goto(`${site.url}/oidc/sign-out`);
    await judge(page, `sign-out-${size.name}`);
    await page.click('button[value=yes]');
    await page.waitForSelector('text=Bạn đã đăng xuất');
    await judge(page, `signed-out-${size.name}`);

    await page.goto(`${site.url}/oidc/device`);
    await judge(page, `device-${size.name}`);
    await page.goto(`${site.url}/oidc/sign-in/gone`);
    await judge(page, `expired-${size.name}`);
    await page.goto(`${site.url}/oidc/auth?client_id=nobody`);
    await judge(page, `problem-${size.name}`);
    expect(problems).toEqual([]);
    await context.close();
  });
});
