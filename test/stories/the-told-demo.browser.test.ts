import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goTo, type OpenSen } from '#web/testing/open-sen.ts';
import { openToldDemo, readHoasFacts, type HoasFacts } from './told-demo.ts';

let open: OpenSen;
let hoa: HoasFacts;

beforeAll(async () => {
  open = await openToldDemo();
  hoa = await readHoasFacts(open.sen);
}, 300_000);
afterAll(() => open.stop());

/** The words of the pages by which the walk finds its way. */
const words = {
  vi: {
    lastVisit: 'Lần khám gần nhất',
    longTerm: 'Bệnh lâu dài',
    medicines: 'Thuốc đang dùng',
    allergies: /Dị ứng: /,
    insured: /BHYT đến \d{2}\/\d{2}\/\d{4}/,
    places: { timeline: 'Thời gian', trends: 'Chỉ số', papers: 'Giấy tờ', account: 'Tài khoản' },
    find: 'Tìm trong hồ sơ',
    year: 'Năm',
    vaccinations: /^Tiêm chủng/,
    found: (n: number) => new RegExp(`^${n} trong \\d[\\d.]* mục$`),
    someFound: /^\d+ trong \d[\d.]* mục$/,
    visitSource: 'Nguồn và chi tiết của lượt khám',
    source: 'Nguồn của dòng này',
    signer: 'Người ký hoặc thực hiện',
    pdf: 'Tải PDF',
    table: 'Xem bảng số',
    followUp: 'Hẹn khám lại',
    outcome: ['Kết quả điều trị', /Khỏi|Đỡ|Không thay đổi/],
    held: 'Dòng bị giữ lại',
    heldWhy: /không được âm|không có thật|không có trong|sai/i,
    mend: 'Sửa dòng bị giữ lại',
    sources: 'Nguồn',
    taken: /Đã nhận/,
  },
  en: {
    lastVisit: 'Latest visit',
    longTerm: 'Long-term illnesses',
    medicines: 'Current medicines',
    allergies: /Allergies: /,
    insured: /Insured until \d{2}\/\d{2}\/\d{4}/,
    places: { timeline: 'Timeline', trends: 'Trends', papers: 'Papers', account: 'Account' },
    find: 'Find in the record',
    year: 'Year',
    vaccinations: /^Vaccinations/,
    found: (n: number) => new RegExp(`^${n} of \\d[\\d,]* lines$`),
    someFound: /^\d+ of \d[\d,]* lines$/,
    visitSource: 'Source and details of the visit',
    source: 'Source of this line',
    signer: 'Signed or done by',
    pdf: 'Get PDF',
    table: 'See the table',
    followUp: 'Follow-up appointment',
    outcome: ['Outcome', /Cured|Recovered|Improved|Better|Unchanged/],
    held: 'Lines put aside',
    heldWhy: /must not be negative|does not exist|not on|wrong/i,
    mend: 'Mend a line',
    sources: 'Sources',
    taken: /All taken/,
  },
} as const;

const seats = [
  { language: 'vi', width: 390, height: 844 },
  { language: 'en', width: 1440, height: 900 },
] as const;

const place = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first();
const decimal = (recorded: string, language: 'vi' | 'en') =>
  language === 'vi' ? recorded.replace('.', ',') : recorded;
const spaced = async (on: Locator) => (await on.innerText()).replaceAll(/\s+/g, ' ');

/** Opens the source of the first visit in sight and reads the sheet; back to the list afterwards. */
async function readFirstVisit(page: Page, language: 'vi' | 'en'): Promise<string> {
  const said = words[language];
  await page.locator('.timeline .entry-visit').first().click();
  await page.getByRole('button', { name: said.visitSource }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText(said.source).waitFor();
  expect(await open.faults(page)).toEqual([]);
  const text = await spaced(sheet);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  return text;
}

describe.each(seats)('the told demo in $language at $width pixels', (seat) => {
  const { language } = seat;
  const said = words[language];

  test('chị Hoa sees who she is, her last visit, her illnesses and her allergy', async () => {
    const page = await open.stay('hoa', seat);
    await page.getByRole('heading', { name: said.lastVisit }).waitFor();
    const banner = await spaced(page.locator('.banner'));
    for (const fact of [hoa.name, hoa.born, hoa.allergy]) expect(banner).toContain(fact);
    expect(banner).toMatch(said.allergies);
    expect(banner).toMatch(said.insured);
    expect(banner).not.toContain(hoa.personalNumber);
    const visit = await spaced(page.locator('.card', { hasText: said.lastVisit }).first());
    expect(visit).toContain(hoa.lastVisit.facility);
    expect(visit).toContain(hoa.lastVisit.day);
    const illnesses = page.locator('.card', { hasText: said.longTerm });
    expect(await spaced(illnesses)).toContain(`${hoa.diabetes} E11.9`);
    // The name of an illness stands as the hospital wrote it; who reads English is told that it is Vietnamese.
    expect(await illnesses.getByText(hoa.diabetes).getAttribute('lang')).toBe(
      language === 'en' ? 'vi' : null,
    );
    const taken = page.locator('.card', { has: page.getByRole('heading', { name: said.medicines }) });
    expect(await spaced(taken)).toMatch(/Metformin \d+ mg/);
    expect(await open.faults(page)).toEqual([]);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: said.pdf }).click();
    const pdf = await readFile(await (await download).path());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(10_000);

    await page.emulateMedia({ media: 'print' });
    const paper = await spaced(page.locator('body'));
    for (const fact of [hoa.name, hoa.allergy, hoa.diabetes, 'Metformin']) expect(paper).toContain(fact);
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  test('chị Hoa walks her life: by kind, by year, by a word, to the source of a line', async () => {
    const page = await open.stay('hoa', seat);
    await place(page, said.places.timeline).click();
    await page.locator('.timeline .entry-visit').first().waitFor();
    expect(await spaced(page.locator('.timeline .entry-visit').first())).toContain(hoa.lastVisit.facility);
    expect(await open.faults(page)).toEqual([]);

    const sheet = await readFirstVisit(page, language);
    expect(sheet).toContain(hoa.lastVisit.facility);
    expect(sheet).toContain(hoa.lastVisit.day);
    expect(sheet).toContain(said.signer);
    const [label, result] = said.outcome;
    expect(sheet).toContain(label);
    expect(sheet.slice(sheet.indexOf(label))).toMatch(result);

    await page.locator('.chips button', { hasText: said.vaccinations }).click();
    await page.getByText(said.found(hoa.immunisations)).waitFor();
    const doses = page.locator('.timeline .entry-immunisation');
    expect(await doses.count()).toBe(hoa.immunisations);
    expect((await doses.allInnerTexts()).join(' ')).toContain('COVID-19');
    expect(await open.faults(page)).toEqual([]);
    await page.locator('.chips button', { hasText: said.vaccinations }).click();

    const year = hoa.years.at(-2)!;
    await page.getByLabel(said.year).selectOption(year);
    await page.getByRole('heading', { name: year, exact: true }).waitFor();
    expect(await page.locator('.timeline-year').allInnerTexts()).toEqual([year]);
    await page.getByLabel(said.year).selectOption('');

    await page.getByLabel(said.find).fill('dai thao duong');
    await page.getByText(said.someFound).waitFor();
    const hits = page.locator('.timeline .visit-diagnosis, .timeline .entry-diagnosis');
    await hits.getByText(hoa.diabetes).first().waitFor();
    expect(await open.faults(page)).toEqual([]);
  });

  test('chị Hoa sees her sugar over the years, and her papers with what is in them', async () => {
    const page = await open.stay('hoa', seat);
    await place(page, said.places.trends).click();
    const card = page.locator('.card', { hasText: 'HbA1c' }).first();
    await card.locator('.chart').waitFor();
    expect(await spaced(card)).toContain(`${decimal(hoa.hba1c, language)}%`);
    await card.getByRole('button', { name: said.table }).click();
    expect(await card.locator('tbody tr').count()).toBeGreaterThan(3);
    expect(await open.faults(page)).toEqual([]);

    await goTo(page, said.places.papers);
    await page.locator('.entry-document').first().waitFor();
    const papers = await spaced(page.locator('main'));
    expect(papers).toContain(said.followUp);
    for (const paper of hoa.papers) expect(papers).toContain(paper);
    expect(await open.faults(page)).toEqual([]);
    await page.locator('.entry-document', { hasText: hoa.papers[0]! }).first().click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText(said.source).waitFor();
    expect(await sheet.getByRole('button', { name: /kB/ }).count()).toBe(1);
    expect(await open.faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await goTo(page, said.places.account);
    await page.waitForSelector('.account');
    expect(await page.locator('.account').innerText()).toContain(hoa.name);
    expect(await open.faults(page)).toEqual([]);
  });

  test('bác sĩ Minh finds chị Hoa by her name without marks and by her number, and reads her record', async () => {
    const page = await open.stay('bs.minh', seat);
    const field = page.locator('#people-find');
    await field.waitFor();
    for (const typed of [`nguyen thi hoa ${hoa.birthYear}`, hoa.personalNumber, hoa.hospitalNumber]) {
      await field.fill('');
      await page.locator('.people-one').waitFor({ state: 'detached' });
      await field.fill(typed);
      await page.locator('.people-one').first().waitFor();
      const found = await page.locator('.people-one').allInnerTexts();
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(hoa.name);
      expect(found[0]).toContain(hoa.born);
      expect(found[0]).not.toContain(hoa.personalNumber);
    }
    expect(await open.faults(page)).toEqual([]);
    await field.press('Enter');
    await page.getByRole('heading', { name: said.longTerm }).waitFor();
    expect(await spaced(page.locator('.banner'))).toContain(`${hoa.name}`);
    expect(await spaced(page.locator('.card', { hasText: said.longTerm }))).toContain(hoa.diabetes);
    expect(new URL(page.url()).pathname).toBe(`/record/${hoa.id}`);
    expect(await open.faults(page)).toEqual([]);
    await place(page, said.places.timeline).click();
    await page.locator('.timeline .entry-visit').first().waitFor();
    expect(await readFirstVisit(page, language)).toContain(hoa.lastVisit.facility);
  });

  test('the administrator sees what was held and why, where it came from, and nobody’s name', async () => {
    const page = await open.stay('quantri', seat);
    await page.getByRole('heading', { name: said.held }).waitFor();
    await page.locator('tbody tr').first().waitFor();
    const held = page.locator('tbody');
    expect(await held.innerText()).toMatch(said.heldWhy);
    expect(await held.innerText()).toMatch(/\.xml|HL7/);
    expect(await held.innerText()).not.toContain(hoa.name);
    expect(await open.faults(page)).toEqual([]);
    await page.locator('tbody tr a').first().click();
    await page.getByRole('heading', { name: said.mend }).waitFor();
    await page.locator('dt.mend-wrong').first().waitFor();
    expect(await open.faults(page)).toEqual([]);
    await place(page, said.sources).click();
    await page.locator('tbody tr').first().waitFor();
    expect(await page.locator('tbody').innerText()).toMatch(said.taken);
    expect(await open.faults(page)).toEqual([]);
  });
});

describe('the told demo, who sees it', () => {
  test('bác sĩ Lan of her station finds her too, the administrator reaches no record', async () => {
    const page = await open.stay('bs.lan', { width: 1366, height: 768 });
    await page.locator('#people-find').fill(`hoa nguyen ${hoa.birthYear}`);
    await page.locator('.people-one', { hasText: hoa.name }).click();
    await page.getByRole('heading', { name: words.vi.longTerm }).waitFor();
    const desk = await open.stay('quantri');
    await desk.evaluate((path) => history.pushState(null, '', path), `/record/${hoa.id}`);
    await desk.getByText('Không có trang này').waitFor();
    expect(await desk.locator('body').innerText()).not.toContain(hoa.name);
  });
});
