import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { makeWatchers } from './people-of-the-log.ts';

let open: OpenSen;
const password = 'Hoa sen trong dam 1';
const widths = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

beforeAll(async () => {
  open = await openSen();
  await makeWatchers(open.sen);
  const people = await open.sen.people();
  const lan = await open.sen.as('bs.lan');
  await lan(`/fhir/Patient/${people.hoa.patientId}`);
  await lan(`/fhir/MedicationRequest?patient=${people.hoa.patientId}`);
  const minh = await open.sen.as('bs.minh');
  await minh(`/fhir/Patient/${people.hoa.patientId}`);
  // As the platform writes it where somebody breaks the glass.
  await open.sen.platform.audit.append({
    actor: {
      ...open.sen.context().actor,
      kind: 'person',
      accountId: people.minh.accountId,
      roles: ['hospital-doctor'],
      facilityId: people.hospital,
      purpose: 'emergency',
    },
    action: 'break-glass',
    patientId: people.hoa.patientId,
    outcome: 'ok',
  });
  for (const username of ['giamsat', 'sytinh']) {
    const account = await open.sen.platform.identity.findAccountByName(username);
    await open.sen.platform.identity.setPassword(account!.id, password);
  }
}, 300_000);
afterAll(() => open.stop());

/** Where SEN_SCREENSHOTS names a folder, what is looked at is kept there. */
async function keep(page: { screenshot(o: object): Promise<unknown> }, name: string): Promise<void> {
  const folder = process.env['SEN_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe('who has seen a record', () => {
  test('chị Hoa sees who looked, the broken glass loudly, and reports what she finds wrong; the supervisor decides with a reason', async () => {
    const page = await open.sit('hoa', widths[0]);
    await goTo(page, /Ai đã xem/);
    await page.getByRole('heading', { name: 'BS Trần Thị Lan' }).waitFor();
    await page.getByText('Mở khẩn cấp').first().waitFor();
    await page.getByText('Có người tìm cách mở nhưng hệ thống không cho.').first().waitFor();
    for (const size of widths) {
      await page.setViewportSize(size);
      expect(await open.faults(page)).toEqual([]);
      await keep(page, `access-log-mine-vi-${size.width}`);
    }
    const card = page.locator('.card', { has: page.getByRole('heading', { name: 'BS Trần Thị Lan' }) });
    await card.getByRole('button', { name: 'Tôi thấy việc này không đúng' }).click();
    await page.getByRole('button', { name: 'Gửi cho người giám sát' }).click();
    await page.getByText('Hãy viết vài chữ để người giám sát hiểu.').waitFor();
    await page.getByLabel('Vì sao bạn thấy không đúng').fill('Tôi không khám hôm đó.');
    expect(await open.faults(page)).toEqual([]);
    await keep(page, 'access-log-complain-vi-390');
    await page.getByRole('button', { name: 'Gửi cho người giám sát' }).click();
    await page.getByRole('heading', { name: 'Việc bạn đã báo' }).waitFor();
    await page.getByRole('button', { name: 'English' }).first().click();
    await page.getByRole('heading', { name: 'What you have reported' }).waitFor();
    for (const size of widths) {
      await page.setViewportSize(size);
      expect(await open.faults(page)).toEqual([]);
      await keep(page, `access-log-mine-en-${size.width}`);
    }
    await page.context().close();
    await decideAsSupervisor();
  }, 400_000);

  test('the Department finds who could have leaked, and takes a marked list', async () => {
    const { hoa } = await open.sen.people();
    const page = await signIn('sytinh');
    await goTo(page, 'Tìm nguồn lộ');
    await page.getByRole('button', { name: 'Tìm', exact: true }).click();
    await page.getByText('Hãy ghi ít nhất một số.').waitFor();
    await page.getByLabel('Hồ sơ của ai').fill(hoa.patientId);
    await page.getByLabel('Vì sao tìm').fill('Đơn thư số 12');
    await page.getByRole('button', { name: 'Tìm', exact: true }).click();
    await page.getByRole('heading', { name: 'BS Trần Thị Lan' }).waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Tải danh sách có dấu người tải' }).click();
    expect((await saved).suggestedFilename()).toBe('sen-leak.csv');
    for (const size of widths) {
      await page.setViewportSize(size);
      expect(await open.faults(page)).toEqual([]);
      await keep(page, `access-log-leak-vi-${size.width}`);
    }
    await page.getByRole('button', { name: 'English' }).first().click();
    await page.getByRole('heading', { name: 'Who could have leaked this' }).waitFor();
    expect(await open.faults(page)).toEqual([]);
    await page.context().close();
  }, 400_000);
});

/** The supervisor reads the complaint, acknowledges it and decides. */
async function decideAsSupervisor(): Promise<void> {
  const page = await signIn('giamsat');
  await page.getByText('Tôi không khám hôm đó.').waitFor();
  expect(await page.locator('main').innerText()).toContain('Nguyễn Thị Hoa');
  await page.getByRole('button', { name: 'Báo đã nhận' }).click();
  await page.getByText('Đã báo nhận').waitFor();
  await page.getByRole('button', { name: 'Quyết định', exact: true }).click();
  for (const size of widths) {
    await page.setViewportSize(size);
    expect(await open.faults(page)).toEqual([]);
    await keep(page, `access-log-reviews-vi-${size.width}`);
  }
  await page.getByRole('textbox', { name: 'Lý do' }).fill('Bác sĩ chuẩn bị buổi khám định kỳ.');
  await page.getByRole('button', { name: 'Ghi quyết định' }).click();
  await page.getByText('Không có việc nào chờ xem xét').waitFor();
  await page.getByRole('radio', { name: 'Đã quyết định' }).check();
  await page.getByText('Có lý do chính đáng').first().waitFor();
  await page.getByRole('button', { name: 'English' }).first().click();
  // Another language opens the page anew, at what waits.
  await page.getByRole('radio', { name: 'Decided' }).check();
  await page.getByText('There was a good reason').first().waitFor();
  for (const size of widths) {
    await page.setViewportSize(size);
    expect(await open.faults(page)).toEqual([]);
    await keep(page, `access-log-reviews-en-${size.width}`);
  }
  await page.context().close();
}

async function signIn(username: string): Promise<Awaited<ReturnType<OpenSen['look']>>> {
  const page = await open.look(widths[0]);
  await page.getByRole('button', { name: /^(Đăng nhập|Sign in)$/ }).click();
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForSelector('.frame');
  return page;
}
