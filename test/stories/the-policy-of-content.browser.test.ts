import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';

let open: OpenSen;
beforeAll(async () => {
  open = await openSen();
}, 180_000);
afterAll(() => open.stop());

/** What the browser refused a page because of its policy, told by the browser itself. */
async function watch(page: Page): Promise<string[]> {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Permissions-Policy|Refused to/i.test(message.text()))
      refused.push(message.text());
  });
  return refused;
}

test.each(['hoa', 'bs.lan', 'quantri'])(
  'no page that %s can open breaks the policy it was sent with',
  async (name) => {
    const page = await open.sit(name);
    const refused = await watch(page);
    await page.reload();
    await page.locator('main').first().waitFor();
    await page.locator('nav a[href^="/"]').first().waitFor();
    const places = await page
      .locator('nav a[href^="/"]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(places.length).toBeGreaterThan(0);
    for (const place of new Set(places)) {
      await page.goto(open.sen.url + place);
      await page.locator('main').first().waitFor();
    }
    expect(refused).toEqual([]);
    await page.context().close();
  },
);

test('a script that somebody gets into a page does not run', async () => {
  const page = await open.look();
  const refused = await watch(page);
  await page.goto(open.sen.url);
  const ran = await page.evaluate(async () => {
    const holder = globalThis as unknown as { broken?: boolean };
    const script = document.createElement('script');
    script.textContent = 'globalThis.broken = true';
    document.body.append(script);
    const image = document.createElement('div');
    image.innerHTML = '<img src="x:" onerror="globalThis.broken = true">';
    document.body.append(image);
    await fetch('https://evil.example/').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return holder.broken === true;
  });
  expect(ran).toBe(false);
  expect(refused.length).toBeGreaterThanOrEqual(2);
  await page.context().close();
});
