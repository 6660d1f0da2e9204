import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { Secret, TOTP } from 'otpauth';
import { launchChromium } from '../../testing/launch-chromium.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authorizationRequest, startSite } from './start-site.ts';
import type { Site } from './start-site.ts';

const password = 'sen nở giữa đầm 2026';
const folder = join(tmpdir(), 'sen-second-step-pages');
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite({ secondFactor: 'everyone' });
  await mkdir(folder, { recursive: true });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

async function judge(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBe(0);
}

it.each([
  { width: 390, locale: 'vi-VN' },
  { width: 390, locale: 'en-US' },
  { width: 1440, locale: 'vi-VN' },
  { width: 1440, locale: 'en-US' },
])('the second step is set up and asked for, at $width in $locale', async ({ width, locale }) => {
  const username = `nguoi-${width}-${locale.toLowerCase()}`;
  await site.identity.createPerson({ username, password, display: username, roles: [{ role: 'citizen' }] });
  const context = await browser.newContext({ locale, viewport: { width, height: 844 } });
  const page = await context.newPage();
  const name = (state: string): string => `${state}-${width}-${locale.slice(0, 2)}`;
  const begin = async (): Promise<void> => {
    await page.goto(authorizationRequest(site).address);
    await page.fill('#username', username);
    await page.fill('#password', password);
    await page.press('#password', 'Enter');
    await page.waitForSelector('#code');
  };
  await begin();
  await judge(page, name('setup'));
  const secret = ((await page.textContent('.secret')) ?? '').replaceAll(' ', '');
  const codeNow = (steps: number): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
  await page.fill('#code', codeNow(0));
  await page.press('#code', 'Enter');
  await page.waitForSelector('.codes');
  await judge(page, name('codes'));
  expect(await page.locator('.codes li').count()).toBe(10);
  await page.click('button.main');
  await page.waitForURL('**/signed-in**');

  await context.clearCookies();
  await begin();
  await page.fill('#code', '000000');
  await page.press('#code', 'Enter');
  await page.waitForSelector('#code-error');
  await judge(page, name('second-wrong'));
  await page.fill('#code', codeNow(1));
  await page.press('#code', 'Enter');
  await page.waitForURL('**/signed-in**');
  await context.close();
});
