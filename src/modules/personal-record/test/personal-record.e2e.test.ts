import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { openEntry, readSummary, readTimeline, readTrends, type Entry, type TimelineEntry } from '../api.ts';
import { personalRecord } from '../module.ts';
import { writeHoasLife } from './a-life.ts';
import { writeLongLife } from './a-long-life.ts';
import { storyDay } from './story.ts';

let sen: TestPlatform;
let hoa: CallAs;
let lan: CallAs;
let minh: CallAs;
let admin: CallAs;
let hoasId: string;
let longId: string;

beforeAll(async () => {
  sen = await startPlatform({ modules: [personalRecord], now: () => storyDay });
  [hoa, lan, minh, admin] = await Promise.all([
    sen.as('hoa'),
    sen.as('bs.lan'),
    sen.as('bs.minh'),
    sen.as('quantri'),
  ]);
  hoasId = (await sen.people()).hoa.patientId;
  await writeHoasLife(sen);
  longId = await writeLongLife(sen, 3000);
});
afterAll(() => sen.stop());

const about = (part: string, id = hoasId) => `/api/personal-record/${id}/${part}`;
const post = (call: CallAs, path: string, body: object) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const timeline = async (call: CallAs, question: object, id = hoasId) =>
  readTimeline.output.parse(await (await post(call, about('timeline', id), question)).json());

const linesOf = (entries: readonly TimelineEntry[]) =>
  entries.flatMap((entry) => entry.group?.lines ?? [entry]);

describe('who is signed in', () => {
  test('a citizen is told her own record, a doctor her facility, nobody else anything', async () => {
    expect(await (await hoa('/api/me')).json()).toMatchObject({
      name: 'Nguyễn Thị Hoa',
      roles: ['citizen'],
      patientId: hoasId,
    });
    expect(await (await lan('/api/me')).json()).toMatchObject({
      roles: ['station-doctor'],
      facility: { name: 'Trạm Y tế phường Sen' },
    });
    expect((await fetch(`${sen.url}/api/me`)).status).toBe(401);
  });
});

describe('the summary of chị Hoa', () => {
  test('says who, allergies, illness, medicines, the last visit and what was out of range', async () => {
    const summary = readSummary.output.parse(await (await hoa(about('summary'))).json());
    expect(summary.person).toMatchObject({
      name: 'Nguyễn Thị Hoa',
      sex: 'female',
      healthId: '001••••••234',
      provisional: false,
    });
    expect(summary.allergies).toMatchObject({
      state: 'listed',
      items: [{ title: 'Penicilin', severe: true, reaction: 'Phát ban, khó thở' }],
    });
    expect(summary.longTerm).toMatchObject([{ code: 'E11.9', since: '2023-02-14T08:15:00+07:00' }]);
    expect(summary.medicines.map(({ title }) => title).toSorted()).toEqual([
      'Cefuroxim 500 mg',
      'Metformin hydroclorid 850 mg',
    ]);
    expect(summary.insurance).toMatchObject({ state: 'valid', to: '2026-12-31' });
    expect(summary.lastVisit?.visit).toMatchObject({ title: 'Nội trú', facility: 'Bệnh viện Đa khoa Sen' });
    expect(summary.lastVisit?.lines.map(({ title }) => title)).toContain('Viêm ống kẽ thận cấp tính');
    expect(summary.outOfRange.map(({ title, flag }) => [title, flag])).toContainEqual([
      'Định lượng CRP',
      'high',
    ]);
  });

  test('is one or two pages of PDF with the letters of Vietnamese inside', async () => {
    const answer = await hoa(about('summary.pdf'));
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const pdf = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf).toMatch(/BeVietnamPro/);
    expect(Number(/\/Count (\d+)/.exec(pdf)?.[1])).toBeLessThanOrEqual(2);
  });

  test('the whole number is shown only when it is asked for, and that is written down', async () => {
    expect(await (await lan(about('numbers'))).json()).toMatchObject({
      numbers: [{ kind: 'personal', value: '001188000234' }, { kind: 'insurance' }],
    });
    const { lan: doctor } = await sen.people();
    const { rows } = await sen.database.query<{ n: string }>(
      'SELECT count(*) AS n FROM audit.event WHERE patient_id = $1 AND actor_id = $2',
      [hoasId, doctor.accountId],
    );
    expect(Number(rows[0]?.n)).toBeGreaterThan(0);
  });
});

describe('the timeline', () => {
  test('puts the lines of a visit under it, newest visit first', async () => {
    const { entries, total, kinds } = await timeline(hoa, {});
    expect(entries[0]).toMatchObject({ kind: 'vital', marks: ['own'] });
    expect(entries[1]).toMatchObject({ kind: 'visit', facility: 'Bệnh viện Đa khoa Sen' });
    expect(entries[2]).toMatchObject({ kind: 'diagnosis', code: 'N10', visit: entries[1]?.id });
    expect(linesOf(entries)).toHaveLength(total);
    expect(kinds['visit']).toBe(16);
  });

  test('reads as visits: what was measured at one moment and what was prescribed at once stand under one head', async () => {
    const { entries } = await timeline(hoa, { year: '2026' });
    const stay = entries.find(({ kind, title }) => kind === 'visit' && title === 'Nội trú');
    const groups = entries.flatMap(({ visit, group }) => (visit === stay?.id && group ? [group] : []));
    expect(groups.map(({ of, lines }) => [of, lines.length])).toEqual([
      ['vitals', 3],
      ['panel', 2],
      ['panel', 3],
      ['prescription', 3],
    ]);
    const [bedside, , chemistry] = groups;
    expect(bedside?.lines[0]).toMatchObject({ title: 'Huyết áp', facility: 'Bệnh viện Đa khoa Sen' });
    expect(chemistry).toMatchObject({ panel: 'CHEM', out: 2, within: 1 });
  });

  test('shows single lines to who asks for one kind, and opens a group at the words that were found in it', async () => {
    const medicines = await timeline(hoa, { kinds: ['medicine'] });
    expect(medicines.entries.every(({ group }) => group === undefined)).toBe(true);
    expect(medicines.entries).toHaveLength(medicines.found);
    const [prescription] = (await timeline(hoa, { words: 'cefuroxim' })).entries;
    expect(prescription?.group?.hits).toEqual([
      prescription?.group?.lines.find(({ title }) => title === 'Cefuroxim 500 mg')?.id,
    ]);
  });

  test('is found by any word without marks, by kind and by year', async () => {
    expect((await timeline(hoa, { words: 'viem ong ke' })).entries.map(({ code }) => code)).toEqual(['N10']);
    const of2023 = await timeline(hoa, { kinds: ['medicine'], year: '2023' });
    expect(of2023.found).toBe(4);
    expect(of2023.years.map(({ year }) => year)).toEqual(['2026', '2025', '2024', '2023']);
  });

  test('3,000 lines come page by page, each line once', async () => {
    const seen = new Set<string>();
    let cursor: string | undefined;
    let total = 0;
    do {
      const page = await timeline(lan, { limit: 300, ...(cursor !== undefined && { cursor }) }, longId);
      for (const { id } of linesOf(page.entries)) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      cursor = page.next;
      total = page.total;
    } while (cursor !== undefined);
    expect(total).toBeGreaterThanOrEqual(3000);
    expect(seen.size).toBe(total);
  });
});

describe('one line opened', () => {
  const opened = async (entry: Entry | undefined) =>
    openEntry.output.parse(await (await hoa(about(`entry/${entry?.id}`))).json());

  test('says where it came from: facility, file, who signed', async () => {
    const [diagnosis] = (await timeline(hoa, { words: 'N10' })).entries;
    const { source, facts, versions } = await opened(diagnosis);
    expect(source).toMatchObject({
      facility: 'Bệnh viện Đa khoa Sen',
      document: 'HS_01915_202611.xml',
      signers: ['Lê Văn Minh'],
      own: false,
    });
    expect(facts).toContainEqual({ name: 'code', label: 'ICD-10', text: 'N10' });
    expect(versions).toHaveLength(1);
  });

  test('a paper opens to its sections, a file to its bytes', async () => {
    const [leave] = (await timeline(hoa, { words: 'giay ra vien' })).entries;
    expect((await opened(leave)).facts).toContainEqual({
      name: 'section',
      label: 'Lời dặn của bác sĩ',
      text: 'Uống đủ 14 ngày kháng sinh, uống nhiều nước.\nTái khám sau một tuần hoặc ngay khi sốt lại.',
    });
    const [scan] = (await timeline(hoa, { words: 'ket qua sieu am' })).entries;
    expect((await opened(scan)).files).toMatchObject([{ title: 'sieu-am.txt', contentType: 'text/plain' }]);
    const file = await hoa(about(`file/${scan?.id}/0`));
    expect(file.headers.get('content-disposition')).toBe('attachment');
    expect(await file.text()).toContain('thận phải');
  });

  test('a corrected line keeps its first version', async () => {
    const { record } = sen.context();
    const [glucose] = (await timeline(hoa, { words: 'glucose', kinds: ['test'] })).entries;
    const id = glucose?.id.split('/')[1] ?? '';
    const stored = JSON.parse((await record.read('Observation', id)).text) as Parameters<
      typeof record.update
    >[0] & { resourceType: 'Observation' };
    await record.update({
      ...stored,
      status: 'corrected',
      valueQuantity: { ...stored.valueQuantity, value: 8.4 },
    });
    const { entry, versions } = await opened(glucose);
    expect(entry.marks).toContain('corrected');
    expect(versions).toHaveLength(2);
  });

  test('one half of a blood pressure opens to the whole', async () => {
    const [group] = (await timeline(hoa, { words: 'spo2' })).entries;
    const { entry } = await opened(group?.group?.lines[0]);
    expect(entry.parts?.map(({ measure }) => measure.value)).toEqual(['118', '76']);
  });

  test('a line of another person is not found under this one', async () => {
    const [line] = (await timeline(lan, {}, longId)).entries;
    expect((await lan(about(`entry/${line?.id}`))).status).toBe(404);
  });
});

describe('trends', () => {
  test('glucose is one series with its range, places and four years of values', async () => {
    const { series } = readTrends.output.parse(await (await hoa(about('trends'))).json());
    const glucose = series.find(({ code }) => code === '14771-0');
    expect(glucose?.lines[0]).toMatchObject({ low: '3.9', high: '6.4' });
    expect(glucose?.lines[0]?.points).toHaveLength(16);
    const pressures = series.filter(({ title }) => title.startsWith('Huyết áp'));
    expect(pressures.map(({ lines }) => lines.map(({ points }) => points.length))).toEqual([[17, 17]]);
  });
});

describe('finding a person', () => {
  const find = async (call: CallAs, q: string, more: object = {}) =>
    (await (await post(call, '/api/personal-record/people', { q, ...more })).json()) as {
      people: { name: string }[];
    };
  const names = async (call: CallAs, q: string, more: object = {}) =>
    (await find(call, q, more)).people.map(({ name }) => name);

  test.each([
    'nguyen hoa',
    'Hoa Nguyễn',
    'nguyen thi hoa 1988',
    '001188000234',
    'GD4010123456789',
    'hoa 12/03/1988',
  ])('the station doctor finds chị Hoa by "%s"', async (typed) => {
    expect(await names(lan, typed)).toEqual(['Nguyễn Thị Hoa']);
  });
  test('a wrong birth year finds nobody', async () =>
    expect(await names(lan, 'nguyen hoa', { birthYear: '1987' })).toEqual([]));
  test('a hospital finds only whom it treated', async () => {
    expect(await names(minh, 'nguyen hoa')).toEqual(['Nguyễn Thị Hoa']);
    expect(await names(minh, 'dang tho')).toEqual([]);
  });
  test('a citizen does not search for people', async () => {
    expect((await post(hoa, '/api/personal-record/people', { q: 'nguyen' })).status).toBe(403);
  });
});

describe('who may not see', () => {
  test.each(['summary', 'banner', 'numbers', 'trends', 'summary.pdf'])(
    "the %s of a person in nobody's care stays shut",
    async (part) => {
      expect((await minh(about(part, longId))).status).toBe(403);
      expect((await hoa(about(part, longId))).status).toBe(403);
      expect((await admin(about(part))).status).toBe(403);
      expect((await fetch(sen.url + about(part))).status).toBe(401);
    },
  );
  test('an administrator never reads a timeline', async () =>
    expect((await post(admin, about('timeline'), {})).status).toBe(403));
});
