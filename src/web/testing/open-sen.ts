import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { launchChromium } from '#platform/testing/launch-chromium.ts';
import {
  startPlatform,
  type TestPlatform,
  type TestPlatformOptions,
} from '#platform/testing/start-platform.ts';

/** How somebody sits before the screen. */
export interface Seat {
  readonly language?: 'vi' | 'en';
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

/** A whole Sen with its pages built from the tree as it is when the run begins, and a browser. */
export interface OpenSen {
  readonly sen: TestPlatform;
  /** A window of somebody who has signed in by name on the provider's own page. */
  readonly sit: (username: string, seat?: Seat) => Promise<Page>;
  /** The same window for each call of one name: she signs in once, and each later seat is a fresh load of her start page. */
  readonly stay: (username: string, seat?: Seat) => Promise<Page>;
  /** A window of a stranger. */
  readonly look: (seat?: Seat) => Promise<Page>;
  /**
   * What axe finds, each as one line; keys that nobody translated; a page wider than its window; and what the browser complained of
   * since the page was opened: errors on the console, requests that failed or were refused, unless they match `expected`.
   */
  readonly faults: (page: Page, expected?: RegExp) => Promise<string[]>;
  readonly stop: () => Promise<void>;
}

/** Who lives in the house. */
export interface OpenSenOptions extends Pick<TestPlatformOptions, 'modules' | 'env' | 'subscriptionPace'> {
  /** Fills the house and returns the password of its accounts. Without it the people of the tests live there. */
  readonly fill?: (sen: TestPlatform) => Promise<string>;
}

/** Starts the platform and the browser. */
export async function openSen(options: OpenSenOptions = {}): Promise<OpenSen> {
  const { fill = fillWithTestPeople, ...platformOptions } = options;
  const sen = await startPlatform({ ...platformOptions, webFolder: inject('webFolder') });
  const password = await fill(sen);
  const browser = await launchChromium();
  const sit = async (username: string, seat: Seat = {}): Promise<Page> => {
    const page = await open(browser, sen.url, seat);
    await page.getByRole('button', { name: /^(Đăng nhập|Sign in)$/ }).click();
    await page.locator('input[name=username]').fill(username);
    await page.locator('input[name=password]').fill(password);
    await page.locator('button[type=submit]').click();
    await page.waitForSelector('.frame');
    return page;
  };
  const staying = new Map<string, Page>();
  return {
    sen,
    look: (seat = {}) => open(browser, sen.url, seat),
    sit,
    async stay(username, seat = {}) {
      const page = staying.get(username);
      if (page) return sitAnew(page, sen.url, seat);
      const first = await sit(username, seat);
      staying.set(username, first);
      return first;
    },
    faults,
    async stop() {
      await browser.close();
      await sen.stop();
    },
  };
}

/** Goes to a place by its word in the rail or the bar; on a phone the later ones stand behind "More". */
export async function goTo(page: Page, word: string | RegExp): Promise<void> {
  const bar = page.locator('.frame-places');
  await bar.getByRole('link').first().waitFor();
  const named = { name: word, exact: typeof word === 'string' };
  const inBar = bar.getByRole('link', named);
  if ((await inBar.count()) > 0) return inBar.click();
  await bar.getByRole('button').click();
  // The sheet has room for whole names; the word of the rail is kept for a name.
  await page.getByRole('dialog').getByRole('link', { name: word }).click();
}

async function fillWithTestPeople(sen: TestPlatform): Promise<string> {
  const password = 'sen nở giữa đầm 2026';
  const { hoa, lan, minh, admin } = await sen.people();
  for (const { accountId } of [hoa, lan, minh, admin])
    await sen.platform.identity.setPassword(accountId, password);
  return password;
}

async function open(browser: Browser, url: string, seat: Seat): Promise<Page> {
  const { language = 'vi', width = 1440, height = 900, dark = false } = seat;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  await context.addInitScript((chosen) => {
    if (localStorage.getItem('sen.preferences') === null)
      localStorage.setItem('sen.preferences', JSON.stringify({ language: chosen }));
  }, language);
  const page = await context.newPage();
  listen(page);
  await page.goto(`${url}/`);
  return page;
}

/** Loads the start page again, in another seat; the provider still knows who she is. */
async function sitAnew(page: Page, url: string, seat: Seat): Promise<Page> {
  const { language = 'vi', width = 1440, height = 900 } = seat;
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ media: null });
  await page.evaluate(
    (chosen) => localStorage.setItem('sen.preferences', JSON.stringify({ language: chosen })),
    language,
  );
  complaints.get(page)?.splice(0);
  await page.goto(`${url}/`);
  await page.waitForSelector('.frame');
  return page;
}

/** What each page complained of. */
const complaints = new WeakMap<Page, string[]>();

function listen(page: Page): void {
  const heard: string[] = [];
  complaints.set(page, heard);
  page.on('pageerror', ({ message }) => heard.push(`error on the page: ${message}`));
  page.on('console', (message) => {
    // A refused request also stands on the console; it is heard below, with its path.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
    heard.push(`on the console: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) heard.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // The page itself gives up a question when the reader has already asked the next one.
    if (why !== 'net::ERR_ABORTED') heard.push(`${why} ${new URL(request.url()).pathname}`);
  });
}

/** A key that stands on the page in place of its sentence. */
const bareKey =
  /\b(?:summary|timeline|trends|entry|banner|people|account|kind|fact|mend|quarantine|sources|trouble|mark|status)\.[a-z][a-z-]+\b/g;

async function faults(page: Page, expected?: RegExp): Promise<string[]> {
  // On a busy machine a page may still be on its way; one that never comes is told by axe below.
  await page
    .locator('h1')
    .first()
    .waitFor({ state: 'attached', timeout: 15_000 })
    .catch(() => undefined);
  // Only what is wrong is written out, and no second window is opened for it: there are no frames to put together.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
  );
  const keys = (await page.locator('body').innerText()).match(bareKey) ?? [];
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  return [
    ...found,
    ...(complaints.get(page) ?? []).filter((said) => expected?.test(said) !== true),
    ...keys.map((key) => `not translated: ${key}`),
    ...(wide ? ['the page is wider than its window'] : []),
  ];
}
