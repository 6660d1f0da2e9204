import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goTo, openSen, type OpenSen } from '#web/testing/open-sen.ts';

let open: OpenSen;

beforeAll(async () => {
  open = await openSen();
});
afterAll(() => open.stop());

const shots = process.env['SEN_SHOTS'];

describe('looking a code up', () => {
  test('a doctor finds diabetes without marks, opens it with the keyboard and walks up', async () => {
    const page = await open.sit('bs.lan', { width: 1366, height: 768 });
    await page.getByRole('link', { name: 'Tra mã' }).click();
    await page.getByRole('heading', { name: 'Tra cứu mã' }).waitFor();
    await page.getByRole('button', { name: /^I Bệnh nhiễm trùng/ }).waitFor();
    await page.getByLabel('Tìm theo tên hoặc mã').fill('duong thao dai');
    await page.getByRole('button', { name: /^E10-E14 / }).waitFor();
    if (shots) await page.screenshot({ path: `${shots}/codes-list.png` });
    await page.getByLabel('Tìm theo tên hoặc mã').fill('e11.2');
    await page.getByRole('button', { name: /^E11\.2 / }).waitFor();
    await page.keyboard.press('Enter');
    const detail = page.locator('.code-detail');
    await detail.getByRole('heading', { name: /^E11\.2 / }).waitFor();
    await expect.poll(() => detail.innerText()).toContain('E10-E14');
    expect(await detail.innerText()).toContain('(†)');
    if (shots) await page.screenshot({ path: `${shots}/codes-desktop.png`, fullPage: true });
    expect(await open.faults(page)).toEqual([]);
    await detail.getByRole('button', { name: /^E11 / }).click();
    await detail.getByRole('heading', { name: /^E11 / }).waitFor();
    await detail.getByText('Cấp dưới').waitFor();
    await page.close();
  });

  test('an administrator does it on a phone in English, and sees what an old province became', async () => {
    const page = await open.sit('quantri', { width: 360, height: 740, language: 'en' });
    await goTo(page, 'Codes');
    await page.getByRole('heading', { name: 'Look up codes' }).waitFor();
    await page
      .getByLabel('List', { exact: true })
      .selectOption({ label: 'Administrative units before 1 July 2025' });
    await page.getByLabel('Find by name or code').fill('bac giang');
    await page.getByRole('button', { name: /^24 / }).waitFor();
    if (shots) await page.screenshot({ path: `${shots}/codes-phone-list.png` });
    await page.getByRole('button', { name: /^24 / }).click();
    await page.getByRole('heading', { name: /^24 / }).waitFor();
    expect(await page.locator('.code-maps').innerText()).toContain('Bắc Ninh');
    expect(await page.locator('.code-tags').innerText()).toContain('no longer in force');
    if (shots) await page.screenshot({ path: `${shots}/codes-phone.png`, fullPage: true });
    expect(await open.faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByLabel('Find by name or code').fill('zzzz');
    await page.getByText('No code has all these words').waitFor();
    expect(await open.faults(page)).toEqual([]);
    await page.close();
  });

  test('a doctor looks into the lists of HL7, and in the dark', async () => {
    const page = await open.sit('bs.minh', { width: 1366, height: 768, dark: true });
    await page.getByRole('link', { name: 'Tra mã' }).click();
    await page.getByLabel('Danh mục', { exact: true }).selectOption('hl7');
    await page.getByLabel('Danh mục HL7').selectOption({ label: 'AdministrativeGender' });
    await page.getByRole('button', { name: /^female Nữ/ }).click();
    await page.getByRole('heading', { name: 'female Nữ' }).waitFor();
    if (shots) await page.screenshot({ path: `${shots}/codes-dark.png`, fullPage: true });
    expect(await open.faults(page)).toEqual([]);
    await page.close();
  });
});
