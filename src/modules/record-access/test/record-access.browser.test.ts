import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { makeAccessPeople } from './people-of-access.ts';

type Page = Awaited<ReturnType<OpenSen['look']>>;

let open: OpenSen;
const password = 'Hoa sen trong dam 1';
const widths = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

beforeAll(async () => {
  open = await openSen();
  await makeAccessPeople(open.sen);
  for (const username of ['giamsat.bv', 'giamsat']) {
    const account = await open.sen.platform.identity.findAccountByName(username);
    await open.sen.platform.identity.setPassword(account!.id, password);
  }
}, 300_000);
beforeEach(async () => {
  // Each test begins without openings of the others, in whatever order they come.
  await open.sen.database.query(
    `delete from record.care_relation where kind in ('break-glass', 'stated-reason')`,
  );
  await open.sen.database.query('delete from access.opening');
  await open.sen.database.query('delete from record_access.notice');
});
afterAll(() => open.stop());

/** At both widths nothing is wrong; where SEN_SCREENSHOTS names a folder, what is looked at is kept there. */
async function sound(page: Page, name: string, expected?: RegExp): Promise<void> {
  const folder = process.env['SEN_SCREENSHOTS'];
  for (const size of widths) {
    await page.setViewportSize(size);
    expect(await open.faults(page, expected), name).toEqual([]);
    if (folder !== undefined)
      await page.screenshot({ path: `${folder}/record-access-${name}-${size.width}.png`, fullPage: true });
  }
}

const goTo = async (page: Page, path: string): Promise<void> => {
  await page.goto(`${open.sen.url}${path}`);
  await page.waitForSelector('.frame');
};

async function signIn(username: string): Promise<Page> {
  const page = await open.look(widths[0]);
  await page.getByRole('button', { name: /^(Đăng nhập|Sign in)$/ }).click();
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForSelector('.frame');
  return page;
}

test('a doctor breaks the glass and reads; the person sees it, and the supervisor reviews it', async () => {
  const { hoa } = await open.sen.people();
  // What is refused before the glass is broken is heard by the browser too.
  const refused = /^403 \/api\/personal-record\//;
  const minh = await open.sit('bs.minh', widths[0]);
  await goTo(minh, `/record/${hoa.patientId}`);
  await minh.getByText('Hồ sơ này nằm ngoài phạm vi của bạn').waitFor();
  await sound(minh, 'outside-vi', refused);
  await minh.getByRole('button', { name: 'Mở khẩn cấp' }).click();
  await minh.getByRole('button', { name: 'Mở khẩn cấp ngay' }).click();
  await minh.getByText('Hãy chọn một lý do trong danh sách.').waitFor();
  await minh.getByLabel('Lý do').selectOption('cannot-answer');
  await sound(minh, 'sheet-vi', refused);
  await minh.getByRole('button', { name: 'Mở khẩn cấp ngay' }).click();
  await minh.getByText(/Đang mở khẩn cấp đến \d\d:\d\d/).waitFor();
  await minh.getByText('Giai đoạn trầm cảm').first().waitFor();
  await sound(minh, 'opened-vi', refused);
  const citizen = await open.sit('hoa', widths[0]);
  // She is told wherever she is.
  await goTo(citizen, `/record/${hoa.patientId}`);
  await citizen.getByText(/Hồ sơ của bạn được mở khẩn cấp lúc/).waitFor();
  await sound(citizen, 'told-vi');
  await citizen.getByRole('link', { name: 'Xem ai đã mở và vì sao' }).click();
  await citizen.getByRole('heading', { name: 'BS Lê Văn Minh' }).waitFor();
  await citizen.getByRole('button', { name: 'Đã biết' }).click();
  await citizen.getByText(/Hồ sơ của bạn được mở khẩn cấp lúc/).waitFor({ state: 'detached' });
  await citizen.getByText('Người bệnh hôn mê hoặc không trả lời được').waitFor();
  await sound(citizen, 'own-opened-vi');
  await goTo(citizen, '/who-has-seen');
  const looks = citizen.locator('article', { hasText: 'BS Lê Văn Minh' });
  await looks.getByText('Mở khẩn cấp').first().waitFor();
  await minh.getByRole('button', { name: 'Đóng lại' }).click();
  await minh.getByText('Hồ sơ này nằm ngoài phạm vi của bạn').waitFor();
  expect(await minh.locator('body').innerText()).not.toContain('trầm cảm');
  const supervisor = await signIn('giamsat.bv');
  await supervisor.getByText(/Cơ sở của bạn có một lần mở khẩn cấp lúc/).waitFor();
  await sound(supervisor, 'told-duty-vi');
  await supervisor.getByRole('link', { name: 'Xem và duyệt' }).click();
  await supervisor.getByText('Nguyễn Thị Hoa').waitFor();
  await supervisor.getByRole('button', { name: 'Duyệt', exact: true }).click();
  await sound(supervisor, 'reviews-vi');
  await supervisor.getByRole('button', { name: 'Ghi kết quả duyệt' }).click();
  await supervisor.getByText('Hãy viết vài chữ.').waitFor();
  await supervisor.getByLabel('Lời duyệt').fill('Ca cấp cứu lúc trực, đúng quy định.');
  await supervisor.getByRole('button', { name: 'Ghi kết quả duyệt' }).click();
  await supervisor.getByText('Không có lần mở nào chờ duyệt').waitFor();
  await supervisor.getByRole('button', { name: 'English' }).first().click();
  await supervisor.getByRole('heading', { name: 'Glass broken in 30 days' }).waitFor();
  await supervisor.getByRole('radio', { name: 'Reviewed' }).check();
  await supervisor.getByRole('heading', { name: 'BS Lê Văn Minh' }).waitFor();
  await sound(supervisor, 'reviews-en');
  await goTo(citizen, '/who-may-see');
  await citizen.getByText('Người giám sát: mở đúng').waitFor();
}, 400_000);

test('chị Hoa closes her record to the station, at once, and takes it back', async () => {
  const { hoa } = await open.sen.people();
  const record = `/record/${hoa.patientId}`;
  const lan = await open.sit('bs.lan', widths[0]);
  await goTo(lan, record);
  await lan.getByText('Tăng huyết áp vô căn').first().waitFor();
  await lan.getByRole('button', { name: 'Nêu lý do xem phần nhạy cảm' }).waitFor();
  await sound(lan, 'inside-vi');
  const citizen = await open.sit('hoa', widths[0]);
  await goTo(citizen, '/who-may-see');
  await citizen.getByRole('button', { name: 'Đóng với Trạm Y tế phường Sen' }).click();
  await sound(citizen, 'close-sheet-vi');
  await citizen.getByRole('button', { name: 'Đóng ngay' }).click();
  await citizen.getByText('đang đóng', { exact: true }).waitFor();
  await sound(citizen, 'own-closed-vi');
  await goTo(lan, record);
  await lan.getByText('Hồ sơ này nằm ngoài phạm vi của bạn').waitFor();
  expect(await lan.locator('body').innerText()).not.toContain('huyết áp');
  await citizen.getByRole('button', { name: 'Rút lại' }).click();
  await citizen.getByText('được xem', { exact: true }).waitFor();
  await citizen.getByRole('button', { name: 'Các phiên bản' }).click();
  await citizen.getByText('Phiên bản 2').waitFor();
  await sound(citizen, 'versions-vi');
  await citizen.getByRole('dialog').getByRole('button', { name: 'Đóng' }).click();
  await citizen.getByRole('button', { name: 'Mở cho một cơ sở' }).click();
  await citizen.getByLabel('Tìm cơ sở khác').fill('Bệnh viện');
  await citizen.getByText('Tìm thấy 1 cơ sở.').waitFor();
  await citizen.getByLabel('Với ai').selectOption({ label: 'Bệnh viện Đa khoa Sen' });
  await citizen.getByRole('button', { name: 'Mở ngay' }).click();
  await citizen.getByText('Hãy chọn ngày cuối.').waitFor();
  await citizen.getByLabel('Ngày cuối').fill('2099-12-31');
  await sound(citizen, 'open-sheet-vi');
  await citizen.getByRole('button', { name: 'Mở ngay' }).click();
  await citizen.getByText('Mở cho Bệnh viện Đa khoa Sen').first().waitFor();
  await citizen.getByRole('button', { name: 'English' }).first().click();
  await citizen.getByRole('heading', { name: 'Who may see my record' }).waitFor();
  await citizen
    .getByText('Opened to Bệnh viện Đa khoa Sen')
    .or(citizen.getByText('Open to Bệnh viện Đa khoa Sen'))
    .first()
    .waitFor();
  await sound(citizen, 'own-en');
  await citizen.getByRole('button', { name: 'Withdraw' }).click();
  await citizen.getByRole('button', { name: 'Withdraw' }).waitFor({ state: 'detached' });
}, 400_000);

test('a doctor whose search finds nobody breaks the glass by the personal number', async () => {
  const minh = await open.sit('bs.minh', widths[1]);
  await goTo(minh, '/people');
  await minh.locator('#people-find').fill('001188000014');
  await minh.getByRole('link', { name: /Cấp cứu không chờ được/ }).click();
  await minh.getByLabel('Số định danh cá nhân').fill('001188999999');
  await minh.getByLabel('Lý do').selectOption('poisoning');
  await minh.getByRole('button', { name: 'Mở khẩn cấp ngay' }).click();
  await minh.getByText('Không có ai khớp hoàn toàn.').waitFor();
  await sound(minh, 'emergency-vi');
  await minh.getByLabel('Số định danh cá nhân').fill('001188000014');
  await minh.getByLabel('Lý do').selectOption('poisoning');
  await minh.getByRole('button', { name: 'Mở khẩn cấp ngay' }).click();
  await minh.getByText(/Đang mở khẩn cấp đến \d\d:\d\d/).waitFor();
  await minh.getByText('Lê Thị Mai').first().waitFor();
}, 400_000);
