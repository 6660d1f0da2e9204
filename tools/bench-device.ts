/**
 * `npm run bench -- device`: a station's people on a slow phone, in a real browser: first download, usable time, delta, name search, start without a
 * network. Options: --people N (20,000), --searched N (50,000 names), --slower F (4), --kbps K (1,600), --delay MS (300).
 */
import type { CDPSession, Page } from 'playwright-core';
import { build } from 'vite';
import { splitName } from '../src/kernel/vietnam/person-name.ts';
import { dayText } from '../src/modules/synth/domain/days.ts';
import { blockSize } from '../src/modules/synth/domain/household.ts';
import { peopleOfBlock, type Person } from '../src/modules/synth/domain/person.ts';
import { openWorld } from '../src/modules/synth/domain/world.ts';
import { signInDoctor, write } from './bench-doctor.ts';
import type { House } from './bench-house.ts';
import { cpuOf, untilAtRest } from './bench-measure.ts';
import { option } from './bench-options.ts';

/** What is to be reached, in seconds and, of a search, milliseconds. */
const goals = { whole: 180, usable: 30, delta: 5, searchMs: 300, offlineStart: 2 };
const code = 'đo-một-lần-27';
const factsOfPerson = 7;
const peopleOfBundle = 60;

/** Fills, measures, prints. Returns false where a goal is missed. */
export async function benchDevice(house: House): Promise<boolean> {
  const count = Number(option('people', '20000'));
  const {
    page,
    browser,
    hospital: station,
  } = await signInDoctor(house, { width: 390, height: 844 }, 'station-doctor');
  try {
    const some = await fill(house, station, count);
    await untilAtRest(house.server.pid!, house.postgres);
    const session = await page.context().newCDPSession(page);
    await slowDown(session);
    const before = [cpuOf(house.server.pid!), cpuOf(house.postgres)] as const;
    const { usable, whole } = await firstDownload(page, house);
    const cpu = [cpuOf(house.server.pid!) - before[0], cpuOf(house.postgres) - before[1]];
    console.log(
      `${count} people with ${factsOfPerson} facts each: usable after ${usable.toFixed(1)} s, whole after ${whole.toFixed(1)} s`,
    );
    console.log(
      `the centre used ${cpu[0]!.toFixed(1)} s CPU of Node and ${cpu[1]!.toFixed(1)} of PostgreSQL for it`,
    );
    const delta = await deltaSync(page, house, some);
    console.log(`20 people changed at the centre: fetched in ${delta.toFixed(1)} s`);
    const searchMs = await searchNames(page);
    console.log(`a name among ${option('searched', '50000')}: p95 ${searchMs.toFixed(0)} ms`);
    const start = await offlineStart(page, house, session);
    console.log(`start without a network: ${start.toFixed(1)} s`);
    const isReached =
      whole <= goals.whole &&
      usable <= goals.usable &&
      delta <= goals.delta &&
      searchMs <= goals.searchMs &&
      start <= goals.offlineStart;
    console.log(`goals ${JSON.stringify(goals)}: ${isReached ? 'reached' : 'missed'}`);
    return isReached;
  } finally {
    await browser.close();
  }
}

async function slowDown(session: CDPSession): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: Number(option('slower', '4')) });
  const throughput = (Number(option('kbps', '1600')) * 1000) / 8;
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: Number(option('delay', '300')),
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
}

async function firstDownload(page: Page, house: House): Promise<{ usable: number; whole: number }> {
  await page.goto(`${house.base.slice(0, -'/fhir'.length)}/device`);
  await page.getByLabel('Tên máy').fill('Điện thoại chậm');
  await page.getByLabel('Mã mở máy khi không có mạng').fill(code);
  await page.getByLabel('Nhập lại mã').fill(code);
  const from = performance.now();
  const seconds = (): number => (performance.now() - from) / 1000;
  await page.getByRole('button', { name: 'Đăng ký máy này' }).click();
  const line = page.locator('.status-line');
  // From the first people on they can be found and written about; the rest goes on beside the work.
  await line.getByText(/Đang tải người của trạm: [1-9]/).waitFor({ timeout: 300_000 });
  const usable = seconds();
  await line.getByText(/Đang tải người của trạm/).waitFor({ state: 'detached', timeout: 900_000 });
  return { usable, whole: seconds() };
}

/** The browser says that the network came back, and the device looks. */
async function deltaSync(page: Page, house: House, people: readonly string[]): Promise<number> {
  const entry = people.slice(0, 20).map((id) => ({
    resource: observation(`Patient/${id}`, 0, new Date().toISOString()),
    request: { method: 'POST', url: 'Observation' },
  }));
  await write(house, '', { resourceType: 'Bundle', type: 'transaction', entry });
  const from = performance.now();
  const answered = page.waitForResponse((answer) => answer.url().includes('/api/device-sync/lines'));
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await (await answered).finished();
  await page
    .locator('.status-line')
    .getByText(/^Mọi việc đã gửi/)
    .waitFor();
  return (performance.now() - from) / 1000;
}

async function searchNames(page: Page): Promise<number> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry: 'tools/bench-device-search.ts', formats: ['es'] } },
  });
  const [{ output }] = built as unknown as [{ output: { code: string }[] }];
  await page.route('**/bench-search.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: output[0]!.code }),
  );
  const many = Number(option('searched', '50000'));
  const world = await openWorld({ seed: 9, citizens: many });
  const names: string[] = [];
  for (let block = 0; names.length < many; block += 1)
    names.push(...peopleOfBlock(world, block).map(({ name }) => name));
  await page.addScriptTag({ url: '/bench-search.js', type: 'module' });
  await page.waitForFunction(() => 'searchTimes' in globalThis);
  const times = await page.evaluate(
    (list) => (globalThis as unknown as { searchTimes: (names: string[]) => number[] }).searchTimes(list),
    names,
  );
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
}

async function offlineStart(page: Page, house: House, session: CDPSession): Promise<number> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await session.send('Network.emulateNetworkConditions', {
    offline: true,
    latency: 0,
    downloadThroughput: 0,
    uploadThroughput: 0,
  });
  const from = performance.now();
  await page.goto(`${house.base.slice(0, -'/fhir'.length)}/device`);
  await page.getByRole('heading', { name: 'Chưa có mạng' }).waitFor();
  return (performance.now() - from) / 1000;
}

/** People of the station with a visit and its measurements; answers ids of some. */
async function fill(house: House, station: string, count: number): Promise<readonly string[]> {
  const world = await openWorld({ seed: 7, citizens: count });
  const people: Person[] = [];
  for (let block = 0; block * blockSize < count; block += 1) people.push(...peopleOfBlock(world, block));
  const bundles = Array.from({ length: Math.ceil(people.length / peopleOfBundle) }, (_, at) =>
    people.slice(at * peopleOfBundle, (at + 1) * peopleOfBundle),
  );
  const ids: string[] = [];
  const from = performance.now();
  const lane = async (): Promise<void> => {
    for (let some = bundles.pop(); some !== undefined; some = bundles.pop()) {
      const entry = some.flatMap((person, at) => entriesOf(person, at, station));
      const answer = await write<{ entry: { response: { location?: string } }[] }>(house, '', {
        resourceType: 'Bundle',
        type: 'transaction',
        entry,
      });
      const made = answer.entry.flatMap(
        ({ response }) => /Patient\/([^/]+)/.exec(response.location ?? '')?.[1] ?? [],
      );
      if (ids.length < 100) ids.push(...made);
    }
  };
  await Promise.all([lane(), lane(), lane()]);
  console.log(`${people.length} people written in ${((performance.now() - from) / 1000).toFixed(0)} s`);
  return ids;
}

function entriesOf(person: Person, at: number, station: string): object[] {
  const { family, middle, given } = splitName(person.name);
  const url = `urn:uuid:00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  const patient = {
    resourceType: 'Patient',
    active: true,
    name: [
      { use: 'official', text: person.name, family, given: [middle, given].filter((word) => word !== '') },
    ],
    gender: person.sex,
    birthDate: dayText(person.born),
    managingOrganization: { reference: `Organization/${station}` },
  };
  const day = new Date(Date.now() - (at + 1) * 3 * 86_400_000).toISOString();
  const facts = Array.from({ length: factsOfPerson }, (_, kind) => observation(url, kind, day));
  return [
    { fullUrl: url, resource: patient, request: { method: 'POST', url: 'Patient' } },
    ...facts.map((resource) => ({ resource, request: { method: 'POST', url: 'Observation' } })),
  ];
}

function observation(reference: string, kind: number, effectiveDateTime: string): object {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
        ],
      },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }], text: `Chỉ số ${kind}` },
    subject: { reference },
    effectiveDateTime,
    valueQuantity: { value: 40 + kind, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  };
}
