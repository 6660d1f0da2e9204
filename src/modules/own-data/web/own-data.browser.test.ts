import type { Observation } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { plugIn, pressureMeter } from '../test/virtual-device.ts';

let open: OpenSen;
beforeAll(async () => {
  open = await openSen();
}, 120_000);
afterAll(() => open.stop());
const shots = process.env['SEN_SHOTS'];
const phone = { width: 390, height: 844 };

const shoot = async (page: Page, name: string): Promise<void> => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};
const stored = async (query = ''): Promise<Observation[]> => {
  const { hoa } = await open.sen.people();
  const page = await open.sen
    .context()
    .record.search('Observation', `patient=${hoa.patientId}&_count=200${query}`);
  return page.matches.map(({ text }) => JSON.parse(text) as Observation);
};

describe('chị Hoa on her phone', () => {
  it('types her blood pressure; an impossible one is asked again, an alarm says what to do; it stands in her trends as hers', async () => {
    const page = await open.sit('hoa', phone);
    await goTo(page, /Tự ghi|Tôi tự ghi/u);
    await page.getByRole('button', { name: /Huyết áp/u }).click();
    await page.getByLabel(/Số trên/u).fill('1280');
    await page.getByLabel(/Số dưới/u).fill('82');
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    await page.getByText('Không ai có số này.', { exact: false }).waitFor();
    await page.getByLabel(/Số trên/u).fill('310');
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    await page.getByText('Số này khó có thật.', { exact: false }).waitFor();
    expect(await open.faults(page)).toEqual([]);
    await shoot(page, 'own-asked-390');
    await page.getByLabel(/Số trên/u).fill('186');
    await page.getByLabel(/Mạch, nếu máy/u).fill('72');
    await page.keyboard.press('Enter');
    await page.getByText('Đã lưu vào hồ sơ (2).').waitFor();
    await page.getByText('Số này cần để ý ngay').waitFor();
    await page
      .getByRole('button', { name: /Huyết áp/u })
      .getByText('186/82 mmHg')
      .waitFor();
    expect(await open.faults(page)).toEqual([]);
    await shoot(page, 'own-390');
    await goTo(page, /Chỉ số/u);
    await page.getByText(/186/u).first().waitFor();
    const typed = (await stored()).find(({ component }) => component?.[0]?.valueQuantity?.value === 186);
    expect(typed?.performer?.[0]?.reference).toMatch(/^Patient\//u);
    await page.close();
  });

  it('reads a meter that sends its whole memory each time, of two users, with a clock that is years behind', async () => {
    const page = await open.sit('hoa', phone);
    await plugIn(page, pressureMeter(new Date()));
    await page.reload();
    for (const nth of [1, 2]) {
      await goTo(page, /Tự ghi|Tôi tự ghi/u);
      await page.getByRole('button', { name: 'Đọc từ máy đo (Bluetooth)' }).click();
      await page.getByRole('button', { name: 'Chọn máy' }).click();
      await page.getByText(/6 số đo từ OMRON HEM-7156T/u).waitFor();
      if (nth === 1) {
        await page.getByRole('radio', { name: 'Người dùng 1' }).check();
        expect(await open.faults(page)).toEqual([]);
        await shoot(page, 'own-device-390');
      }
      // The other user's are not among them; the second time the phone knows who she is on this device.
      await page.getByRole('button', { name: 'Lưu 4 số đo' }).click();
      await page.getByText('Đã lưu vào hồ sơ (4).').waitFor();
    }
    const ofDevice = (await stored()).filter(({ device }) => device?.display === 'OMRON HEM-7156T');
    expect(ofDevice).toHaveLength(4);
    for (const { effectiveDateTime } of ofDevice)
      expect(Math.abs(Date.now() - Date.parse(effectiveDateTime!))).toBeLessThan(2 * 3_600_000);
    expect(JSON.stringify(ofDevice)).not.toContain('"value":150');
    await page.close();
  });

  it('types without a network: it is kept on the phone, and goes when the network is back', async () => {
    const page = await open.sit('hoa', phone);
    await goTo(page, /Tự ghi|Tôi tự ghi/u);
    await page.getByRole('button', { name: /Cân nặng/u }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: /Cân nặng/u }).click();
    await page.getByLabel(/Cân nặng/u).fill('54,4');
    await page.keyboard.press('Enter');
    await page.getByText('1 số đo đang chờ gửi').waitFor();
    expect(await stored('&code=29463-7')).toHaveLength(0);
    await page.context().setOffline(false);
    await page.getByText('1 số đo đang chờ gửi').waitFor({ state: 'detached' });
    const [weight] = await stored('&code=29463-7');
    expect(weight?.valueQuantity).toMatchObject({ value: 54.4, code: 'kg' });
    // Somebody else on the scale.
    await page.getByRole('button', { name: /Cân nặng/u }).click();
    await page.getByLabel('Cân nặng (kg)').fill('71');
    await page.keyboard.press('Enter');
    await page.getByText(/Có đúng là của Nguyễn Thị Hoa/u).waitFor();
    await page.keyboard.press('Escape');
    await page.close();
  });

  it('takes a file of her old phone, sees what it holds, and nothing is written twice', async () => {
    const page = await open.sit('hoa', phone);
    await goTo(page, /Tự ghi|Tôi tự ghi/u);
    await page.getByRole('link', { name: 'Lấy số đo từ tệp' }).click();
    const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
    const csv = [
      'Ngày giờ;Đường huyết (mg/dL);Mạch',
      `${day(3)} 07:00;99;61`,
      `${day(3)} 12:00;;70`,
      `${day(2)} 07:00;9000;62`,
    ].join('\n');
    for (const said of ['Mới: 3 · đã có: 0 · không nhận: 0', 'Mới: 0 · đã có: 3 · không nhận: 0']) {
      await page
        .getByLabel(/Tệp .zip/u)
        .setInputFiles({ name: 'do.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
      await page.getByRole('button', { name: 'Xem trước' }).click();
      await page.getByText(/Đường huyết: 1 sẽ được gửi/u).waitFor();
      await page.getByText(/Mạch: 2 sẽ được gửi/u).waitFor();
      expect(await open.faults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Lưu vào hồ sơ' }).click();
      await page.getByText(said).waitFor();
      await page.getByText('Đã nhập xong').waitFor();
    }
    await shoot(page, 'own-file-390');
    expect((await stored('&code=14743-9')).map(({ valueQuantity }) => valueQuantity?.value)).toEqual([5.5]);
    await page.close();
  });

  it('keeps notes and papers', async () => {
    const page = await open.sit('hoa', phone);
    await goTo(page, /Tự ghi|Tôi tự ghi/u);
    await page.getByRole('link', { name: /Sổ tay/u }).click();
    await page.getByLabel('Bạn thấy thế nào').fill('Đau đầu buổi sáng');
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    await page.getByText('Đau đầu buổi sáng').waitFor();
    expect(await open.faults(page)).toEqual([]);
    await shoot(page, 'own-facts-390');
    await page.getByRole('button', { name: 'Dị ứng' }).click();
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    await page.getByText('Hãy điền ô này.').waitFor();
    await page.getByLabel('Dị ứng với').fill('Tôm');
    await page.getByRole('button', { name: 'Lưu', exact: true }).click();
    await page.getByRole('button', { name: 'Rút lại Tôm' }).waitFor();
    await page.getByRole('button', { name: 'Giấy tờ, ảnh' }).click();
    const png = await page.screenshot();
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({ name: 'don thuoc.png', mimeType: 'image/png', buffer: png });
    await page.getByText('don thuoc.png').waitFor();
    expect(await open.faults(page)).toEqual([]);
    await page.close();
  });
});

it('a line that is wrong is asked about by chị Hoa and corrected by bác sĩ Lan; both versions stay', async () => {
  const { hoa, station } = await open.sen.people();
  const { id } = await open.sen.context().record.create({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'Glucose', coding: [{ system: 'http://loinc.org', code: '14749-6' }] },
    subject: { reference: `Patient/${hoa.patientId}` },
    effectiveDateTime: new Date(Date.now() - 5 * 86_400_000).toISOString(),
    valueQuantity: { value: 72, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
    performer: [{ reference: `Organization/${station}` }],
  });
  const page = await open.sit('hoa', phone);
  await goTo(page, /Thời gian/u);
  await page
    .getByRole('button', { name: /Glucose/u })
    .first()
    .click();
  await page.getByRole('link', { name: /Đề nghị đính chính/u }).click();
  await page.getByText('Do Trạm Y tế phường Sen ghi').waitFor();
  await page.getByLabel(/Đúng ra là/u).fill('7,2');
  await page.getByLabel('Vì sao').fill('Giấy kết quả ghi 7,2');
  expect(await open.faults(page)).toEqual([]);
  await shoot(page, 'own-correct-390');
  await page.getByRole('button', { name: 'Gửi cho cơ sở' }).click();
  await page.getByText('Đã gửi tới Trạm Y tế phường Sen').waitFor();

  const desk = await open.sit('bs.lan', { width: 1440, height: 900 });
  await goTo(desk, 'Đính chính');
  await desk.getByText(/Glucose: Nguyễn Thị Hoa/u).waitFor();
  await desk.getByRole('button', { name: 'Sửa dòng này' }).click();
  await desk.getByText('Hãy viết ít nhất vài chữ.').waitFor();
  await desk.getByLabel('Trả lời cho người dân').fill('Đã đối chiếu với giấy kết quả');
  expect(await open.faults(desk)).toEqual([]);
  await shoot(desk, 'corrections-1440');
  await desk.getByRole('button', { name: 'Sửa dòng này' }).click();
  await desk.getByText('Không có đề nghị nào đang chờ').waitFor();
  await desk.close();

  await page.getByRole('link', { name: 'Đề nghị đính chính của tôi' }).click();
  await page.getByText('Đã đối chiếu với giấy kết quả').waitFor();
  await page.getByText('72 mmol/L').waitFor();
  expect(await open.faults(page)).toEqual([]);
  await shoot(page, 'own-corrections-390');
  const corrected = JSON.parse((await open.sen.context().record.read('Observation', id)).text) as Observation;
  expect(corrected.valueQuantity?.value).toBe(7.2);
  await page.close();
});

it('in English, where the browser has no Bluetooth, it says so and typing remains', async () => {
  const page = await open.sit('hoa', { ...phone, language: 'en' });
  await page.addInitScript(() => Object.defineProperty(navigator, 'bluetooth', { value: undefined }));
  await page.reload();
  await goTo(page, /My data|My own data/u);
  await page.getByText('This browser cannot connect to devices over Bluetooth', { exact: false }).waitFor();
  await page.getByRole('button', { name: /Temperature/u }).waitFor();
  expect(await open.faults(page)).toEqual([]);
  await page.close();
});
