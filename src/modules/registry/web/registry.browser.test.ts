import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';

let house: OpenSen;
/** Where pictures of the pages go, for who looks at them; nowhere unless told. */
const pictures = process.env['SEN_PICTURES'];

beforeAll(async () => {
  house = await openSen();
}, 180_000);
afterAll(() => house.stop());

async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

test('a station worker registers somebody, meets her again under a spoilt name, and sees why it may be her', async () => {
  const page = await house.sit('bs.lan', { width: 1440 });
  await goTo(page, '/registry');
  await page.getByLabel('Tên, số hoặc mã QR').fill('Lò Thị Ú');
  await page.getByText('Không có ai tên này').waitFor();
  expect(await house.faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Đăng ký người này' }).click();
  expect(await page.getByLabel('Họ và tên').inputValue()).toBe('Lò Thị Ú');
  await page.getByLabel('Ngày sinh').fill('20/11/1984');
  await page.getByRole('radio', { name: 'Nữ' }).check();
  await page.getByLabel('Số điện thoại').fill('0912 000 111');
  await page.getByLabel('Vì sao chưa có số').selectOption('not-issued');
  await page.getByLabel('Tỉnh, thành phố').selectOption('14');
  await page.getByLabel('Xã, phường').selectOption({ index: 1 });
  await page.getByLabel('Số nhà, thôn, tổ').fill('Bản Pó');
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'registry-form-1440');
  await page.getByRole('button', { name: 'So khớp và đăng ký' }).click();
  await page.getByRole('heading', { name: 'Đã đăng ký', exact: true }).waitFor();
  await page.getByText(/^VD-/).waitFor();
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'registry-done-1440');
  await page.close();
});

test('on a phone, in English: candidates are explained before a new person is made', async () => {
  const first = await house.sit('bs.lan', { width: 1440 });
  await register(first, 'Vàng A Páo', '1977-02-15');
  await first.close();
  const page = await house.sit('bs.minh', { width: 390, language: 'en' });
  await goTo(page, '/registry');
  await page.getByLabel('Name, number or QR').fill('Vang A Pao');
  await page.getByRole('button', { name: 'Register this person' }).click();
  await page.getByLabel('Date of birth').fill('15/2/1977');
  await page.getByRole('radio', { name: 'Male', exact: true }).check();
  await page.getByLabel('Telephone').fill('0912000222');
  await page.getByRole('button', { name: 'Compare and register' }).click();
  await page.getByRole('heading', { name: 'This person may be here already' }).waitFor();
  await page.getByText('record elsewhere').waitFor();
  await page.getByText('the same, one without marks').first().waitFor();
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'registry-candidates-390');
  await page.getByRole('button', { name: 'None of these, register as new' }).click();
  await page.getByRole('heading', { name: /Registered/ }).waitFor();
  await page.close();
});

test('from pregnancy on: a file, twins born, a number that comes later, a correction with its paper, a move, a guardian, a death', async () => {
  const page = await house.sit('bs.lan', { width: 1440 });
  await register(page, 'Lương Thị Nguyệt', '1994-06-09', { sex: 'Nữ', phone: '0912000333' });
  await page.getByRole('link', { name: 'Nhân thân, gia đình' }).click();
  await page.getByRole('heading', { name: 'Nhân thân và gia đình' }).waitFor();
  await page.getByText('Chưa có hồ sơ thai').waitFor();
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'person-empty-1440');

  const today = new Date(Date.now() + 7 * 3_600_000);
  const later = new Date(today.getTime() + 20 * 86_400_000).toISOString().slice(0, 10);
  await page.getByRole('button', { name: 'Mở hồ sơ thai' }).click();
  await page.getByLabel('Ngày dự sinh').fill('31/02/2027');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.getByText('Ngày này không đọc được').waitFor();
  await page.getByLabel('Ngày dự sinh').fill(later.split('-').toReversed().join('/'));
  await page.getByLabel('Số thai').selectOption('2');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.getByRole('button', { name: 'Ghi nhận sinh' }).click();
  await page.getByRole('heading', { name: 'Trẻ thứ 2' }).waitFor();
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'person-birth-1440');
  for (const nth of [1, 2])
    await page
      .getByRole('group', { name: `Giới tính của trẻ thứ ${nth}` })
      .getByLabel('Nữ')
      .check();
  await page.getByLabel('Tên, nếu đã đặt').first().fill('Lương Bảo Ngân');
  await page.getByRole('button', { name: 'Đăng ký trẻ' }).click();
  await page.getByText('Đã đăng ký 2 trẻ.').waitFor();
  expect(await page.getByText(/^VD-|·\s*VD-/u).count()).toBeGreaterThan(0);

  await page.getByRole('button', { name: 'Sửa thông tin' }).click();
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.getByText('Hãy sửa ít nhất một mục.').waitFor();
  await page.getByLabel('Họ và tên').fill('Lương Thị Minh Nguyệt');
  await page.getByLabel('Lý do, giấy tờ đã xem').fill('Giấy khai sinh số 4');
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    Buffer.alloc(4000),
  ]);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'khai-sinh.png', mimeType: 'image/png', buffer: png });
  await page.getByText('Đã đính kèm: khai-sinh.png').waitFor();
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'person-correct-1440');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.getByText('Giấy khai sinh số 4').waitFor();
  await page.getByText('có giấy tờ').waitFor();

  await page.getByRole('button', { name: 'Chuyển nơi ở' }).click();
  await page.getByLabel('Tỉnh, thành phố').selectOption('24');
  await page.getByLabel('Xã, phường').selectOption('09319');
  await page.getByLabel('Số nhà, thôn, tổ').fill('Thôn Nội');
  await page.getByRole('radio', { name: 'Cả hộ cùng chuyển' }).check();
  await picture(page, 'person-move-1440');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page
    .getByText(/Thôn Nội/u)
    .first()
    .waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await house.faults(page)).toEqual([]);
  await picture(page, 'person-1440');

  const phone = await house.sit('bs.lan', { width: 390, language: 'en' });
  await goTo(phone, new URL(page.url()).pathname);
  await phone.getByRole('heading', { name: 'Identity and family' }).waitFor();
  await phone.getByText('with a paper').waitFor();
  expect(await house.faults(phone)).toEqual([]);
  await picture(phone, 'person-en-390');
  await phone.getByRole('link', { name: 'Lương Bảo Ngân' }).first().click();
  await phone.getByRole('button', { name: 'Add a number' }).click();
  await phone.getByLabel('Number', { exact: true }).fill('027326704599');
  await phone.getByRole('button', { name: 'Save' }).click();
  await phone.getByText('Personal number: 027326704599').waitFor();
  await phone.getByRole('button', { name: 'Add family or guardian' }).click();
  await phone.getByLabel('The other person').fill('Nguyễn Thị H');
  await phone.getByRole('button', { name: 'Nguyễn Thị Hoa' }).click();
  await phone.getByLabel('Reason, papers that were seen').fill('Ruling 5');
  await phone.getByRole('button', { name: 'Save' }).click();
  await phone.getByText(/of the paper that shows it is needed/u).waitFor();
  expect(await house.faults(phone, /^422 /u)).toEqual([]);
  await picture(phone, 'person-tie-en-390');
  await phone.getByLabel('Who this is to the person').selectOption('relative');
  await phone.getByRole('button', { name: 'Save' }).click();
  await phone.getByText('Other relative').first().waitFor();
  await phone.getByRole('button', { name: 'Record a death' }).click();
  await phone.getByText('Will see the record from the day of death').waitFor();
  expect(await house.faults(phone, /^422 /u)).toEqual([]);
  await picture(phone, 'person-death-en-390');
  await phone.getByLabel('Reason, papers that were seen').fill('Notice of death 3');
  await phone.getByRole('button', { name: 'Save' }).click();
  await phone
    .getByText(/^Died on/u)
    .first()
    .waitFor();
  await phone.close();
  await page.close();
}, 180_000);

test('the model shows what it weighs, in both languages', async () => {
  for (const [language, width, title] of [
    ['vi', 1440, 'Trọng số'],
    ['en', 390, 'Weights'],
  ] as const) {
    const page = await house.sit('quantri', { width, language });
    await goTo(page, '/registry/model');
    await page.getByRole('heading', { name: title }).waitFor();
    expect(await house.faults(page)).toEqual([]);
    await picture(page, `registry-model-${width}`);
    await page.close();
  }
});

async function register(
  page: Page,
  name: string,
  birthDate: string,
  { sex = 'Nam', phone = '0912000222' } = {},
): Promise<void> {
  await goTo(page, '/registry');
  await page.getByLabel('Tên, số hoặc mã QR').fill(name);
  await page.getByRole('button', { name: 'Đăng ký người này' }).click();
  await page.getByLabel('Ngày sinh').fill(birthDate.split('-').toReversed().join('/'));
  await page.getByRole('radio', { name: sex }).check();
  await page.getByLabel('Số điện thoại').fill(phone);
  await page.getByRole('button', { name: 'So khớp và đăng ký' }).click();
  await page.getByRole('heading', { name: /^Đã đăng ký/ }).waitFor();
}
