import type { Patient } from '@medplum/fhirtypes';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { buildHarness } from './browser/build-harness.ts';
import type { Harness } from './browser/harness.ts';
import { dice, type Dice } from './schedule.ts';

const runs = Number(process.env['SEN_OFFLINE_BROWSER_RUNS'] ?? 20);
/** Where pictures of the pages go, for who looks at them; nowhere unless told. */
const pictures = process.env['SEN_PICTURES'];
const code = 'trạm-sen-27';

let house: OpenSen;
/** The harness as a script of the page, of this program and of the one before it. */
let script: string;
let oldScript: string;
beforeAll(async () => {
  house = await openSen();
  [script, oldScript] = [await buildHarness('now'), await buildHarness('before')];
}, 180_000);
afterAll(() => house.stop());

async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

test('a worker registers her phone, opens it by her code without a network, and signs in when it is back', async () => {
  const page = await house.sit('bs.lan', { width: 390, height: 844 });
  await page.goto(`${house.sen.url}/device`);
  await page.getByLabel('Tên máy').fill('Điện thoại của trạm');
  await page.getByLabel('Mã mở máy khi không có mạng').fill('12345678');
  await page.getByLabel('Nhập lại mã').fill('12345678');
  await picture(page, 'device-register-390');
  await page.getByRole('button', { name: 'Đăng ký máy này' }).click();
  await page.getByText('Mã này dễ đoán.').waitFor();
  await page.getByLabel('Mã mở máy khi không có mạng').fill(code);
  await page.getByLabel('Nhập lại mã').fill(code);
  await page.getByRole('button', { name: 'Đăng ký máy này' }).click();
  await page.getByText('Máy này đã được đăng ký cho bạn.').waitFor();
  await page.getByText(/^Mọi việc đã gửi/).waitFor();
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'device-held-390');
  await decideWhatIsStuck(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const isKept = async () =>
      (await (await caches.open((await caches.keys())[0]!)).keys()).some(({ url }) =>
        /device\.page.*\.js$/.test(url),
      );
    while (!(await isKept())) await new Promise((again) => setTimeout(again, 100));
  });

  await page.context().setOffline(true);
  const from = Date.now();
  await page.goto(`${house.sen.url}/device`);
  await page.getByRole('heading', { name: 'Chưa có mạng' }).waitFor();
  expect(Date.now() - from).toBeLessThan(10_000);
  await picture(page, 'device-door-390');
  await page.getByLabel('Mã mở máy khi không có mạng').fill('không phải mã');
  await page.getByRole('button', { name: 'Mở' }).click();
  await page.getByText('Mã chưa đúng. Còn 4 lần thử.').waitFor();
  await page.getByLabel('Mã mở máy khi không có mạng').fill(code);
  await page.getByRole('button', { name: 'Mở' }).click();
  await page.getByText('Chưa có mạng. Việc làm vẫn được lưu an toàn trên máy.').waitFor();
  await picture(page, 'device-offline-390');

  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Đăng nhập để gửi' }).click();
  await page.getByText(/^Mọi việc đã gửi/).waitFor();
  await page.context().close();
}, 180_000);

/** Another tab of the same phone writes something wrong, and something that the hospital changed meanwhile; the page tells, she decides. */
async function decideWhatIsStuck(page: Page): Promise<void> {
  const { hoa, lan, station } = await house.sen.people();
  const token = await house.sen.platform.identity.issueToken(lan.accountId);
  const tab = await page.context().newPage();
  await tab.route('**/harness.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await load(tab, house.sen.url);
  await tab.evaluate(([t, n, f]) => harnessOf().open(t!, n!, f!), [token, 'BS Trần Thị Lan', station]);
  await tab.evaluate(() => harnessOf().sync());
  const { record } = house.sen.context();
  const { text } = await record.read('Patient', hoa.patientId);
  await record.update({ ...(JSON.parse(text) as Patient), maritalStatus: { text: 'Goá' } });
  await tab.evaluate(
    (patient) => harnessOf().edit(patient, 'maritalStatus', { text: 'Đã kết hôn' }),
    hoa.patientId,
  );
  const id = await tab.evaluate((patient) => harnessOf().newId(patient), hoa.patientId);
  const wrong = { ...factOf(id, hoa.patientId, 'sai'), status: 'done' };
  await tab.evaluate((one) => harnessOf().write([one as never]), wrong);
  await tab.evaluate(() => harnessOf().sync());
  await tab.close();

  await page.getByText('1 việc bị trả lại, cần bạn xem').waitFor();
  await page.getByText('1 việc có hai người cùng sửa, cần bạn chọn').waitFor();
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'device-stuck-390');
  await page.getByRole('radio', { name: 'Của tôi: Đã kết hôn' }).check();
  await page.getByRole('button', { name: 'Ghi theo lựa chọn' }).click();
  await page.getByRole('button', { name: 'Bỏ việc này' }).click();
  await page.getByRole('button', { name: 'Bỏ việc này' }).click();
  await page.getByText('Không có việc nào bị trả lại.').waitFor();
  await page.getByText(/^Mọi việc đã gửi/).waitFor();
  const after = await record.read('Patient', hoa.patientId);
  expect(JSON.parse(after.text)).toMatchObject({ maritalStatus: { text: 'Đã kết hôn' } });
}

type Told = (name: string, body?: unknown) => Promise<unknown>;

/** A computer of the station: its browser, and whose program runs there. */
interface Computer {
  readonly context: BrowserContext;
  isOld: boolean;
}

/** A worker at a computer, with her tabs. */
interface Desk {
  readonly computer: Computer;
  readonly name: string;
  readonly token: string;
  readonly pages: Page[];
}

describe('devices in a real browser, with the real centre and a bad line', () => {
  test(`lose no write and write none twice in ${runs} seeded runs: two computers, two workers, several tabs, full disks, a new program in the middle`, async () => {
    const { hoa, lan, station } = await house.sen.people();
    const token = await house.sen.platform.identity.issueToken(lan.accountId);
    const asLan = await house.sen.as('bs.lan');
    const read: Told = async (path) => (await asLan(`/fhir/${path}`)).json();
    const world = { random: dice(1), isCalm: true };

    const computers: Computer[] = [];
    for (let at = 0; at < 2; at += 1) {
      const context = (await house.look()).context();
      const computer: Computer = { context, isOld: true };
      computers.push(computer);
      await context.route('**/harness.js', (route) =>
        route.fulfill({ contentType: 'text/javascript', body: computer.isOld ? oldScript : script }),
      );
      await context.route(/\/api\/device-sync\/(?:outbox|lines|reference)/, (route) => badLine(route, world));
    }
    const van = { name: 'YS Lê Thị Vân', token: await anotherWorker(station) };
    const desks: Desk[] = [];
    for (const [computer, worker, tabs] of [
      [computers[0]!, { name: 'BS Trần Thị Lan', token }, 2],
      [computers[0]!, van, 1],
      [computers[1]!, { name: 'BS Trần Thị Lan', token }, 2],
    ] as const) {
      const pages: Page[] = [];
      for (let tab = 0; tab < tabs; tab += 1) pages.push(await computer.context.newPage());
      const desk: Desk = { computer, ...worker, pages };
      await load(pages[0]!, house.sen.url);
      await pages[0]!.evaluate(
        ([t, n, f]) => harnessOf().register(t!, n!, f!),
        [worker.token, worker.name, station],
      );
      for (const page of pages) await wake(page, desk);
      desks.push(desk);
    }
    async function wake(page: Page, desk: Desk): Promise<void> {
      await load(page, house.sen.url);
      const mode = await page.evaluate(
        ([t, n, f]) => harnessOf().open(t!, n!, f!),
        [desk.token, desk.name, station],
      );
      expect(mode).toBe('device');
    }
    /** A page whose store was taken over by the new program answers nothing any more: it is loaded anew. */
    async function attempt<T>(page: Page, desk: Desk, work: () => Promise<T>): Promise<T | undefined> {
      try {
        return await work();
      } catch (error) {
        if (!/closing|closed|InvalidState|versionchange/i.test(String(error))) throw error;
        await wake(page, desk);
        return undefined;
      }
    }
    const calmSync = async (): Promise<string[]> => {
      world.isCalm = true;
      const left: string[] = [];
      for (const desk of desks) {
        const [page] = desk.pages as [Page];
        const sync = () =>
          page.evaluate(async () => {
            for (let round = 0; round < 3; round += 1) await harnessOf().sync();
            return harnessOf().pending();
          });
        left.push((await attempt(page, desk, sync)) ?? (await sync()));
      }
      return left;
    };
    await calmSync();

    // The runs in whose middle each computer gets the new program.
    const upgrades = [Math.ceil(runs * 0.3), Math.ceil(runs * 0.6)];
    let saved = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      world.random = dice(seed);
      const { random } = world;
      const facts: { type: string; id: string }[] = [];
      const edits: string[] = [];
      world.isCalm = false;
      for (let moment = 0; moment < 8; moment += 1) {
        // One tab gets the new program in the middle of the work of the others.
        const due = moment === 4 ? computers[upgrades.indexOf(seed)] : undefined;
        const desk = random.pick(due === undefined ? desks : desks.filter((one) => one.computer === due));
        const page = random.pick(desk.pages);
        const isFull = moment === 2 && seed % 3 === 0;
        const what = isFull ? 0 : random.below(11);
        const mark = `run${seed}-${moment}`;
        if (due !== undefined) {
          due.isOld = false;
          await wake(page, desk);
        } else if (what < 4) {
          const fact = { type: random.pick(['Observation', 'Condition']), id: '' };
          const isSaved = await attempt(page, desk, async () => {
            fact.id = await page.evaluate((patient) => harnessOf().newId(patient), hoa.patientId);
            const one = factOf(fact.id, hoa.patientId, mark, fact.type);
            const write = () => page.evaluate((fresh) => harnessOf().write([fresh as never]), one);
            return isFull ? withFullDisk(page, house.sen.url, write) : write();
          });
          if (isSaved === true) facts.push(fact);
        } else if (what < 7) {
          const [element, value] = random.chance(0.5)
            ? (['telecom', [{ system: 'phone', value: mark }]] as const)
            : (['maritalStatus', { text: mark }] as const);
          const edit = () =>
            page.evaluate(
              ([p, e, v]) => harnessOf().edit(p as string, e as string, v),
              [hoa.patientId, element, value],
            );
          if ((await attempt(page, desk, edit)) === true) edits.push(mark);
        } else if (what < 9) {
          // It is left to itself: the next step may come in the middle of it.
          await page.evaluate(
            () =>
              void harnessOf()
                .sync()
                .catch(() => undefined),
          );
        } else await wake(page, desk);
      }
      const pending = (await calmSync()).join();
      for (const { type, id } of facts) {
        const history = (await read(`${type}/${id}/_history`)) as { entry?: unknown[] };
        expect([history.entry?.length, pending.includes(id)], `seed ${seed}`).toEqual([1, false]);
      }
      const { entry = [] } = (await read(`Patient/${hoa.patientId}/_history?_count=500`)) as {
        entry?: { resource?: unknown }[];
      };
      const versions = entry.map(({ resource }) => JSON.stringify(resource)).toReversed();
      for (const mark of edits) {
        const came = versions.filter((text, at) => has(text, mark) && !has(versions[at - 1], mark)).length;
        expect([came, has(pending, mark)], `seed ${seed}, ${mark}`).toSatisfy(
          ([times, isListed]: [number, boolean]) => times === 1 || (times === 0 && isListed),
        );
      }
      saved += facts.length + edits.length;
      // A person decides what clashed, as it is proposed, so that the next run begins clean.
      for (const { pages } of desks) await pages[0]!.evaluate(() => harnessOf().decideAll());
      await calmSync();
    }
    expect(saved).toBeGreaterThan(runs * 2);
    expect(computers.map(({ isOld }) => isOld)).toEqual([false, false]);
    for (const { pages } of desks) {
      const { list, own } = await pages[0]!.evaluate(
        (patient) => harnessOf().listed('Condition', patient),
        hoa.patientId,
      );
      expect(list).toEqual(own);
      expect(list.length).toBeGreaterThan(0);
      expect(await pages[0]!.evaluate(() => harnessOf().holds('icd10'))).toBe(true);
    }
    for (const { context } of computers) await context.close();
  }, 240_000);
});

/** A second worker of the station, signed in. */
async function anotherWorker(station: string): Promise<string> {
  const { identity } = house.sen.platform;
  const practitioner = await house.sen.context().record.create({
    resourceType: 'Practitioner',
    name: [{ text: 'YS Lê Thị Vân' }],
    qualification: [
      {
        identifier: [{ system: identifierSystem.practisingLicence, value: '000077/SYN-CCHN' }],
        code: { text: 'Y sĩ' },
      },
    ],
  });
  const { accountId } = await identity.createPerson({
    username: 'ys.van',
    display: 'YS Lê Thị Vân',
    roles: [{ role: 'station-doctor', facilityId: station }],
    practitionerId: practitioner.id,
  });
  return identity.issueToken(accountId);
}

/** The browser has no room for this site while something is written. */
async function withFullDisk<T>(page: Page, url: string, work: () => Promise<T>): Promise<T> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(url);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  try {
    return await work();
  } finally {
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await session.detach();
  }
}

const has = (text: string | undefined, mark: string): boolean => text?.includes(`"${mark}"`) === true;

declare function harnessOf(): Harness;

/** A page with nothing on it but the device. */
async function load(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/healthz`);
  await page.addScriptTag({ url: '/harness.js', type: 'module' });
  await page.waitForFunction(() => 'harness' in globalThis);
  await page.evaluate(() => {
    const place = globalThis as unknown as { harness: Harness; harnessOf: () => Harness };
    place.harnessOf = () => place.harness;
  });
}

const factOf = (id: string, patientId: string, mark: string, type = 'Observation') => {
  const fact = { resourceType: type, id, subject: { reference: `Patient/${patientId}` } };
  if (type === 'Condition') return { ...fact, code: { text: mark } };
  return {
    ...fact,
    status: 'final',
    code: { text: 'Cân nặng' },
    effectiveDateTime: new Date().toISOString(),
    valueString: mark,
  };
};

/** What may happen to a question on its way to the centre and back. */
async function badLine(
  route: Route,
  world: { readonly random: Dice; readonly isCalm: boolean },
): Promise<void> {
  const { random, isCalm } = world;
  const fate = isCalm ? 99 : random.below(100);
  try {
    if (fate < 12) await route.abort('connectionfailed');
    else if (fate < 20) await route.fulfill({ contentType: 'text/html', body: '<h1>Wi-Fi: đăng nhập</h1>' });
    else if (fate < 30) {
      // It arrives, and its answer does not.
      await route.fetch();
      await route.abort('connectionreset');
    } else if (fate < 40) {
      // It arrives twice.
      await route.fetch();
      await route.continue();
    } else await route.continue();
  } catch {
    // The page that asked is gone by now.
  }
}
