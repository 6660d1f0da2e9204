import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { notify } from '../notify.ts';
import { startPushService, type PushSimulator } from '../test/push-simulator.ts';

let open: OpenSen;
let service: PushSimulator;
beforeAll(async () => {
  service = await startPushService();
  open = await openSen({ env: { SEN_OUTGOING_ALLOW: `127.0.0.1:${service.port}` } });
}, 120_000);
afterAll(async () => {
  await open.stop();
  await service.stop();
});
const shots = process.env['SEN_SHOTS'];
const phone = { width: 390, height: 844 };

const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};
const tell = async (key: string): Promise<void> => {
  const { hoa } = await open.sen.people();
  await open.sen.contextOf('messages').transaction((tx) =>
    notify(tx, {
      patientId: hoa.patientId,
      kind: 'result',
      key,
      title: { vi: 'Có kết quả HbA1c', en: 'Your HbA1c is there' },
      words: { vi: '6,4 %, Trạm Y tế phường Sen', en: '6.4 %, Sen ward station' },
      link: `/record/${hoa.patientId}/timeline`,
      urgent: true,
    }),
  );
};

// One story, told in its order.
describe('chị Hoa on her phone', { shuffle: false }, () => {
  it('chị Hoa hears of a result, writes to her doctor over a bad line, bs.lan answers, and she reads it', async () => {
    await tell('browser-1');
    const page = await open.sit('hoa', phone);
    await page.getByRole('link', { name: '1 tin chưa đọc' }).click();
    await page.getByText('Có kết quả HbA1c').waitFor();
    expect(await open.faults(page)).toEqual([]);
    await shoot(page, 'messages-390');
    await page.getByRole('link', { name: 'Mở', exact: true }).click();
    await page.waitForURL(/\/timeline$/u);
    await page.getByRole('link', { name: '1 tin chưa đọc' }).waitFor({ state: 'detached' });

    await goTo(page, /Viết cho bác sĩ|Bác sĩ/u);
    await page.getByText('gọi 115 ngay', { exact: false }).waitFor();
    await page.getByText('Cơ sở được hẹn trả lời trong 2 ngày làm việc', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Gửi', exact: true }).click();
    await page.getByText('Hãy viết ít nhất vài chữ.').waitFor();
    const question = 'Tôi hay chóng mặt buổi sáng, có nên giảm thuốc không?';
    const field = page.getByLabel('Bạn muốn hỏi gì');
    await field.fill(question);
    expect(await open.faults(page)).toEqual([]);
    await shoot(page, 'doctor-390');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Gửi', exact: true }).click();
    await page.getByText('Chưa gửi được.', { exact: false }).waitFor();
    expect(await field.inputValue()).toBe(question);
    await page.context().setOffline(false);
    // Closed in anger and opened again.
    await page.reload();
    await page.getByText('Đây là lời bạn viết lúc trước và chưa gửi.').waitFor();
    expect(await field.inputValue()).toBe(question);
    await page.getByRole('button', { name: 'Gửi', exact: true }).click();
    await page.getByText('Đã gửi', { exact: true }).waitFor();
    expect(await field.inputValue()).toBe('');
    await page.getByText('Đang chờ trả lời').waitFor();

    const desk = await open.sit('bs.lan', { width: 1440, height: 900 });
    await goTo(desk, 'Thư');
    await desk.getByText(/Nguyễn Thị Hoa, sinh/u).waitFor();
    expect(await open.faults(desk)).toEqual([]);
    await shoot(desk, 'doctor-desk-1440');
    await desk.getByRole('link', { name: 'Đọc và trả lời' }).click();
    await desk.getByText(question).waitFor();
    await desk
      .getByLabel('Trả lời', { exact: true })
      .fill('Chị giữ nguyên thuốc và ra trạm đo huyết áp sáng mai.');
    expect(await open.faults(desk)).toEqual([]);
    await desk.getByRole('button', { name: 'Gửi trả lời' }).click();
    await desk.getByText('Đã trả lời', { exact: true }).waitFor();
    await shoot(desk, 'doctor-answer-1440');
    await desk.close();

    await goTo(page, /Tin báo/u);
    await page.reload();
    await page.getByText('BS Trần Thị Lan đã trả lời bạn').waitFor();
    await page.getByRole('link', { name: 'Mở', exact: true }).first().click();
    await page.getByText('Chị giữ nguyên thuốc', { exact: false }).waitFor();
    expect(await open.faults(page, /ERR_INTERNET_DISCONNECTED/u)).toEqual([]);
    await shoot(page, 'conversation-390');
    await page.close();
  }, 90_000);

  it('in English she turns push on for her phone, a message comes through, and she chooses what she is told of', async () => {
    const page = await open.sit('hoa', { ...phone, language: 'en' });
    await page.context().grantPermissions(['notifications'], { origin: open.sen.url });
    const browser = service.browser('phone');
    await page.addInitScript((given) => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.codePointAt(0)!)
          .buffer;
      let subscription: object | null = null;
      const put = (name: string, value: unknown) =>
        Object.defineProperty(PushManager.prototype, name, { value, configurable: true });
      put('getSubscription', () => Promise.resolve(subscription));
      put('subscribe', (options: { applicationServerKey: Uint8Array }) => {
        if (options.applicationServerKey.length !== 65) throw new Error('no key of the installation');
        subscription = {
          endpoint: given.endpoint,
          options: { applicationServerKey: options.applicationServerKey.slice().buffer },
          getKey: (which: 'p256dh' | 'auth') => bytes(given[which]),
          unsubscribe: () => {
            subscription = null;
            return Promise.resolve(true);
          },
        };
        return Promise.resolve(subscription);
      });
      Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
      Notification.requestPermission = () => Promise.resolve('granted');
    }, browser);
    await page.reload();
    await goTo(page, /Notices/u);
    await page.getByRole('link', { name: 'How I am told' }).click();
    await page.getByRole('button', { name: 'Turn on for this device' }).click();
    await page.getByText('This device is told').waitFor();
    await shoot(page, 'choices-390');
    expect(await open.faults(page)).toEqual([]);
    const answer = await page.evaluate(async () => navigator.serviceWorker.ready.then(({ scope }) => scope));
    expect(answer).toBe(`${open.sen.url}/`);

    // What a push service hands on becomes one neutral sentence, named so that the same one is shown once.
    const [worker] = page.context().serviceWorkers();
    const shown = await worker!.evaluate(
      async (data) => {
        const told: unknown[] = [];
        const { registration } = globalThis as unknown as {
          registration: { showNotification: (title: string, options: object) => Promise<void> };
        };
        registration.showNotification = async (title, options) => void told.push({ title, ...options });
        for (const text of [data, 'not what Sen writes'])
          dispatchEvent(
            new (globalThis as unknown as { PushEvent: new (name: string, init: object) => Event }).PushEvent(
              'push',
              { data: text },
            ),
          );
        return told;
      },
      JSON.stringify({
        title: 'Sen',
        body: 'You have a new message.',
        lang: 'en',
        tag: 'one',
        link: '/messages',
      }),
    );
    expect(shown).toEqual([
      { title: 'Sen', body: 'You have a new message.', lang: 'en', tag: 'one', data: '/messages' },
      { title: 'Sen', body: '', lang: 'vi', data: '/messages' },
    ]);

    const results = page.getByRole('group', { name: 'New results' }).getByLabel('Push');
    expect(await results.isChecked()).toBe(true);
    await page.getByRole('group', { name: 'Bookings' }).getByLabel('Push').uncheck();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved', { exact: true }).waitFor();

    const rows = await open.sen
      .contextOf('messages')
      .sql.query<{ public_key: string }>('select public_key from messages.vapid_key');
    service.expectKey(rows[0]!.public_key);
    await tell('browser-2');
    await expect.poll(() => service.delivered.length, { timeout: 20_000 }).toBe(1);
    const told = JSON.parse(service.delivered[0]!.text) as { body: string };
    expect(told.body).toBe('There is something new in a record.');
    expect(service.faults).toEqual([]);

    await page.getByRole('button', { name: 'Turn off for this device' }).click();
    await page.getByRole('button', { name: 'Turn on for this device' }).waitFor();
    expect(await open.faults(page)).toEqual([]);
    await page.close();
  }, 90_000);
});
