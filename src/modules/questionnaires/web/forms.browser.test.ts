import { expect, test, beforeAll, afterAll } from 'vitest';
import type { Bundle, Observation, QuestionnaireResponse } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';

let open: OpenSen;
beforeAll(async () => {
  open = await openSen();
}, 300_000);
afterAll(() => open.stop());

/** Where SEN_SCREENSHOTS names a folder, what is looked at is kept there. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env['SEN_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

const narrow = { width: 390, height: 844 };
const wide = { width: 1440, height: 900 };

test('an administrator makes a form; a doctor fills it in without a pause, her page dies, the draft is back, she signs, and it stands in the record', async () => {
  const keeper = await open.sit('quantri', wide);
  await goTo(keeper, 'Biểu mẫu');
  await keeper.getByText('42 biểu mẫu').waitFor();
  expect(await open.faults(keeper)).toEqual([]);
  await keep(keeper, 'forms-list');
  await keeper.setViewportSize(narrow);
  expect(await open.faults(keeper)).toEqual([]);
  await keep(keeper, 'forms-list-phone');
  await keeper.setViewportSize(wide);

  await keeper.getByRole('link', { name: /Theo dõi đái tháo đường/ }).click();
  await keeper.getByRole('heading', { level: 2, name: 'Xem thử' }).waitFor();
  expect(await open.faults(keeper)).toEqual([]);
  await keep(keeper, 'forms-edit-diabetes');

  // Made without a programmer.
  await goTo(keeper, 'Biểu mẫu');
  await keeper.getByRole('button', { name: 'Lập biểu mẫu mới' }).click();
  await keeper.getByLabel('Tên biểu mẫu').fill('Khám sàng lọc');
  const add = keeper.getByRole('button', { name: /^Thêm câu hỏi\s?: Phần 1/ });
  const sheet = keeper.getByRole('dialog');
  const question = async (words: string, type?: string): Promise<void> => {
    await add.click();
    await sheet.getByLabel('Lời câu hỏi').fill(words);
    if (type !== undefined) await sheet.getByLabel('Kiểu trả lời').selectOption({ label: type });
  };
  const done = (): Promise<void> => sheet.getByRole('button', { name: 'Xong' }).click();
  await question('Cân nặng', 'Số');
  await sheet.getByLabel('Bắt buộc trả lời').check();
  await sheet.getByLabel('Đơn vị').fill('kg');
  await sheet.getByLabel('Lớn nhất được ghi').fill('400');
  await keep(keeper, 'forms-question');
  expect(await open.faults(keeper)).toEqual([]);
  await done();
  await question('Ho', 'Có hoặc không');
  await done();
  await question('Ho mấy ngày', 'Số nguyên');
  await sheet.getByLabel('Phụ thuộc câu hỏi').selectOption({ label: 'Ho' });
  await done();
  await question('Ghi chú');
  await done();
  await question('Vị trí đau');
  await sheet.getByLabel('Kiểu trả lời').selectOption({ label: 'Chọn trong danh sách' });
  for (const [at, answer] of ['Đầu', 'Ngực', 'Bụng'].entries()) {
    await sheet.getByRole('button', { name: 'Thêm câu trả lời' }).click();
    await sheet.getByLabel(`Trả lời ${at + 1}, tiếng Việt`).fill(answer);
  }
  await done();

  // Tried on somebody who does not exist.
  const preview = keeper.getByRole('region', { name: 'Xem thử' });
  await preview.getByRole('radio', { name: 'Đầu' }).waitFor();
  expect(await preview.getByLabel('Ho mấy ngày').count()).toBe(0);
  await preview.getByRole('radio', { name: 'Có' }).check();
  await preview.getByLabel('Ho mấy ngày').fill('3');
  await preview.getByRole('button', { name: 'Thử lưu' }).click();
  await preview.getByRole('link', { name: 'Cần ghi cân nặng.' }).click();
  await keeper.keyboard.type('401');
  await preview.getByText('Cân nặng không quá 400 kg.').first().waitFor();
  expect(await open.faults(keeper)).toEqual([]);
  await keep(keeper, 'forms-desk');
  await keeper.setViewportSize(narrow);
  expect(await open.faults(keeper)).toEqual([]);
  await keep(keeper, 'forms-desk-phone');
  await keeper.setViewportSize(wide);
  await keeper.getByRole('button', { name: 'Lưu bản đang sửa' }).click();
  await keeper.getByText('Bản đang sửa đã lưu.').waitFor();
  await keeper.getByRole('button', { name: 'Phát hành phiên bản mới' }).click();
  await keeper.getByText('Đã phát hành phiên bản 1').waitFor();
  await keeper.context().close();

  // Filled in by a doctor, on a form that Sen brings.
  const { hoa } = await open.sen.people();
  const page = await open.sit('bs.lan', wide);
  const openForm = async (at: Page, name: string): Promise<void> => {
    await at.goto(`${open.sen.url}/record/${hoa.patientId}/forms`);
    await at.getByLabel('Tìm biểu mẫu').fill('sang loc');
    await at.getByRole('button', { name: 'Khám sàng lọc' }).waitFor();
    await at.getByLabel('Tìm biểu mẫu').fill('');
    await at.getByRole('button', { name }).click();
    await at.locator('form.form').waitFor();
  };
  await openForm(page, 'Theo dõi tăng huyết áp');
  await page.getByLabel('Huyết áp tâm thu').focus();
  // No pause between the keys: Enter goes on to the next field.
  await page.keyboard.type('150\n95\n88\n61,5\n160', { delay: 0 });
  await page.getByLabel('BMI').getByText('24 kg/m²').waitFor();
  await page.getByText('máy tính ra').first().waitFor();
  await page.getByLabel('Bệnh chính (ICD-10)').fill('tang huyet ap');
  await page.getByRole('option', { name: /I10/ }).first().click();
  await page.getByLabel('Lời dặn').fill('Ăn giảm muối');
  await page.getByLabel('Xử trí, điều trị').focus();
  await page.keyboard.type('Amlodipin 5 mg', { delay: 0 });
  await page.getByText(/Đã lưu nháp trên máy này/).waitFor();
  expect(await open.faults(page)).toEqual([]);
  await keep(page, 'form-filling');
  await page.setViewportSize(narrow);
  expect(await open.faults(page)).toEqual([]);
  await keep(page, 'form-filling-phone');
  await page.setViewportSize(wide);

  // The last keys, and at once the page is gone.
  await page.getByLabel('Xử trí, điều trị').focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' mỗi sáng', { delay: 0 });
  await killPage(page);
  const again = await page.context().newPage();
  await again.goto(`${open.sen.url}/`);
  await again.waitForSelector('.frame');
  await openForm(again, 'Theo dõi tăng huyết áp');
  await again.getByText(/Đã mở lại bản nháp/).waitFor();
  expect(await again.getByLabel('Huyết áp tâm thu').inputValue()).toBe('150');
  expect(await again.getByLabel('Huyết áp tâm trương').inputValue()).toBe('95');
  expect(await again.getByLabel('Cân nặng').inputValue()).toBe('61,5');
  expect(await again.getByLabel('Lời dặn').inputValue()).toBe('Ăn giảm muối');
  // A key that is pressed in the very moment of the death may still be on its way to the disk; none before it is.
  const treatment = 'Amlodipin 5 mg mỗi sáng';
  const kept = await again.getByLabel('Xử trí, điều trị').inputValue();
  expect([treatment, treatment.slice(0, -1)]).toContain(kept);
  await again.getByLabel('Xử trí, điều trị').fill(treatment);
  await again.getByText('I10', { exact: false }).first().waitFor();

  await again.getByLabel('Họ tên người ký').fill('BS Lan');
  await again.getByRole('button', { name: 'Ký bằng tên' }).click();
  await again.getByText(/BS Lan ký lúc/).waitFor();
  await again.getByRole('button', { name: 'Lưu phiếu' }).click();
  await again.getByText('Đã lưu phiếu vào hồ sơ').waitFor();
  await again.getByText('Chẩn đoán:').waitFor();
  expect(await open.faults(again)).toEqual([]);
  await keep(again, 'form-done');

  const system = await open.sen.asSystem();
  const found = async <R>(path: string): Promise<R[]> =>
    ((await (await system(`/fhir/${path}`)).json()) as Bundle).entry?.map(
      ({ resource }) => resource as unknown as R,
    ) ?? [];
  const [response] = await found<QuestionnaireResponse>(
    `QuestionnaireResponse?subject=Patient/${hoa.patientId}&_sort=-authored&_count=1`,
  );
  expect(response?.questionnaire).toBe('urn:sen:questionnaire:hypertension|1');
  const made = await found<Observation>(
    `Observation?subject=Patient/${hoa.patientId}&code=http://loinc.org|8480-6&_sort=-date&_count=1`,
  );
  expect(made[0]?.valueQuantity).toMatchObject({ value: 150, code: 'mm[Hg]' });
  expect(made[0]?.derivedFrom?.[0]?.reference).toBe(`QuestionnaireResponse/${response?.id}`);

  // The answer of before opens as it was; the next form shows the last value beside the field, and the draft is gone.
  await openForm(again, 'Theo dõi tăng huyết áp');
  await again.getByText(/Lần trước: 150 mmHg/).waitFor();
  expect(await again.getByText(/Đã mở lại bản nháp/).count()).toBe(0);
  await again.getByRole('button', { name: 'Về danh sách phiếu' }).click();
  await again
    .getByRole('button', { name: /Đã xong/ })
    .first()
    .click();
  await again.getByLabel('Huyết áp tâm thu').getByText('150 mmHg').waitFor();
  expect(await open.faults(again)).toEqual([]);
  await keep(again, 'form-old');

  // What is drawn and chosen by touch.
  await openForm(again, 'Khám da liễu ngoại trú');
  await again.getByRole('img', { name: 'Mặt trước' }).click({ position: { x: 60, y: 90 } });
  await again.getByLabel('Mô tả chỗ 1').fill('mảng đỏ 2 cm');
  await again.setViewportSize(narrow);
  expect(await open.faults(again)).toEqual([]);
  await keep(again, 'form-body-phone');
  await again.context().close();
}, 240_000);

/** Ends the page's process as a crash does: no last words, no handlers. */
async function killPage(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}
