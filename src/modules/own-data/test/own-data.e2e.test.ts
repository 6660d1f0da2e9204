import type { Observation, Provenance, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { Sample } from '../domain/reading.ts';
import { forgetErased } from '../forget-erased.ts';
import { ask } from './ask.ts';

let sen: TestPlatform;
let hoa: CallAs;
let lan: CallAs;
let hoaId: string;
let childId: string;
const now = new Date('2026-11-23T03:00:00Z');

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  const people = await sen.people();
  hoaId = people.hoa.patientId;
  [hoa, lan] = [await sen.as('hoa'), await sen.as('bs.lan')];
  const { record } = sen.context();
  childId = (
    await record.create({
      resourceType: 'Patient',
      name: [{ text: 'Trần Minh An' }],
      gender: 'male',
      birthDate: '2021-05-05',
      managingOrganization: { reference: `Organization/${people.station}` },
    })
  ).id;
  await record.create({
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: `Patient/${childId}` },
    identifier: [{ system: 'urn:sen:patient', value: hoaId }],
    relationship: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }] },
    ],
  });
}, 120_000);
afterAll(() => sen.stop());

let drawn = 0;
const sample = (more: Partial<Sample> = {}): Sample => ({
  id: `sample-${(drawn += 1)}-of-the-test`,
  kind: 'pressure',
  values: [128, 82],
  unit: 'mm[Hg]',
  at: '2026-11-23T07:30:00+07:00',
  clock: 'phone',
  ...more,
});
const omron = { way: 'bluetooth', maker: 'OMRON', model: 'HEM-7156T', name: 'BLESmart_1' };
const send = (call: CallAs, whom: string, samples: readonly object[], more: object = {}) =>
  ask(call, 'POST', `/api/own-data/people/${whom}/readings`, {
    sentAt: '2026-11-23T10:00:00+07:00',
    samples,
    ...more,
  });
const outcomes = ({ body }: { body: Record<string, unknown> }) =>
  (body['results'] as { outcome: string; reason?: string }[]).map(({ outcome, reason }) => reason ?? outcome);
const observations = async (whom: string, query = '') => {
  const page = await sen.context().record.search('Observation', `patient=${whom}&_count=200${query}`);
  return page.matches.map(({ text }) => JSON.parse(text) as Observation);
};

describe('readings', () => {
  it('typed by chị Hoa stand in her record, marked as hers, with their Provenance, and her doctor sees them', async () => {
    const at = '2026-11-19T07:31:00+07:00';
    expect(outcomes(await send(hoa, hoaId, [sample({ at })]))).toEqual(['stored']);
    const [stored] = await observations(hoaId, '&_tag=urn:sen:own-data|reading&date=2026-11-19T07:31');
    expect(stored).toMatchObject({
      status: 'final',
      code: { coding: [{ code: '85354-9' }] },
      effectiveDateTime: at,
      performer: [{ reference: `Patient/${hoaId}` }],
      component: [{ valueQuantity: { value: 128, code: 'mm[Hg]' } }, { valueQuantity: { value: 82 } }],
    });
    const { matches } = await sen.context().record.search('Provenance', `target=Observation/${stored!.id}`);
    const provenance = JSON.parse(matches[0]!.text) as Provenance;
    expect(provenance.agent[0]?.who?.reference).toBe(`Patient/${hoaId}`);
    const trends = await ask(lan, 'GET', `/api/personal-record/${hoaId}/trends`);
    const series = trends.body['series'] as {
      code: string;
      lines: { points: { at: string; own: boolean; value: string }[] }[];
    }[];
    const shown = series.find(({ code }) => code === '85354-9');
    expect(shown?.lines[0]?.points.filter((point) => point.at === at)).toEqual([
      expect.objectContaining({ own: true, value: '128' }),
    ]);
  });

  it('of a device that sends its whole memory ten times are stored once, with the device', async () => {
    const memory = () =>
      Array.from({ length: 12 }, (_, at) =>
        sample({
          values: [120 + at, 80],
          at: `2026-11-${10 + at}T07:30:00+07:00`,
          clock: 'device',
          stamp: `2026-11-${10 + at}T07:30:00`,
          ...({ from: 0 } as object),
        }),
      );
    const all: string[][] = [];
    for (let nth = 0; nth < 10; nth += 1)
      all.push(outcomes(await send(hoa, hoaId, memory(), { instruments: [omron] })));
    expect(all[0]).toEqual(Array.from({ length: 12 }, () => 'stored'));
    for (const answer of all.slice(1)) expect(new Set(answer)).toEqual(new Set(['known']));
    const stored = (await observations(hoaId, '&code=85354-9')).filter(
      ({ device }) => device?.display === 'OMRON HEM-7156T',
    );
    expect(stored).toHaveLength(12);
    expect(stored[0]?.contained).toMatchObject([{ resourceType: 'Device', manufacturer: 'OMRON' }]);
  });

  it('sent ten times in one moment are stored once', async () => {
    const one = sample({ kind: 'sugar', values: [5.6], unit: 'mmol/L', clock: 'device', stamp: 'same#7' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send(hoa, hoaId, [{ ...one, from: 0 }], { instruments: [omron] })),
    );
    expect(answers.map(outcomes).flat().toSorted()).toEqual([
      ...Array.from({ length: 9 }, () => 'known'),
      'stored',
    ]);
    expect(await observations(hoaId, '&code=14743-9&date=2026-11-23')).toHaveLength(1);
  });

  it('in other units are kept in those of the record, and what was measured is said', async () => {
    await send(hoa, hoaId, [
      sample({ kind: 'sugar', values: [99], unit: 'mg/dL', at: '2026-11-22T06:00:00+07:00' }),
    ]);
    const found = (await observations(hoaId, '&code=14743-9')).find(({ note }) => note !== undefined);
    expect(found?.valueQuantity).toMatchObject({ value: 5.5, code: 'mmol/L' });
    expect(found?.note?.[0]?.text).toContain('99 mg/dL');
  });

  it('are each answered for themselves: what cannot be is refused with its reason, the rest is kept', async () => {
    const answers = await send(hoa, hoaId, [
      sample({ kind: 'weight', values: [54], unit: 'kg' }),
      sample({ values: [4000, 82] }),
      sample({ values: [310, 120] }),
      sample({ values: [310, 120], kept: 'đo ba lần ở trạm đều vậy' }),
      sample({ values: [82, 128] }),
      sample({ at: '2031-01-01T00:00:00+07:00' }),
      sample({ at: '1970-01-01T00:00:00+07:00', clock: 'person' }),
      sample({ at: '2000-01-01T00:00:00+07:00', clock: 'device', stamp: '2000-01-01T00:00:00' }),
      sample({ kind: 'oxygen', values: [97], unit: 'kg' }),
    ]);
    expect(outcomes(answers)).toEqual([
      'stored',
      'beyond',
      'impossible',
      'stored',
      'swapped',
      'future',
      'before-birth',
      'clock',
      'unit',
    ]);
  });

  it('of a phone whose clock is years behind are of when they were measured', async () => {
    const typed = sample({
      kind: 'temperature',
      values: [36.8],
      unit: 'Cel',
      at: '2019-01-01T08:00:00+07:00',
    });
    await send(hoa, hoaId, [typed], { sentAt: '2019-01-01T08:30:00+07:00' });
    const [found] = await observations(hoaId, '&code=8310-5');
    expect(found?.effectiveDateTime).toBe('2026-11-23T09:30:00+07:00');
  });

  it('that are taken back stay in the history, count nowhere, and are not stored again by the next reading of the device', async () => {
    const one = {
      ...sample({ kind: 'pulse', values: [99], unit: '/min', clock: 'device', stamp: 'x#1' }),
      from: 0,
    };
    await send(hoa, hoaId, [one], { instruments: [omron] });
    const [found] = await observations(hoaId, '&code=8867-4');
    const path = `/api/own-data/people/${hoaId}/readings`;
    expect((await ask(hoa, 'POST', `${path}/${found!.id}/withdraw`, {})).status).toBe(200);
    expect(outcomes(await send(hoa, hoaId, [one], { instruments: [omron] }))).toEqual(['known']);
    const [after] = await observations(hoaId, '&code=8867-4');
    expect(after?.status).toBe('entered-in-error');
    const page = await ask(hoa, 'GET', path);
    expect(JSON.stringify(page.body)).not.toContain(found!.id);
  });

  it('come a page at a time', async () => {
    const many = Array.from({ length: 40 }, (_, at) =>
      sample({
        kind: 'weight',
        values: [54],
        unit: 'kg',
        at: `2026-09-${String((at % 28) + 1).padStart(2, '0')}T07:${10 + at}:00+07:00`,
        clock: 'person',
      }),
    );
    await send(hoa, hoaId, many);
    const path = `/api/own-data/people/${hoaId}/readings`;
    const first = (await ask(hoa, 'GET', path)).body as {
      readings: { id: string }[];
      last: { kind: string }[];
      next: string;
    };
    expect(first.readings).toHaveLength(30);
    expect(new Set(first.last.map(({ kind }) => kind))).toContain('weight');
    const second = (await ask(hoa, 'GET', `${path}?cursor=${encodeURIComponent(first.next)}`))
      .body as typeof first;
    const ids = new Set(first.readings.map(({ id }) => id));
    expect(second.readings.length).toBeGreaterThan(0);
    expect(second.readings.filter(({ id }) => ids.has(id))).toEqual([]);
  });
});

describe('whose data may be written', () => {
  it('her own and her child’s, and the child’s line says that the mother wrote it', async () => {
    const { body } = await ask(hoa, 'GET', '/api/own-data/people');
    expect(
      (body['people'] as { id: string; isSelf: boolean }[]).map(({ id, isSelf }) => [id, isSelf]),
    ).toEqual([
      [hoaId, true],
      [childId, false],
    ]);
    expect(
      outcomes(await send(hoa, childId, [sample({ kind: 'weight', values: [18.2], unit: 'kg' })])),
    ).toEqual(['stored']);
    const [found] = await observations(childId);
    expect(found?.performer?.[0]?.reference).toMatch(/^RelatedPerson\//u);
    // It lies in the child's record alone.
    expect((await observations(hoaId, '&code=29463-7')).some(({ id }) => id === found?.id)).toBe(false);
    const trends = await ask(hoa, 'GET', `/api/personal-record/${childId}/trends`);
    expect(JSON.stringify(trends.body)).toContain('"own":true');
  });

  it('nobody else’s: not of a stranger, not by a doctor, not after the child is of age or the tie has ended', async () => {
    const { record } = sen.context();
    const stranger = (await record.create({ resourceType: 'Patient', name: [{ text: 'Người lạ' }] })).id;
    expect((await send(hoa, stranger, [sample()])).status).toBe(403);
    expect((await send(lan, hoaId, [sample()])).status).toBe(403);
    const grown = (
      await record.create({ resourceType: 'Patient', name: [{ text: 'Đã lớn' }], birthDate: '2005-01-01' })
    ).id;
    const tie = (patient: string, more: object): Resource => ({
      resourceType: 'RelatedPerson',
      active: true,
      patient: { reference: `Patient/${patient}` },
      identifier: [{ system: 'urn:sen:patient', value: hoaId }],
      relationship: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }] },
      ],
      ...more,
    });
    await record.create(tie(grown, {}));
    expect((await send(hoa, grown, [sample()])).status).toBe(403);
    const foster = (
      await record.create({ resourceType: 'Patient', name: [{ text: 'Con nuôi' }], birthDate: '2020-01-01' })
    ).id;
    await record.create(tie(foster, { period: { end: '2025-01-01' } }));
    expect((await send(hoa, foster, [sample()])).status).toBe(403);
    const path = `/api/own-data/people/${stranger}`;
    expect((await ask(hoa, 'GET', `${path}/readings`)).status).toBe(403);
    expect((await ask(hoa, 'GET', `${path}/facts/symptom`)).status).toBe(403);
    expect((await ask(hoa, 'GET', `${path}/corrections`)).status).toBe(403);
  });
});

describe('notes', () => {
  const path = () => `/api/own-data/people/${hoaId}/facts`;
  const facts = {
    symptom: {
      kind: 'symptom',
      words: 'Đau đầu buổi sáng',
      severity: 'moderate',
      at: '2026-11-22T06:00:00+07:00',
    },
    wish: { kind: 'wish', words: 'Muốn được chăm sóc ở nhà' },
    medicine: { kind: 'medicine', name: 'Paracetamol 500 mg', dose: 'khi đau', from: '2026-11-20' },
    allergy: { kind: 'allergy', name: 'Tôm', reaction: 'nổi mề đay' },
    contact: { kind: 'contact', name: 'Trần Văn Nam', phone: '0912345678', relation: 'spouse' },
  } as const;

  it.each(Object.values(facts))(
    '$kind is written once however often it is sent, shown, and taken back',
    async (fact) => {
      const id = `fact-${fact.kind}-1`;
      for (let nth = 0; nth < 3; nth += 1)
        expect((await ask(hoa, 'POST', path(), { id, fact })).status).toBe(200);
      const shown = (await ask(hoa, 'GET', `${path()}/${fact.kind}`)).body as {
        facts: { id: string; title: string }[];
      };
      const title = 'words' in fact ? fact.words : fact.name;
      const ofTitle = shown.facts.filter((one) => one.title === title);
      expect(ofTitle).toHaveLength(1);
      const left = async () => {
        const { facts: all } = (await ask(hoa, 'GET', `${path()}/${fact.kind}`)).body as typeof shown;
        return all.filter((other) => other.title === title);
      };
      const one = `${path()}/${fact.kind}/${ofTitle[0]!.id}/withdraw`;
      expect((await ask(hoa, 'POST', one, {})).status).toBe(200);
      expect((await ask(hoa, 'POST', one, {})).status).toBe(200);
      expect(await left()).toEqual([]);
      // Sent again by a phone that did not hear the answer: it stays taken back.
      await ask(hoa, 'POST', path(), { id, fact });
      expect(await left()).toEqual([]);
    },
  );

  it('an own allergy stands in the doctor’s banner as hers and unconfirmed', async () => {
    await ask(hoa, 'POST', path(), { id: 'fact-allergy-2', fact: { kind: 'allergy', name: 'Penicillin' } });
    const banner = JSON.stringify((await ask(lan, 'GET', `/api/personal-record/${hoaId}/banner`)).body);
    expect(banner).toContain('Penicillin');
    expect(banner).toContain('unverified');
    expect(banner).toContain('"own"');
  });

  it('a paper is kept once, and what is no picture and no PDF is refused', async () => {
    const png = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      Buffer.alloc(64),
    ]);
    const put = (bytes: Buffer<ArrayBuffer>) =>
      hoa(`/api/own-data/people/${hoaId}/papers`, {
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          'x-file-name': encodeURIComponent('Giấy ra viện.png'),
        },
        body: new Uint8Array(bytes),
      });
    expect((await put(png)).status).toBe(201);
    expect((await put(png)).status).toBe(201);
    const shown = (await ask(hoa, 'GET', `${path()}/paper`)).body as { facts: { title: string }[] };
    expect(shown.facts.map(({ title }) => title)).toEqual(['Giấy ra viện.png']);
    expect((await put(Buffer.from('<script>'))).status).toBe(415);
    const timeline = await ask(hoa, 'POST', `/api/personal-record/${hoaId}/timeline`, {
      kinds: ['document'],
    });
    expect(JSON.stringify(timeline.body)).toContain('Giấy tờ tự chụp');
  });
});

it('erasure by law takes the secret that named her readings', async () => {
  await send(hoa, childId, [sample({ kind: 'pulse', values: [100], unit: '/min' })]);
  const ctx = sen.contextOf('own-data');
  const count = async (): Promise<number> => {
    const [row] = await ctx.sql.query<{ n: number }>(
      'select count(*)::int as n from own_data.person where patient_id = $1',
      [childId],
    );
    return row!.n;
  };
  expect(await count()).toBe(1);
  const erased = { patientIds: [childId] } as unknown as Parameters<typeof forgetErased>[1];
  expect(await forgetErased(ctx, erased)).toEqual({ ownDataSecrets: 1, correctionRequests: 0 });
  expect(await count()).toBe(0);
});
