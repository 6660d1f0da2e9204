import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { encode } from 'uqr';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';

let open: OpenSen;
beforeAll(async () => {
  open = await openSen();
});
afterAll(() => open.stop());
const shots = process.env['SEN_SHOTS'];

const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

/** The code that a page shows, read off its picture as a camera would: by the reader that the page itself brings along. */
async function codeOn(page: Page): Promise<string> {
  const [answer] = await Promise.all([
    page.waitForResponse((one) => one.url().endsWith('/api/health-card/show') && one.ok()),
    goTo(page, /^Thẻ(?: sức khỏe.*)?$/u),
  ]);
  await page.locator('svg.qr').waitFor();
  return ((await answer.json()) as { code: string }).code;
}

/** A camera that looks at one QR code: the page asks for a camera and is given a canvas. */
async function holdBeforeCamera(page: Page, text: string): Promise<void> {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  await page.addInitScript(
    ({ dots, across }) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = across * 6;
      const pen = canvas.getContext('2d')!;
      const draw = (): void => {
        pen.fillStyle = '#fff';
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.fillStyle = '#000';
        dots.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(x * 6, y * 6, 6, 6)));
      };
      setInterval(draw, 100);
      Object.defineProperty(navigator.mediaDevices, 'getUserMedia', {
        value: () => Promise.resolve(canvas.captureStream(10)),
      });
    },
    { dots: data, across: size },
  );
}

describe('a health card', () => {
  it('is shown on the phone of chị Hoa, and bác sĩ Lan finds her by it with a scanner and with a camera', async () => {
    const phone = await open.sit('hoa', { width: 390, height: 844 });
    const code = await codeOn(phone);
    await phone.getByText(/Còn hiệu lực/u).waitFor();
    expect(await open.faults(phone)).toEqual([]);
    await shoot(phone, 'card-390');
    const desk = await open.sit('bs.lan', { width: 1440, height: 900 });
    await goTo(desk, 'Quét thẻ');
    // A scanner types and presses Enter; the field is ready for it.
    const field = desk.getByLabel('Mã quét hoặc số');
    await field.waitFor();
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await desk.keyboard.insertText(code);
    await desk.keyboard.press('Enter');
    await desk.getByRole('heading', { name: 'Người trên thẻ' }).waitFor();
    await desk.getByText('Mã trên điện thoại, còn hiệu lực').waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await open.faults(desk)).toEqual([]);
    await shoot(desk, 'scan-1440');
    await desk.close();
    await phone.close();
  });

  it('of paper is printed once, found by camera, and ended', async () => {
    const page = await open.sit('hoa', { width: 1440, height: 900 });
    await goTo(page, /^Thẻ(?: sức khỏe.*)?$/u);
    await page.getByRole('button', { name: 'In thẻ giấy' }).click();
    const [answer] = await Promise.all([
      page.waitForResponse((one) => one.url().endsWith('/printed') && one.request().method() === 'POST'),
      page.getByRole('button', { name: 'Làm thẻ mới' }).click(),
    ]);
    const { code } = (await answer.json()) as { code: string };
    await page.getByText('Số thẻ chỉ hiện lần này').waitFor();
    expect(await open.faults(page)).toEqual([]);
    await shoot(page, 'paper-1440');
    await page.getByRole('button', { name: 'Đóng' }).click();

    const desk = await open.sit('bs.lan', { width: 390, height: 844 });
    await holdBeforeCamera(desk, code);
    await desk.reload();
    await goTo(desk, 'Quét thẻ');
    await desk.getByRole('button', { name: 'Quét bằng camera' }).click();
    await desk.getByText('Thẻ sức khỏe giấy', { exact: true }).waitFor();
    await shoot(desk, 'scan-390');

    await page.getByRole('button', { name: 'Hủy thẻ' }).click();
    await page.getByRole('group', { name: 'Hủy thẻ' }).getByRole('button', { name: 'Hủy thẻ' }).click();
    await page.getByText(/Đã hủy/u).waitFor();
    await desk.getByRole('button', { name: 'Quét bằng camera' }).click();
    await desk.getByText('Thẻ giấy này đã bị hủy', { exact: false }).waitFor();
    await page.close();
    await desk.close();
  });

  it('says clearly in English what cannot be read, and a camera that is refused is told', async () => {
    const page = await open.sit('bs.lan', { width: 390, height: 844, language: 'en' });
    await goTo(page, /^(Scan|Read a card)$/u);
    await page.getByRole('button', { name: 'Find the person' }).click();
    await page.getByText('Scan or type a code.').waitFor();
    await page.getByLabel('Code or number').fill('hello');
    await page.getByRole('button', { name: 'Find the person' }).click();
    await page.getByText('This is no code or number that Sen can read.', { exact: false }).waitFor();
    await page.getByLabel('Code or number').fill('001190123456||TRẦN VĂN TÁM|05051955|Nam|Hà Nội|01012022');
    await page.getByRole('button', { name: 'Find the person' }).click();
    await page.getByRole('heading', { name: 'The card says' }).waitFor();
    await page.getByRole('button', { name: 'Scan with the camera' }).click();
    await page.getByText(/no camera|does not allow/u).waitFor();
    expect(await open.faults(page)).toEqual([]);
    await shoot(page, 'scan-en-390');
    await page.close();
  });
});
