import { readFile, writeFile } from 'node:fs/promises';
import type { Appointment, Bundle, Encounter } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';
import type { LinesPage, ReportsView } from '../api.ts';
import { hand, type Hand } from '../test/hand.ts';

let house: OpenSen;
/** Where pictures of the pages go, for who looks at them; nowhere unless told. */
const pictures = process.env['SEN_PICTURES'];
/** Writes the page of taps anew instead of holding the work to it, and the pictures of the guide. */
const isWriting = process.env['SEN_TAPS'] === 'write';
const guidePictures = process.env['SEN_GUIDE'] === 'write';
const tapsPage = new URL('../../../../docs/reference/station/taps.md', import.meta.url);
const guideFolder = new URL('../../../../docs/guides/pictures/', import.meta.url);
const taps = new Map<string, number>();
const code = 'trạm-sen-27';
const phone = { width: 390, height: 844 } as const;
const desktop = { width: 1440, height: 900 } as const;
/** What the browser says of itself without a network, and the first call after it with a token that ended meanwhile. */
const noNetwork = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch|^401 \/api\/device-sync\//;

beforeAll(async () => {
  house = await openSen();
  const { hoa, lan, station } = await house.sen.people();
  const { record } = house.sen.context();
  const before = dayInVietnam(new Date(Date.now() - 2 * 86_400_000));
  // Somebody who was expected two days ago and did not come.
  const late: Appointment = {
    resourceType: 'Appointment',
    status: 'booked',
    description: 'Tái khám tăng huyết áp',
    start: `${before}T08:00:00+07:00`,
    end: `${before}T11:00:00+07:00`,
    supportingInformation: [{ reference: `Organization/${station}` }],
    participant: [{ actor: { reference: `Patient/${hoa.patientId}` }, status: 'accepted' }],
  };
  await record.create(late);
  // The doctor signs with her own certificate.
  const admin = await house.sen.as('quantri');
  const worker = await house.sen.as('bs.lan');
  const lot = await worker('/api/immunisation/stock/lots', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      doseCode: 'BCG',
      lotNumber: 'SEN-BCG-1',
      expiresOn: dayInVietnam(new Date(Date.now() + 100 * 86_400_000)),
      dosesPerVial: 10,
      vials: 2,
    }),
  });
  expect(lot.status, await lot.text()).toBe(200);
  const issued = await admin('/api/signatures/certificates', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ practitionerId: lan.practitionerId, facilityId: station }),
  });
  expect(issued.status, await issued.text()).toBe(200);
}, 180_000);
afterAll(() => house.stop());

async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

/** A picture of the guide, as a phone shows it. */
async function guide(page: Page, name: string): Promise<void> {
  if (!guidePictures) return;
  const before = page.viewportSize() ?? desktop;
  await page.setViewportSize(phone);
  await page.screenshot({ path: new URL(`${name}.png`, guideFolder).pathname, scale: 'css' });
  await page.setViewportSize(before);
}

async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

const box = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

/** The worker makes this computer hers; after this it holds the people of the station and the pages. */
async function keepDevice(page: Page, name: string): Promise<void> {
  await goTo(page, '/device');
  await page.getByLabel('Tên máy').fill(name);
  await page.getByLabel('Mã mở máy khi không có mạng').fill(code);
  await page.getByLabel('Nhập lại mã').fill(code);
  await press(page, 'Đăng ký máy này');
  await page.getByText('Máy này đã được đăng ký cho bạn.').waitFor();
  await page.getByText(/^Mọi việc đã gửi/).waitFor();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const needed = [
      'day.page',
      'visit.page',
      'books.page',
      'reports.page',
      'homes.page',
      'household.page',
      'delivery.page',
      'session.page',
    ];
    const isKept = async (): Promise<boolean> => {
      const [name] = (await caches.keys()).filter((one) => one.startsWith('sen-shell-'));
      if (name === undefined) return false;
      const kept = (await (await caches.open(name)).keys()).map(({ url }) => url);
      return needed.every((one) => kept.some((url) => url.includes(one)));
    };
    while (!(await isKept())) await new Promise((again) => setTimeout(again, 100));
  });
}

/** The network goes, and the page is opened anew by the worker's code. */
async function openWithoutNetwork(page: Page, path: string): Promise<void> {
  await page.context().setOffline(true);
  await page.goto(`${house.sen.url}${path}`);
  await page.getByRole('heading', { name: 'Chưa có mạng' }).waitFor();
  await page.getByLabel('Mã mở máy khi không có mạng').fill(code);
  await page.getByRole('button', { name: 'Mở', exact: true }).click();
  await page.locator('.frame').waitFor();
}

/** The network is back: she signs in, and everything leaves. */
async function reconnect(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await press(page, 'Đăng nhập để gửi');
  await page.getByText(/^Mọi việc đã gửi/).waitFor();
}

async function save(page: Page, work: Hand): Promise<void> {
  await work.tap(page.getByRole('button', { name: 'Lưu lượt khám' }));
  await page.getByText(/^Đã lưu (?:trên máy|và gửi)\.$/).waitFor();
}

const backToDay = (page: Page) => page.getByRole('link', { name: 'Về danh sách hôm nay' }).click();

test('one day at a station: begun with a network, lived without one on two devices, sent, and in the books, the report and the citizen’s record alike', async () => {
  const { hoa } = await house.sen.people();
  const page = await house.sit('bs.lan', desktop);
  const work = hand();
  await keepDevice(page, 'Máy tính của trạm');
  await goTo(page, '/station');
  await page.getByRole('heading', { name: 'Trễ hẹn (1)' }).waitFor();
  await page.getByText('Chưa có ai chờ').waitFor();
  expect(await house.faults(page)).toEqual([]);
  await guide(page, 'station-day');

  await openWithoutNetwork(page, '/station');
  await page.getByRole('heading', { name: 'Trễ hẹn (1)' }).waitFor();
  await theQueue(page, work);
  await theFirstVisit(page, work);
  await theFollowUp(page, work);
  await sentOn(page, work, hoa.patientId);
  await aBirth(page, work, hoa.patientId);
  await aVaccination(page, work);
  await whatTheDeviceCounts(page, work, hoa.patientId);

  const other = await secondDevice(hoa.patientId);
  await reconnect(page);
  await reconnect(other);
  await other.context().close();
  await page.goto(`${house.sen.url}/station/reports`);
  await whatTheCentreSays(page, hoa.patientId);
  await theMonthIsSigned(page, work);
  await page.context().close();
  await keepTaps();
}, 240_000);

/** Found, given a number; two children of one name and day are asked about. */
async function theQueue(page: Page, work: Hand): Promise<void> {
  const find = page.getByRole('searchbox', { name: 'Tìm theo tên hoặc số' });
  await work.type(find, 'nguyen thi hoa');
  await work.tap(page.getByRole('button', { name: 'Lấy số' }).first());
  await page.getByText('Số 1 ·', { exact: false }).waitFor();
  taps.set('Tìm người, lấy số', work.lift());
  await page.getByRole('heading', { name: 'Trễ hẹn (0)' }).waitFor();

  for (const number of [2, 3]) {
    await work.type(find, 'Lê Văn An');
    await work.tap(page.getByRole('button', { name: 'Đăng ký người mới' }));
    const sheet = page.getByRole('dialog');
    await work.type(sheet.getByLabel('Ngày sinh'), '5/10/2022');
    await work.tap(sheet.getByRole('radio', { name: 'Nam' }));
    if (number === 2) {
      await work.type(sheet.getByRole('searchbox', { name: 'Sống cùng nhà với' }), 'hoa');
      await sheet.locator('.station-found button').first().waitFor();
      await work.enter(sheet.getByRole('searchbox', { name: 'Sống cùng nhà với' }));
      await guide(page, 'station-register');
    }
    await work.tap(sheet.getByRole('button', { name: 'Đăng ký và lấy số' }));
    if (number === 3) {
      await sheet.getByText('Đã có người trùng tên và ngày sinh.', { exact: false }).waitFor();
      await picture(page, 'station-alike-1440');
      await sheet.getByRole('button', { name: 'Người khác, đăng ký mới' }).click();
    }
    await page.getByText(`Số ${number} ·`, { exact: false }).waitFor();
    if (number === 2) taps.set('Đăng ký người mới, lấy số', work.lift());
  }
  work.lift();
  await picture(page, 'station-day-1440');
  expect(await house.faults(page, noNetwork)).toEqual([]);
}

/** A first visit by a usual pattern; an impossible value is asked again; a form of the programme; its paper without a server. */
async function theFirstVisit(page: Page, work: Hand): Promise<void> {
  await work.tap(page.getByRole('button', { name: 'Gọi vào' }).first());
  await page.getByRole('heading', { name: 'Lượt khám' }).waitFor();
  taps.set('Gọi vào, mở lượt khám', work.lift());
  await work.tap(page.getByRole('button', { name: 'Tăng huyết áp, tái khám' }));
  await work.type(box(page, 'Huyết áp tâm thu (mmHg)'), '400');
  await work.type(box(page, 'Huyết áp tâm trương (mmHg)'), '95');
  await page.getByText('Giá trị này không thể có').first().waitFor();
  await work.tap(page.getByRole('button', { name: 'Lưu lượt khám' }));
  await page.getByText('Còn phần phải xem lại').waitFor();
  await picture(page, 'station-visit-asked-again-1440');
  await work.type(box(page, 'Huyết áp tâm thu (mmHg)'), '150');
  await page.getByText('Cao hơn thường').first().waitFor();
  taps.set('Khám lần đầu theo mẫu thường dùng', work.lift());

  // The page dies in the middle of it; what was typed is there again.
  await openWithoutNetwork(page, '/station');
  await page.getByRole('link', { name: 'Khám', exact: true }).first().click();
  await page.getByText('Lượt khám đang ghi dở đã được mở lại').waitFor();
  expect(await box(page, 'Huyết áp tâm thu (mmHg)').inputValue()).toBe('150');

  await press(page, 'Mở phiếu');
  const sheet = page.getByRole('dialog');
  await sheet
    .getByRole('button', { name: /tăng huyết áp/i })
    .first()
    .click();
  await sheet.getByRole('button', { name: 'Đưa vào lượt khám' }).waitFor();
  // Asked by the visit, so not by the form.
  expect(await sheet.getByLabel(/Huyết áp tâm thu/).count()).toBe(0);
  await guide(page, 'station-form');
  await picture(page, 'station-form-1440');
  expect(await house.faults(page, noNetwork)).toEqual([]);
  await sheet.getByRole('button', { name: 'Đưa vào lượt khám' }).click();
  await page.getByText('Đã ghi', { exact: true }).waitFor();
  await guide(page, 'station-visit');

  await save(page, work);
  work.lift();
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await work.tap(page.getByRole('button', { name: 'In đơn thuốc A5' }));
  await page
    .locator('.station-print')
    .getByText('Amlodipin 5 mg', { exact: false })
    .first()
    .waitFor({ state: 'attached' });
  taps.set('In đơn thuốc A5', work.lift());
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await backToDay(page);
  await page.getByText('Đã xong: 1').waitFor();
}

/** Last visit again, pressure, pulse, weight, save: at most 25 taps and a minute. */
async function theFollowUp(page: Page, work: Hand): Promise<void> {
  work.lift();
  const began = Date.now();
  await work.type(page.getByRole('searchbox', { name: 'Tìm theo tên hoặc số' }), 'hoa nguyen');
  await work.tap(page.locator('.station-find').getByRole('link', { name: 'Khám' }).first());
  await work.tap(page.getByRole('button', { name: /Lặp lại lần trước/ }));
  await work.type(box(page, 'Huyết áp tâm thu (mmHg)'), '128');
  await work.type(box(page, 'Huyết áp tâm trương (mmHg)'), '82');
  await work.type(box(page, 'Mạch (/phút)'), '76');
  await work.type(box(page, 'Cân nặng (kg)'), '54,5');
  await page.getByText('Amlodipin 5 mg', { exact: false }).first().waitFor();
  await picture(page, 'station-visit-1440');
  await save(page, work);
  taps.set('Tái khám tăng huyết áp, lĩnh thuốc', work.lift());
  expect(taps.get('Tái khám tăng huyết áp, lĩnh thuốc')).toBeLessThanOrEqual(25);
  expect((Date.now() - began) / 1000).toBeLessThan(60);
  await backToDay(page);
}

/** Her illness found by any word without marks, a medicine that the checks object to, a letter. */
async function sentOn(page: Page, work: Hand, patientId: string): Promise<void> {
  await page.getByText('Đã xong: 1').waitFor();
  await goTo(page, `/station/visit/${patientId}`);
  await page.getByRole('heading', { name: 'Lượt khám' }).waitFor();
  await work.type(box(page, 'Lý do đến khám'), 'Đau bụng');
  const diagnosis = page.getByRole('searchbox', { name: 'Chẩn đoán (ICD-10)' });
  work.lift();
  await work.type(diagnosis, 'viem ruot thua cap');
  await page.locator('.station-found button').first().waitFor();
  await work.enter(diagnosis);
  taps.set('Chẩn đoán bằng vài chữ của tên bệnh', work.lift());
  const medicine = page.getByRole('searchbox', { name: 'Thêm thuốc' });
  await work.type(medicine, 'paracetamol 500');
  await page.locator('.station-found button').first().waitFor();
  await work.enter(medicine);
  await work.type(page.getByRole('textbox', { name: 'Mỗi lần' }), '6');
  await page.getByText('quá mức 4000 mg', { exact: false }).waitFor();
  await work.type(page.getByRole('textbox', { name: 'Mỗi lần' }), '1');
  await page.getByText('quá mức 4000 mg', { exact: false }).waitFor({ state: 'detached' });
  taps.set('Kê một thuốc, sửa liều', work.lift());
  await work.tap(page.getByRole('button', { name: 'Chuyển tuyến' }));
  await work.type(page.getByLabel('Chuyển đến'), 'Bệnh viện đa khoa khu vực');
  await work.type(page.getByLabel('Lý do chuyển'), 'Nghi viêm ruột thừa');
  await save(page, work);
  await page.getByRole('button', { name: 'In giấy chuyển A5' }).waitFor();
  taps.set('Chuyển tuyến có giấy chuyển', work.lift());
  await guide(page, 'station-saved');
}

/** A birth, written without a network; the child stands in the list at once. */
async function aBirth(page: Page, work: Hand, patientId: string): Promise<void> {
  await goTo(page, `/record/${patientId}/delivery`);
  const write = page.getByRole('button', { name: 'Lưu ca sinh' });
  await write.waitFor();
  work.lift();
  await work.tap(page.getByLabel('Giới tính'));
  await page.getByLabel('Giới tính').selectOption('female');
  await work.type(page.getByLabel('Cân nặng (g)'), '3100');
  await work.tap(write);
  await page.getByText('Đã lưu ca sinh trên thiết bị này', { exact: false }).waitFor();
  taps.set('Ghi ca sinh', work.lift());
  await picture(page, 'station-birth-1440');
}

/** The newborn gets her first dose from the lot that the device holds. */
async function aVaccination(page: Page, work: Hand): Promise<void> {
  await goTo(page, '/immunisation');
  const newborn = page.getByRole('listitem').filter({ hasText: '0 ngày tuổi' });
  const dose = newborn.getByRole('button', { name: /BCG|Lao/ });
  await dose.waitFor();
  work.lift();
  await work.tap(dose);
  await work.type(page.getByLabel('Thân nhiệt (°C)'), '36,8');
  await work.tap(page.getByRole('button', { name: 'Ghi mũi tiêm' }));
  await page.getByText(/^Đã ghi/u).waitFor();
  taps.set('Ghi mũi tiêm', work.lift());
  await picture(page, 'station-shot-1440');
}

/** Books, forms, homes and households from the device alone; closing waits for the network and says so. */
async function whatTheDeviceCounts(page: Page, work: Hand, patientId: string): Promise<void> {
  await goTo(page, '/station/books');
  await page.getByText('3 dòng').waitFor();
  await page.getByText('Tính trên máy này', { exact: false }).waitFor();
  expect(await house.faults(page, noNetwork)).toEqual([]);
  await picture(page, 'station-books-1440');
  await guide(page, 'station-books');
  await goTo(page, '/station/reports');
  work.lift();
  await work.tap(page.getByLabel('Tháng'));
  await page.getByLabel('Tháng').selectOption({ index: 0 });
  const figure = page.getByRole('button', { name: 'Lượt khám bệnh, Tổng số: 3' });
  await figure.waitFor();
  await page.getByText('cần có mạng', { exact: false }).waitFor();
  expect(await house.faults(page, noNetwork)).toEqual([]);
  await picture(page, 'station-reports-1440');
  await guide(page, 'station-reports');
  await work.tap(figure);
  await page.getByRole('dialog').getByText('3 dòng').waitFor();
  taps.set('Mở từng dòng sau một số của báo cáo', work.lift());
  await picture(page, 'station-figure-1440');
  await page.getByRole('dialog').getByRole('button', { name: 'Đóng' }).click();
  await goTo(page, '/station/home-visits');
  await page.getByText('Không ai cần đến nhà').waitFor();
  expect(await house.faults(page, noNetwork)).toEqual([]);
  await goTo(page, `/station/household/${patientId}`);
  await page.getByRole('link', { name: 'Lê Văn An' }).first().waitFor();
  await page
    .getByText(/Khám gần nhất \d/)
    .first()
    .waitFor();
  expect(await house.faults(page, noNetwork)).toEqual([]);
  await picture(page, 'station-household-1440');

  await page.setViewportSize(phone);
  for (const [path, name] of [
    ['/station', 'station-day-390'],
    [`/station/visit/${patientId}`, 'station-visit-390'],
    ['/station/books', 'station-books-390'],
    ['/station/reports', 'station-reports-390'],
  ] as const) {
    await goTo(page, path);
    await page.locator('h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await house.faults(page, noNetwork)).toEqual([]);
    await picture(page, name);
  }
  await page.setViewportSize(desktop);
}

/** A phone of the same station, at the same time without a network: the same woman gets a number and a visit there too. */
async function secondDevice(patientId: string): Promise<Page> {
  const page = await house.sit('bs.lan', phone);
  await keepDevice(page, 'Điện thoại của trạm');
  await openWithoutNetwork(page, '/station');
  const work = hand();
  await work.type(page.getByRole('searchbox', { name: 'Tìm theo tên hoặc số' }), 'nguyen thi hoa');
  await work.tap(page.getByRole('button', { name: 'Lấy số' }).first());
  await page.getByText('Số 1 ·', { exact: false }).waitFor();
  await goTo(page, `/station/visit/${patientId}`);
  await page.getByRole('heading', { name: 'Lượt khám' }).waitFor();
  await work.tap(page.getByRole('button', { name: 'Cảm, viêm mũi họng' }));
  await save(page, work);
  await picture(page, 'station-saved-390');
  return page;
}

/** What the centre says is what the devices said: in the book, in the report, and in the citizen's own record. */
async function whatTheCentreSays(page: Page, patientId: string): Promise<void> {
  const lan = await house.sen.as('bs.lan');
  const month = dayInVietnam(new Date()).slice(0, 7);
  const read = async <T>(path: string): Promise<T> => (await (await lan(path)).json()) as T;
  const book = await read<LinesPage>(`/api/station/books/A1?period=${month}`);
  expect(book.total).toBe(4);
  expect(book.lines.filter(({ personId }) => personId === patientId)).toHaveLength(4);
  const { figures } = await read<ReportsView>(`/api/station/reports?period=${month}`);
  expect(figures).toMatchObject({ '9/visits/total': 4, '9/people/total': 1 });
  const citizen = await house.sen.as('hoa');
  const own = (await (
    await citizen(`/fhir/Encounter?patient=${patientId}&_count=50`)
  ).json()) as Bundle<Encounter>;
  const visits = (own.entry ?? []).flatMap(({ resource }) =>
    resource?.status === 'finished' ? [resource.id] : [],
  );
  for (const { visitId } of book.lines) expect(visits).toContain(visitId);
  const { record } = house.sen.context();
  expect((await record.search('Immunization', 'status=completed')).matches).toHaveLength(1);
  await page.getByLabel('Tháng').selectOption({ index: 0 });
  await page.getByRole('button', { name: 'Lượt khám bệnh, Tổng số: 4' }).waitFor();
  expect(await page.getByText('Tính trên máy này', { exact: false }).count()).toBe(0);
}

async function theMonthIsSigned(page: Page, work: Hand): Promise<void> {
  await page.getByLabel('Tháng').selectOption({ index: 1 });
  work.lift();
  await work.tap(page.getByRole('button', { name: 'Chốt và gửi lên Sở' }));
  await work.tap(page.getByRole('button', { name: 'Chốt, ký, gửi' }));
  await page.getByText('Đã gửi, chờ duyệt').first().waitFor();
  await page.getByText('Đã ký số', { exact: false }).waitFor();
  taps.set('Chốt tháng và gửi lên Sở', work.lift());
  await picture(page, 'station-closed-1440');
  await guide(page, 'station-closed');
  expect(await house.faults(page, noNetwork)).toEqual([]);
}

/** The reference says how many taps each job takes; more of them is a step back that must be meant. */
async function keepTaps(): Promise<void> {
  const lines = [...taps].map(([job, n]) => `| ${job} | ${n} |`);
  const text = `# Taps of a station's commonest jobs\n\nCounted by the browser test of the station's day: each press, each field that is gone to, each Enter. Written anew with \`SEN_TAPS=write\`.\n\n| Job | Taps |\n| --- | ---: |\n${lines.join('\n')}\n`;
  if (isWriting) await writeFile(tapsPage, text);
  const known = (await readFile(tapsPage, 'utf8')).replaceAll(/ +\|/g, ' |');
  for (const line of lines) expect(known).toContain(line);
  expect(taps.size).toBe(13);
}
