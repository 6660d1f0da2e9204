import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';
import { printEnvelope } from '../insurance/print-envelope.ts';
import { aDrug, aVisit } from '../insurance/test/sample-visit.ts';

let open: OpenSen;

let sent = 0;

/** A claim envelope with a day that does not exist, a negative price, and a visit that is right; new visits of new people each time. */
async function sendClaims(): Promise<{ day: string; price: string; who: string }> {
  sent += 1;
  const hospital = await open.sen.asSystem();
  const person = (name: string, nth: number) => {
    const tail = String(sent * 10 + nth).padStart(6, '0');
    return {
      HO_TEN: name,
      SO_CCCD: `001190${tail}`,
      MA_THE_BHYT: `DN40101${tail.padStart(8, '0')}`,
      MA_BN: `BN-${tail}`,
    };
  };
  const [day, price, right] = [`NGAY-${sent}`, `GIA-${sent}`, `DUNG-${sent}`];
  const mistaken = person('Trần Thị Mận', 1);
  const visits = [
    aVisit({ key: day, summary: { ...mistaken, NGAY_VAO: '202602300960' } }),
    aVisit({
      key: price,
      summary: person('Lê Văn Tám', 2),
      drugs: [aDrug({ MA_LK: price, STT: '1', DON_GIA: '-5' })],
    }),
    aVisit({ key: right, summary: person('Đỗ Thị Cúc', 3) }),
  ];
  const body = [...printEnvelope({ facility: '01999', madeOn: '20260310' }, visits)].join('');
  const answer = await hospital('/exchange/insurance', {
    method: 'POST',
    headers: { 'content-type': 'application/xml' },
    body,
  });
  expect(answer.status).toBe(200);
  return { day, price, who: mistaken.SO_CCCD };
}

let claims: Awaited<ReturnType<typeof sendClaims>>;

beforeAll(async () => {
  open = await openSen();
});
beforeEach(async () => {
  claims = await sendClaims();
});
afterAll(() => open.stop());

const rows = (page: Page) => page.locator('tbody tr');

describe('the administrator', () => {
  test('sees each wrong line with its reason and place, in both languages and on a phone', async () => {
    const page = await open.sit('quantri', { width: 1366, height: 768 });
    await page.getByRole('heading', { name: 'Dòng bị giữ lại' }).waitFor();
    await rows(page).first().waitFor();
    const list = await page.locator('tbody').innerText();
    expect(list).toContain('NGAY_VAO');
    expect(list).toContain('DON_GIA');
    expect(list).not.toContain('Trần Thị Mận');
    expect(await open.faults(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await open.faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Lines put aside' }).waitFor();
    expect(await open.faults(page)).toEqual([]);
    await page.context().close();
  });

  test('mends a wrong day beside its source line, and the visit enters the record', async () => {
    const page = await open.sit('quantri');
    await rows(page).filter({ hasText: claims.day }).getByRole('link').click();
    await page.getByRole('heading', { name: 'Sửa dòng bị giữ lại' }).waitFor();
    await page.locator('.mend-wrong').first().waitFor();
    expect(await page.locator('.mend-wrong').allInnerTexts()).toContain('NGAY_VAO');
    expect(await page.locator('.mend-lines').innerText()).not.toContain('Trần Thị Mận');
    expect(await open.faults(page)).toEqual([]);
    const field = page.getByLabel('Giá trị đúng của NGAY_VAO');
    await field.fill('202603100800');
    await field.press('Enter');
    await page.getByText('Đã sửa. Dòng này đã vào hồ sơ.').waitFor();
    const found = await open.sen.context().record.search('Patient', `identifier=${claims.who}`);
    expect(found.matches).toHaveLength(1);
    await page.context().close();
  });

  test('dismisses a line only after it was said what that means', async () => {
    const page = await open.sit('quantri');
    await rows(page).filter({ hasText: claims.price }).getByRole('link').click();
    await page.getByRole('button', { name: 'Bỏ qua dòng này' }).click();
    await page.getByText('Dòng sẽ không vào hồ sơ.').waitFor();
    expect(await open.faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Xác nhận bỏ qua' }).click();
    await page.getByText('Đã bỏ qua dòng này.').waitFor();
    await page.context().close();
  });

  test('sees what came in and what became of it', async () => {
    const page = await open.sit('quantri');
    await page.getByRole('link', { name: 'Nguồn', exact: true }).click();
    await rows(page).first().waitFor();
    expect(await page.locator('tbody').innerText()).toContain('3 lượt');
    expect(await open.faults(page)).toEqual([]);
    await page.context().close();
  });

  test('finds no way to a record', async () => {
    const page = await open.sit('quantri');
    const { hoa } = await open.sen.people();
    await page.evaluate((path) => history.pushState(null, '', path), `/record/${hoa.patientId}`);
    await page.getByText('Không có trang này').waitFor();
    await page.context().close();
  });
});
