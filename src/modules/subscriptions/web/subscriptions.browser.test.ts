import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { aPatient, aSubscription, send } from '../test/a-subscription.ts';
import { startReceiver, until, type Receiver } from '../test/receiver.ts';

let open: OpenSen;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  open = await openSen({
    env: { SEN_OUTGOING_ALLOW: '127.0.0.1' },
    subscriptionPace: { pollMs: 50, firstWaitMs: 30, longestWaitMs: 100, errorAfter: 2, offAfter: 4 },
  });
}, 300_000);
afterAll(async () => {
  await open.stop();
  await receiver.stop();
});

/** Where SEN_SCREENSHOTS names a folder, what is looked at is kept there. */
async function keep(page: { screenshot(o: object): Promise<unknown> }, name: string): Promise<void> {
  const folder = process.env['SEN_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe('the administrator', () => {
  test('reads how to begin where nobody has subscribed', async () => {
    const page = await open.sit('quantri', { width: 1366, height: 768 });
    await page.getByRole('link', { name: 'Nhận tin', exact: true }).click();
    await page.getByText('Chưa có hệ thống nào đăng ký nhận tin').waitFor();
    await page.getByText(`${open.sen.url}/fhir/SubscriptionTopic/laboratory-result-withdrawn`).waitFor();
    expect(await open.faults(page)).toEqual([]);
    await keep(page, 'subscriptions-empty');
    await page.context().close();
  });

  test('sees what fails and why, turns it on again, and nothing of what is told', async () => {
    const system = await open.sen.asSystem();
    const criteria = `${open.sen.url}/fhir/SubscriptionTopic/patient-changed`;
    const wanted = aSubscription({ criteria, endpoint: receiver.url, content: 'full-resource' });
    const made = await send(system, 'POST', '/Subscription', wanted);
    const id = String(made.json['id']);
    const second = await send(
      system,
      'POST',
      '/Subscription',
      aSubscription({ criteria: 'Observation?status=final', endpoint: receiver.url, content: 'id-only' }),
    );
    const stateOf = async (): Promise<unknown> =>
      (await send(system, 'GET', `/Subscription/${id}`)).json['status'];
    await until(async () => (await stateOf()) === 'active');
    receiver.answer = 503;
    await send(system, 'POST', '/Patient', aPatient(7));
    await send(system, 'POST', '/Patient', aPatient(8));
    await until(async () => (await stateOf()) === 'off');

    const page = await open.sit('quantri', { width: 1366, height: 768 });
    await page.getByRole('link', { name: 'Nhận tin', exact: true }).click();
    await page.getByText('Nơi nhận trả lời lỗi 503.').waitFor();
    await page.getByRole('button', { name: 'Xem 2 tin chưa gửi được' }).click();
    await page.getByText(/Số 1 · .* · Patient/).waitFor();
    expect(await page.locator('main').innerText()).not.toContain('Nguyễn Thị Số');
    expect(await open.faults(page)).toEqual([]);
    await keep(page, 'subscriptions-vi');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await open.faults(page)).toEqual([]);
    await keep(page, 'subscriptions-phone');
    await page.setViewportSize({ width: 1366, height: 768 });

    receiver.answer = 200;
    await page.getByRole('button', { name: 'Bật và gửi lại' }).click();
    await until(() => receiver.numbers().length === 2);
    await page.reload();
    await page.getByText('Đang chạy').first().waitFor();
    await page.getByRole('button', { name: 'Tắt' }).first().click();
    await page.getByText('Hệ thống này sẽ không được báo tin nữa').waitFor();
    expect(await open.faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Xác nhận tắt' }).click();
    await page.getByText('Người quản trị đã tắt.').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('An administrator turned it off.').waitFor();
    expect(await open.faults(page)).toEqual([]);
    await keep(page, 'subscriptions-en');
    for (const one of [id, String(second.json['id'])]) await send(system, 'DELETE', `/Subscription/${one}`);
    await page.context().close();
  });
});
