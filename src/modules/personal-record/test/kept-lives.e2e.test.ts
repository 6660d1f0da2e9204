import type { Observation } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuditLog } from '#platform/audit/audit-log.ts';
import { createRecordEngine } from '#platform/record/record-engine.ts';
import type { RecordStore } from '#platform/record/record-store.ts';
import { anActor } from '#platform/testing/an-actor.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { readTimeline, type TimelineEntry } from '../api.ts';
import { personalRecord } from '../module.ts';
import { writeLongLife } from './a-long-life.ts';
import { glucose, result, storyDay } from './story.ts';

/** Lines that were read once wait in memory for the next page; here is what must never come of it. */
let sen: TestPlatform;
let record: RecordStore;
let lan: CallAs;
let minh: CallAs;
let thosId: string;

beforeAll(async () => {
  sen = await startPlatform({ modules: [personalRecord], now: () => storyDay });
  record = sen.context().record;
  [lan, minh] = await Promise.all([sen.as('bs.lan'), sen.as('bs.minh')]);
});
afterAll(() => sen.stop());
beforeEach(async () => {
  thosId = await writeLongLife(sen, 120, `0340410${String(++people).padStart(5, '0')}`);
});
let people = 0;

const ask = (call: CallAs, question: object = {}) =>
  call(`/api/personal-record/${thosId}/timeline`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ limit: 20, ...question }),
  });
const page = async (call: CallAs, question: object = {}) => {
  const answer = await ask(call, question);
  expect(answer.status).toBe(200);
  return readTimeline.output.parse(await answer.json());
};
const aResult = (value: number): Observation =>
  result({ subject: { reference: `Patient/${thosId}` } }, '2026-11-21T08:00:00+07:00', { ...glucose, value });
const linesOf = ({ entries }: { entries: readonly TimelineEntry[] }) =>
  entries.flatMap((entry) => entry.group?.lines ?? [entry]);

async function giveTo(organization: string): Promise<void> {
  const patient = JSON.parse((await record.read('Patient', thosId)).text) as Parameters<
    RecordStore['update']
  >[0];
  await record.update({
    ...patient,
    managingOrganization: { reference: `Organization/${organization}` },
  } as never);
}

/** Every visit of his stands at the station, so its doctor loses him only when those were entered in error, too. */
async function loseVisits(): Promise<void> {
  const visits = await record.search('Encounter', `patient=${thosId}&_count=100`);
  for (const { text } of visits.matches)
    await record.update({ ...(JSON.parse(text) as object), status: 'entered-in-error' } as never);
}

describe('between two pages of one life', () => {
  test('a right that is taken away is gone with the next page, whatever was read before', async () => {
    const first = await page(lan);
    expect((await page(lan, { cursor: first.next })).entries.length).toBeGreaterThan(0);
    const { hospital } = await sen.people();
    await giveTo(hospital);
    await loseVisits();
    for (const question of [{ cursor: first.next }, {}, { words: 'glucose' }]) {
      const answer = await ask(lan, question);
      expect(answer.status).toBe(403);
      expect(await answer.text()).not.toMatch(/glucose/i);
    }
    const gone = await sen.database.query(
      `SELECT 1 FROM audit.event WHERE patient_id = $1 AND action = 'refused'`,
      [thosId],
    );
    expect(gone.rowCount).toBeGreaterThanOrEqual(3);
  });

  test('who never had the right gets nothing of what another reads at this moment', async () => {
    await page(lan);
    expect((await ask(minh)).status).toBe(403);
    expect(
      (await fetch(`${sen.url}/api/personal-record/${thosId}/timeline`, { method: 'POST' })).status,
    ).toBe(401);
  });

  test('a new line, its correction and its end are seen at once', async () => {
    const { total } = await page(lan);
    const made = await record.create(aResult(7.1));
    const values = async () =>
      linesOf(await page(lan, { year: '2026', kinds: ['test'] })).flatMap(({ id, measure }) =>
        id === `Observation/${made.id}` ? [measure?.value] : [],
      );
    expect(await values()).toEqual(['7.1']);
    expect((await page(lan)).total).toBe(total + 1);
    await record.update({ ...aResult(7.3), id: made.id });
    expect(await values()).toEqual(['7.3']);
    await record.delete('Observation', made.id);
    expect(await values()).toEqual([]);
    expect((await page(lan)).total).toBe(total);
  });

  test('what another server of the house writes is seen at once, though its clock goes wrong', async () => {
    const { total } = await page(lan);
    const now = () => new Date(storyDay.getTime() - 3_600_000);
    const { database } = sen;
    const { keys } = sen.platform;
    const audit = createAuditLog(database, now);
    const other = createRecordEngine({ database, keys, audit, now }).for(anActor());
    const made = await other.create(aResult(5.5));
    expect((await page(lan)).total).toBe(total + 1);
    await other.delete('Observation', made.id);
    const { id } = await other.create(aResult(5.6));
    expect((await page(lan)).total).toBe(total + 1);
    expect(linesOf(await page(lan)).map((line) => line.id)).toContain(`Observation/${id}`);
  });

  test('each page leaves the same line in the audit, from memory or not', async () => {
    const { lan: doctor } = await sen.people();
    const looks = async () => {
      const { rows } = await sen.database.query<{ count: number }>(
        `SELECT count FROM audit.event WHERE patient_id = $1 AND actor_id = $2 AND action = 'operation'`,
        [thosId, doctor.accountId],
      );
      return rows.map(({ count }) => count);
    };
    const first = await page(lan);
    const [once] = await looks();
    await page(lan, { cursor: first.next });
    await page(lan, { words: 'glucose' });
    expect(await looks()).toEqual([once, once, once]);
  });

  test('a page of a long life costs a small part of reading that life', async () => {
    thosId = await writeLongLife(sen, 1800, '034041009999');
    await page(lan);
    const { record: own } = sen.context();
    await own.create(aResult(6.1));
    const cpu = async (work: () => Promise<unknown>) => {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    const anew = await cpu(() => page(lan));
    const again = await cpu(async () => {
      for (let pages = 0; pages < 10; pages++) await page(lan, { words: 'glucose' });
    });
    expect(again / 10).toBeLessThan(anew / 3);
  });

  test('reader by reader the words are in the own language', async () => {
    const titles = async (language: string) => {
      const answer = await lan(`/api/personal-record/${thosId}/timeline`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': language },
        body: JSON.stringify({ kinds: ['visit'] }),
      });
      return readTimeline.output.parse(await answer.json()).entries[0]?.title;
    };
    expect([await titles('vi'), await titles('en'), await titles('vi')]).toEqual([
      'Ngoại trú',
      'Outpatient',
      'Ngoại trú',
    ]);
  });
});
