import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { ShownNotice } from '../api.ts';
import { notify, type Told } from '../notify.ts';
import { makeFamily, type Family } from './a-family.ts';
import { ask } from './ask.ts';

// One story, told in its order.
describe('what people are told', { shuffle: false }, () => {
  let sen: TestPlatform;
  let family: Family;
  let [hoa, ty, bay]: CallAs[] = [];
  let now = new Date('2026-11-23T03:00:00Z');

  beforeAll(async () => {
    sen = await startPlatform({ now: () => now });
    family = await makeFamily(sen);
    [hoa, ty, bay] = [await sen.as('hoa'), await sen.as('ty'), await sen.as('bay')];
  }, 120_000);
  afterAll(() => sen.stop());

  const tell = async (patientId: string, key: string, more: Partial<Told> = {}): Promise<void> =>
    sen.contextOf('messages').transaction((tx) =>
      notify(tx, {
        patientId,
        kind: 'result',
        key,
        title: { vi: `Kết quả ${key}`, en: `Result ${key}` },
        words: { vi: 'HbA1c 6,4 %', en: 'HbA1c 6.4 %' },
        link: `/record/${patientId}`,
        ...more,
      }),
    );
  const inbox = async (call: CallAs | undefined, cursor?: string) =>
    (
      await ask<{ notices: ShownNotice[]; unread: number; next?: string }>(
        call!,
        'GET',
        `/api/messages/notices${cursor === undefined ? '' : `?cursor=${cursor}`}`,
      )
    ).body;
  const titles = async (call: CallAs | undefined): Promise<string[]> =>
    (await inbox(call)).notices.map(({ title }) => title.vi);

  it('the same is told once, in both languages, with its link; reading marks it for her alone', async () => {
    for (let nth = 0; nth < 3; nth += 1) await tell(family.na, 'na-1');
    const { notices, unread } = await inbox(hoa);
    expect(notices).toMatchObject([
      {
        title: { vi: 'Kết quả na-1', en: 'Result na-1' },
        words: { en: 'HbA1c 6.4 %' },
        link: `/record/${family.na}`,
        about: 'Trần Bé Na',
        seen: false,
      },
    ]);
    expect(unread).toBe(1);
    const mark = (seen: boolean) =>
      ask(hoa!, 'POST', '/api/messages/notices/mark', { ids: [notices[0]!.id], seen });
    expect((await mark(true)).body).toEqual({ unread: 0 });
    expect((await mark(true)).body).toEqual({ unread: 0 });
    expect((await inbox(hoa)).notices[0]?.seen).toBe(true);
    expect((await mark(false)).body).toEqual({ unread: 1 });
  });

  it('nothing of it lies in the clear', async () => {
    const rows = await sen
      .contextOf('messages')
      .sql.query<{ row: string }>('select to_jsonb(n)::text as row from messages.notice n');
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toMatch(/HbA1c|na-1|Kết quả/u);
  });

  it('a mother reads what a boy of sixteen is booked for, and not his results; he reads both; strangers nothing', async () => {
    await tell(family.ty, 'ty-result');
    await tell(family.ty, 'ty-visit', { kind: 'appointment', title: { vi: 'Lịch hẹn', en: 'Booking' } });
    expect(await titles(ty)).toEqual(expect.arrayContaining(['Lịch hẹn', 'Kết quả ty-result']));
    expect(await titles(hoa)).toContain('Lịch hẹn');
    expect(await titles(hoa)).not.toContain('Kết quả ty-result');
    expect(await titles(bay)).toEqual([]);
    // Nobody marks what she may not read.
    const his = (await inbox(ty)).notices.find(({ title }) => title.vi === 'Kết quả ty-result')!;
    for (const call of [hoa, bay])
      await ask(call!, 'POST', '/api/messages/notices/mark', { ids: [his.id], seen: true });
    await ask(hoa!, 'POST', '/api/messages/notices/mark', { seen: true });
    expect((await inbox(ty)).notices.every(({ seen }) => !seen)).toBe(true);
  });

  it('a guardian of yesterday reads nothing any more', async () => {
    await tell(family.na, 'na-2');
    expect(await titles(hoa)).toContain('Kết quả na-2');
    const before = now;
    // The child comes of age.
    now = new Date('2039-09-21T03:00:00Z');
    try {
      const later = await sen.as('hoa');
      expect(await titles(later)).not.toContain('Kết quả na-2');
    } finally {
      now = before;
    }
  });

  it('long lists come a page at a time, each notice once', async () => {
    for (let nth = 0; nth < 45; nth += 1) await tell(family.neighbour, `page-${nth}`);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await inbox(bay, cursor);
      expect(page.notices.length).toBeLessThanOrEqual(20);
      seen.push(...page.notices.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(45);
    expect(new Set(seen).size).toBe(45);
    expect((await ask(bay!, 'POST', '/api/messages/notices/mark', { seen: true })).body).toEqual({
      unread: 0,
    });
  });

  it('what is undone with its cause is told to nobody', async () => {
    await expect(
      sen.contextOf('messages').transaction(async (tx) => {
        await notify(tx, {
          patientId: family.hoa,
          kind: 'due',
          key: 'undone',
          title: { vi: 'Không có', en: 'Not there' },
          words: { vi: '', en: '' },
          link: '/',
        });
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await titles(hoa)).not.toContain('Không có');
  });

  it('leads nowhere outside the app', async () => {
    for (const link of ['https://example.org', '//example.org', 'javascript:alert(1)'])
      await expect(tell(family.hoa, `link ${link}`, { link })).rejects.toThrow('inside the app');
  });

  it('is nobody’s who works here', async () => {
    const lan = await sen.as('bs.lan');
    expect((await ask(lan, 'GET', '/api/messages/notices')).status).toBe(403);
  });

  it('goes with the person whom the law erases', async () => {
    await tell(family.neighbour, 'last');
    await sen.platform.identity.createPerson({
      username: 'quantri2',
      display: 'Quản trị 2',
      roles: [{ role: 'administrator' }],
    });
    const post = async (name: string, values: Record<string, string>) => {
      const answer = await (
        await sen.as(name)
      )(`/fhir/Patient/${family.neighbour}/$expunge`, {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify({
          resourceType: 'Parameters',
          parameter: Object.entries(values).map(([key, valueString]) => ({ name: key, valueString })),
        }),
      });
      expect(answer.status).toBeLessThan(300);
      const { parameter } = (await answer.json()) as { parameter: { name: string; [key: string]: string }[] };
      return parameter;
    };
    const asked = await post('quantri', {
      reason: 'Theo yêu cầu của người bệnh',
      legalGround: 'Luật 91/2025/QH15',
    });
    const { name: _name, ...request } = asked.find(({ name }) => name === 'request')!;
    await post('quantri2', { approve: Object.values(request)[0]! });
    const rows = await sen
      .contextOf('messages')
      .sql.query('select 1 from messages.notice where patient_id = $1', [family.neighbour]);
    expect(rows).toEqual([]);
  });
});
