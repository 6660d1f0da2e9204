import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';
import type { HeldStock } from '../domain/held-stock.ts';

let house: OpenSen;
/** Where pictures go for somebody who wants to look at the pages with her own eyes. */
const pictures = process.env['SEN_PICTURES'];
const code = 'kho-lạnh-27';
const phone = { width: 390, height: 844 } as const;
/** What the browser says of itself without a network, and the first call after it with a token that ended meanwhile. */
const noNetwork = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch|^401 \/api\/device-sync\//;

beforeAll(async () => {
  house = await openSen();
}, 180_000);
afterAll(() => house.stop());

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

async function look(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  expect(await house.faults(page, noNetwork)).toEqual([]);
}

async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

/** The worker makes this phone hers; after this it holds the vaccines of the station and the pages. */
async function keepDevice(page: Page): Promise<void> {
  await goTo(page, '/device');
  await page.getByLabel('Tên máy').fill('Điện thoại kho');
  await page.getByLabel('Mã mở máy khi không có mạng').fill(code);
  await page.getByLabel('Nhập lại mã').fill(code);
  await press(page, 'Đăng ký máy này');
  await page.getByText('Máy này đã được đăng ký cho bạn.').waitFor();
  await page.getByText(/^Mọi việc đã gửi/).waitFor();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    // The parts of the pages are fetched one by one: they are all there once none comes any more.
    const count = async (): Promise<number> => {
      const [name] = (await caches.keys()).filter((one) => one.startsWith('sen-shell-'));
      return name === undefined ? 0 : (await (await caches.open(name)).keys()).length;
    };
    for (let [before, quiet] = [-1, 0]; quiet < 8;) {
      const now = await count();
      quiet = now === before ? quiet + 1 : 0;
      before = now;
      await new Promise((again) => setTimeout(again, 250));
    }
  });
}

async function fillLot(page: Page, lot: string, vials: string): Promise<void> {
  await page.getByLabel('Số lô').fill(lot);
  await page.getByLabel('Hạn dùng').fill('1/12/2030');
  await page.getByLabel('Số liều mỗi lọ').fill('10');
  await page.getByLabel('Số lọ', { exact: true }).fill(vials);
  await press(page, 'Nhập kho');
}

test('without a network a worker receives vaccines, notes a fridge that is too warm and a talk; with one again the centre has each once', async () => {
  const page = await house.sit('bs.lan', phone);
  await keepDevice(page);
  await page.context().setOffline(true);
  await page.goto(`${house.sen.url}/immunisation/cold-chain`);
  await page.getByRole('heading', { name: 'Chưa có mạng' }).waitFor();
  await page.getByLabel('Mã mở máy khi không có mạng').fill(code);
  await page.getByRole('button', { name: 'Mở', exact: true }).click();

  await page.getByLabel('Tên tủ').fill('Tủ lạnh 1');
  await page.getByRole('region', { name: 'Thêm tủ lạnh' }).getByRole('button').click();
  await page.getByLabel('Nhiệt độ (°C)').fill('11,5');
  await press(page, 'Ghi nhiệt độ');
  await page.getByText('Quá nóng: kiểm tra cửa').waitFor();
  await page.getByText('Vẫn chưa trở lại bình thường.').waitFor();
  await look(page, 'cold-offline-vi-390');

  await page.getByRole('link', { name: 'Kho', exact: true }).click();
  await fillLot(page, 'SYN-OFF-1', '3');
  const lot = page.getByRole('listitem').filter({ hasText: 'SYN-OFF-1' });
  await lot.getByText('3 lọ', { exact: false }).first().waitFor();
  await lot.getByRole('button', { name: 'Hủy lọ' }).click();
  await lot.getByLabel('Số lọ').fill('4');
  await lot.getByLabel('Lý do').fill('vỡ lọ');
  await lot.getByRole('button', { name: 'Lưu' }).click();
  // Never below nothing, and said so at once.
  await lot.getByText('Trong kho hiện còn 3 lọ').waitFor();
  await lot.getByLabel('Số lọ').fill('1');
  await lot.getByRole('button', { name: 'Lưu' }).click();
  await lot.getByText('2 lọ', { exact: false }).first().waitFor();
  await look(page, 'stock-offline-vi-390');

  await goTo(page, '/programmes/health-education');
  const [year, month, day] = dayInVietnam(new Date()).split('-');
  await page.getByLabel('Ngày').fill(`${day}/${month}/${year}`);
  await page.getByLabel('Chủ đề').fill('Rửa tay với xà phòng');
  await page.getByLabel('Số người nghe').fill('25');
  await press(page, 'Ghi buổi này');
  await page.getByText('1 buổi, 25 lượt người').waitFor();
  await look(page, 'talks-offline-vi-390');

  const lan = await house.sen.as('bs.lan');
  const stock = async (): Promise<HeldStock> =>
    (await (await lan('/api/device-sync/reference/vaccine-store')).json()) as HeldStock;
  expect(await stock()).toMatchObject({ lots: [], fridges: [] });
  // The phone is closed and opened again: everything is still there.
  await page.goto(`${house.sen.url}/device`);
  await page.getByLabel('Mã mở máy khi không có mạng').fill(code);
  await page.getByRole('button', { name: 'Mở', exact: true }).click();
  await page.getByText('5 việc chờ gửi', { exact: false }).first().waitFor();

  await page.context().setOffline(false);
  await press(page, 'Đăng nhập để gửi');
  await page.getByText(/^Mọi việc đã gửi/).waitFor();
  const { lots, fridges } = await stock();
  expect(lots).toMatchObject([{ lotNumber: 'SYN-OFF-1', unopened: 2, wasted: 10, version: 2 }]);
  expect(fridges).toMatchObject([{ name: 'Tủ lạnh 1', readings: [{ celsius: 11.5 }] }]);
  const talks = (await (await lan('/api/programmes/talks')).json()) as { total: number; talks: object[] };
  expect(talks).toMatchObject({ total: 1, talks: [{ topic: 'Rửa tay với xà phòng', participants: 25 }] });

  // What the centre changed meanwhile and this phone could not know is told, with what to do.
  await page.context().setOffline(true);
  await goTo(page, '/immunisation/stock');
  await lot.getByRole('button', { name: 'Kiểm kê' }).click();
  await lot.getByLabel('Số lọ').fill('1');
  await lot.getByLabel('Lý do').fill('đếm lại');
  await lot.getByRole('button', { name: 'Lưu' }).click();
  await lot.getByText('1 lọ', { exact: false }).first().waitFor();
  const other = await lan(`/api/immunisation/stock/lots/${lots[0]!.id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: lots[0]!.id, act: 'waste', vials: 2, because: 'hết lạnh' }),
  });
  expect(other.status).toBe(200);
  await page.context().setOffline(false);
  await page.getByText('1 việc bị trả lại', { exact: false }).waitFor();
  await page.getByRole('link', { name: 'Xem', exact: true }).click();
  await page.getByText('Thay đổi trong kho vắc xin').waitFor();
  await page.getByText('Trong kho hiện còn 0 lọ', { exact: false }).waitFor();
  await page.getByText('ghi lại cho đúng thực tế', { exact: false }).waitFor();
  await look(page, 'refused-vi-390');
  await goTo(page, '/immunisation/stock');
  await lot.getByText('0 lọ', { exact: false }).first().waitFor();
  await page.context().close();
}, 180_000);
