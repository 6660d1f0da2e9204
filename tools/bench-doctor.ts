/** A hospital and a doctor of it for the bench, who signs in as everybody does: on the page, with a password. */
import { chromium, type Browser, type Page } from 'playwright-core';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { findOrInstallChromium } from './chromium.ts';
import { runSen, type House } from './bench-house.ts';

export interface Doctor {
  readonly page: Page;
  readonly browser: Browser;
  /** Her access token, for timing the server without the page. */
  readonly token: string;
  /** Id of the Organization that she works for. */
  readonly hospital: string;
}

/** Writes through /fhir as the bench's own client; returns the body of the answer. */
export async function write<T>(house: House, path: string, body: object): Promise<T> {
  const answer = await fetch(`${house.base}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok)
    throw new Error(`POST /fhir${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
  return (await answer.json()) as T;
}

/** Makes the hospital, the account and the password, and signs in in a real browser. */
export async function signInDoctor(
  house: House,
  seat: { width: number; height: number },
  role = 'hospital-doctor',
): Promise<Doctor> {
  const { id: hospital } = await write<{ id: string }>(house, '/Organization', {
    resourceType: 'Organization',
    active: true,
    name: 'Bệnh viện đo thử',
  });
  const { id: practitioner } = await write<{ id: string }>(house, '/Practitioner', {
    resourceType: 'Practitioner',
    name: [{ text: 'BS. Đo' }],
    // Without a licence a doctor sees nobody.
    qualification: [
      {
        identifier: [{ system: identifierSystem.practisingLicence, value: '000000/SYN-CCHN' }],
        code: { text: 'Bác sĩ' },
      },
    ],
  });
  const link = await runSen(house, [
    'user',
    'add',
    'bs.do',
    '--display',
    'BS. Đo',
    '--role',
    `${role}@${hospital}`,
    '--practitioner',
    practitioner,
  ]);
  const executablePath = findOrInstallChromium((line) => console.log(line));
  const browser = await chromium.launch({
    args: ['--no-sandbox'],
    ...(executablePath !== undefined && { executablePath }),
  });
  const page = await browser.newPage({ viewport: seat });
  const password = 'đo một lần rồi bỏ 2026';
  await page.goto(/http\S+/.exec(link)![0]);
  await page.fill('#password', password);
  await page.fill('#repeat', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('text=/Đã lưu mật khẩu|saved/');
  await page.goto(house.base.slice(0, -'/fhir'.length));
  await page.getByRole('button', { name: /^(Đăng nhập|Sign in)$/ }).click();
  const asked = page.waitForRequest((request) => request.url().endsWith('/api/me'));
  await page.fill('input[name=username]', 'bs.do');
  await page.fill('input[name=password]', password);
  await page.click('button[type=submit]');
  const token = (await asked).headers()['authorization']!.slice('Bearer '.length);
  await page.waitForSelector('.frame');
  return { page, browser, token, hospital };
}
