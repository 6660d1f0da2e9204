import type { MedicationRequest, Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { RuleLine, ShownAlert } from '../api.ts';
import { planDefinitions } from '../domain/rules.ts';
import { forgetErased } from '../forget-erased.ts';
import { walkCalendarJob } from '../jobs/walk-calendar.job.ts';
import { lookAtPeople } from '../watch/look-at-people.ts';

let sen: TestPlatform;
let hoa: CallAs;
let lan: CallAs;
let minh: CallAs;
let admin: CallAs;
let hoaId: string;
let station: string;
let now = new Date('2026-11-23T03:00:00Z');
const hours = (n: number): void => {
  now = new Date(now.getTime() + n * 3_600_000);
};

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  const people = await sen.people();
  hoaId = people.hoa.patientId;
  station = people.station;
  [hoa, lan, minh, admin] = [
    await sen.as('hoa'),
    await sen.as('bs.lan'),
    await sen.as('bs.minh'),
    await sen.as('quantri'),
  ];
}, 120_000);
afterAll(() => sen.stop());

const ask = async <T>(
  call: CallAs,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: T }> => {
  const answer = await call(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as T };
};
let drawn = 0;
/** Writes a pressure of hers through the door of own data and looks. */
const measure = async (systolic: number, diastolic: number, hoursAgo = 0): Promise<void> => {
  await write(systolic, diastolic, hoursAgo);
  await look();
};
const write = async (systolic: number, diastolic: number, hoursAgo = 0): Promise<void> => {
  const at = new Date(now.getTime() - hoursAgo * 3_600_000).toISOString();
  const { status, body } = await ask<{ results: { outcome: string }[] }>(
    hoa,
    'POST',
    `/api/own-data/people/${hoaId}/readings`,
    {
      sentAt: now.toISOString(),
      samples: [
        {
          id: `assistant-sample-${(drawn += 1)}`,
          kind: 'pressure',
          values: [systolic, diastolic],
          unit: 'mm[Hg]',
          at,
          clock: 'phone',
        },
      ],
    },
  );
  expect(status).toBe(200);
  expect(body.results[0]?.outcome).toBe('stored');
};
const look = async (): Promise<number> => lookAtPeople(sen.contextOf('assistant'), 1000);
/** Chị Hoa's own, without those of the child of another test. */
const list = async (
  call: CallAs,
  where: 'mine' | 'alerts',
  state: 'open' | 'closed' = 'open',
  whose = hoaId,
): Promise<ShownAlert[]> =>
  (
    await ask<{ alerts: ShownAlert[] }>(call, 'GET', `/api/assistant/${where}?state=${state}`)
  ).body.alerts.filter(({ patientId }) => patientId === whose);
/** Tests come in any order: each begins when nothing of the others counts any more. */
const begin = (): void => hours(24 * 60);
const answer = (
  call: CallAs,
  { patientId, id }: ShownAlert,
  which: string,
  words = 'Đã gọi, uống thuốc đều, mai đến khám',
) => ask(call, 'POST', `/api/assistant/alerts/${patientId}/${id}/answer`, { answer: which, words });
const notices = async (): Promise<number> => {
  const [row] = await sen
    .contextOf('messages')
    .sql.query<{ n: number }>('select count(*)::int as n from messages.notice where patient_id = $1', [
      hoaId,
    ]);
  return row!.n;
};

describe('three high readings', () => {
  it('become one alert to the station, closed to whoever is no worker there; late after a day, answered once, and she reads the answer', async () => {
    begin();
    const before = await notices();
    await measure(152, 94, 48);
    await measure(149, 92, 24);
    expect(await list(hoa, 'mine')).toEqual([]);
    await measure(156, 95);
    const [mine, ...rest] = await list(hoa, 'mine');
    expect(rest).toEqual([]);
    expect(mine).toMatchObject({ asks: 'facility', state: 'open', isLate: false });
    expect(mine?.todo.vi).toContain('đã vào danh sách cảnh báo của trạm');
    expect(mine?.grounds.map(({ words }) => words.vi)).toEqual(
      expect.arrayContaining(['Huyết áp 152/94 mmHg', 'Huyết áp 149/92 mmHg', 'Huyết áp 156/95 mmHg']),
    );
    hours(1);
    await measure(158, 96);
    await look();
    const [seen, ...others] = await list(lan, 'alerts');
    expect(others).toEqual([]);
    expect(seen).toMatchObject({ id: mine!.id, name: 'Nguyễn Thị Hoa' });
    expect(seen?.grounds).toHaveLength(4);
    const count = (call: CallAs) =>
      ask<{ open: number; late: number }>(call, 'GET', '/api/assistant/alerts/count');
    const waiting = (await count(lan)).body;
    expect(waiting.open).toBeGreaterThan(0);
    for (const other of [minh, hoa]) expect((await count(other)).status).toBe(403);
    // Of whom she may not see, none is counted.
    const hidden = sen.contextOf('assistant').sql;
    await hidden.query(
      `insert into assistant.alert (bucket, id, patient_id, facility_id, rule, rule_version, stage, asks, urgent, state, opened_at, staged_at,
         due_at, sealed_grounds)
       values (1, 'hidden', 'hidden', $1, 'home-pressure', '1.0.0', 'act', 'facility', true, 'open', $2, $2, $2, '')`,
      [station, now],
    );
    expect((await count(lan)).body).toEqual(waiting);
    await hidden.query(`delete from assistant.alert where bucket = 1 and id = 'hidden'`);
    expect((await notices()) - before).toBe(1);

    const alert = seen;
    expect((await ask(minh, 'GET', '/api/assistant/alerts?state=open')).status).toBe(403);
    expect((await ask(hoa, 'GET', '/api/assistant/alerts?state=open')).status).toBe(403);
    expect((await answer(hoa, alert!, 'acted')).status).toBe(403);
    expect((await ask(lan, 'GET', '/api/assistant/mine?state=open')).status).toBe(403);
    expect((await ask(lan, 'GET', '/api/assistant/rules')).status).toBe(403);
    // What the station is asked for is not hers to close.
    const own = `/api/assistant/mine/${hoaId}/${alert!.id}/answer`;
    expect((await ask(hoa, 'POST', own, { answer: 'done' })).status).toBe(409);

    hours(25);
    expect((await list(lan, 'alerts'))[0]?.isLate).toBe(true);
    const late = (await count(lan)).body;
    expect(late.late).toBeGreaterThan(0);
    expect((await answer(lan, alert!, 'acted')).status).toBe(200);
    expect((await count(lan)).body).toEqual({ open: late.open - 1, late: late.late - 1 });
    expect((await answer(lan, alert!, 'acted')).status).toBe(409);
    expect(await list(lan, 'alerts')).toEqual([]);
    const [closed] = await list(hoa, 'mine', 'closed');
    expect(closed).toMatchObject({
      answer: 'acted',
      words: 'Đã gọi, uống thuốc đều, mai đến khám',
      by: 'BS Trần Thị Lan',
    });
    await measure(150, 92);
    expect(await list(hoa, 'mine')).toEqual([]);
  });
});

describe('one very high reading', () => {
  it('asks her to measure again; a usual one ends it by itself, and the station hears nothing', async () => {
    begin();
    await measure(186, 96);
    const [asked] = await list(hoa, 'mine');
    expect(asked).toMatchObject({ asks: 'person', urgent: true });
    expect(await list(lan, 'alerts')).toEqual([]);
    hours(0.5);
    await measure(134, 84);
    expect(await list(hoa, 'mine')).toEqual([]);
    expect((await list(hoa, 'mine', 'closed'))[0]).toMatchObject({ id: asked!.id, state: 'ended' });
  });

  it('not measured again within a day goes to the station, and stays the same alert', async () => {
    begin();
    await measure(188, 98);
    const [asked] = await list(hoa, 'mine');
    hours(25);
    await look();
    const [told] = await list(lan, 'alerts');
    expect(told?.id).toBe(asked!.id);
    expect((await answer(lan, told!, 'handed-over', 'Hẹn đến trạm sáng mai')).status).toBe(200);
  });

  it('is not closed by her word: without a number it still goes to the station', async () => {
    begin();
    await measure(190, 98);
    const [asked] = await list(hoa, 'mine');
    expect(asked).toMatchObject({ measureAgain: true });
    const own = `/api/assistant/mine/${hoaId}/${asked!.id}/answer`;
    for (const which of ['measured', 'done'])
      expect((await ask(hoa, 'POST', own, { answer: which })).status).toBe(422);
    hours(25);
    await look();
    const [told] = await list(lan, 'alerts');
    expect(told?.id).toBe(asked!.id);
    expect((await answer(lan, told!, 'acted')).status).toBe(200);
  });
});

it('looked at by several servers at once, it is one alert and one notice', async () => {
  begin();
  const ctx = sen.contextOf('assistant');
  await ctx.sql.query('update assistant.watch set stale = false, look_at = null');
  const before = await notices();
  await write(184, 95, 30);
  await write(186, 96, 1);
  await Promise.all([look(), look(), look()]);
  expect(await list(hoa, 'mine')).toMatchObject([{ asks: 'person', state: 'open' }]);
  expect((await notices()) - before).toBe(1);
  await write(187, 96);
  await Promise.all([look(), look()]);
  const [open] = await list(lan, 'alerts');
  expect((await answer(lan, open!, 'acted')).status).toBe(200);
});

it('a medicine that she has a noted allergy to is told to the station; stopped, it ends by itself', async () => {
  begin();
  const { record } = sen.context();
  const atc = (code: string, text: string) => ({
    text,
    coding: [{ system: 'http://www.whocc.no/atc', code }],
  });
  const prescribed = async (code: string, text: string): Promise<string> =>
    (
      await record.create({
        resourceType: 'MedicationRequest',
        status: 'active',
        intent: 'order',
        medicationCodeableConcept: atc(code, text),
        subject: { reference: `Patient/${hoaId}` },
        authoredOn: now.toISOString(),
      })
    ).id;
  const first = await prescribed('J01CA04', 'Amoxicillin 500 mg');
  await look();
  expect(await list(lan, 'alerts')).toEqual([]);
  await record.create({
    resourceType: 'AllergyIntolerance',
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
      ],
    },
    verificationStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
          code: 'confirmed',
        },
      ],
    },
    code: { text: 'Amoxicillin' },
    patient: { reference: `Patient/${hoaId}` },
    recordedDate: now.toISOString(),
  });
  await look();
  const [alert, ...others] = await list(lan, 'alerts');
  expect(others).toEqual([]);
  expect(alert?.grounds.map(({ words }) => words.en)).toEqual([
    'Amoxicillin 500 mg, and an allergy to Amoxicillin',
  ]);
  const text = JSON.parse((await record.read('MedicationRequest', first)).text) as MedicationRequest;
  await record.update({ ...text, status: 'stopped' });
  await look();
  expect(await list(lan, 'alerts')).toEqual([]);
});

it('of whom no facility has charge is told so, and nobody is said to have been told', async () => {
  begin();
  const { record } = sen.context();
  const hoaNow = JSON.parse((await record.read('Patient', hoaId)).text) as Patient;
  const { managingOrganization, ...alone } = hoaNow;
  await record.update(alone as Patient);
  await measure(184, 95, 2);
  await measure(186, 96);
  const [mine] = await list(hoa, 'mine');
  expect(mine).toMatchObject({ asks: 'person', urgent: true, measureAgain: false });
  expect(mine?.todo.en).toContain('nobody else was told');
  expect(mine?.todo.en).toContain('With chest pain');
  const own = `/api/assistant/mine/${hoaId}/${mine!.id}/answer`;
  expect((await ask(hoa, 'POST', own, { answer: 'measured' })).status).toBe(422);
  expect((await ask(hoa, 'POST', own, { answer: 'done' })).status).toBe(200);
  await look();
  expect(await list(hoa, 'mine')).toEqual([]);
  // Whom she named as her own facility has charge of her where nobody else has.
  await record.update({ ...alone, generalPractitioner: [managingOrganization!] } as Patient);
  hours(1);
  await measure(184, 95, 0.5);
  await measure(186, 96);
  const [told] = await list(lan, 'alerts');
  expect(told).toMatchObject({ asks: 'facility' });
  expect((await answer(lan, told!, 'acted')).status).toBe(200);
  await record.update({ ...alone, managingOrganization: managingOrganization! });
});

it('readings of another planet, whatever door they come through, alert nobody', async () => {
  begin();
  const before = (await list(hoa, 'mine')).length;
  const { record } = sen.context();
  for (const [value, code] of [
    [9000, 'mmol/L'],
    [2, 'parsec'],
    [-40, 'mmol/L'],
  ] as const)
    await record
      .create({
        resourceType: 'Observation',
        status: 'final',
        category: [
          {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
            ],
          },
        ],
        code: { coding: [{ system: 'http://loinc.org', code: '14743-9' }] },
        subject: { reference: `Patient/${hoaId}` },
        effectiveDateTime: now.toISOString(),
        valueQuantity: { value, code, system: 'http://unitsofmeasure.org' },
      })
      .catch(() => undefined);
  await look();
  expect(await list(hoa, 'mine')).toHaveLength(before);
});

it('a result out of range that nobody followed is told to the station; a visit ends it', async () => {
  begin();
  const { record } = sen.context();
  await record.create({
    resourceType: 'Observation',
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
        ],
      },
    ],
    code: { text: 'Creatinin', coding: [{ system: 'http://loinc.org', code: '14682-9' }] },
    subject: { reference: `Patient/${hoaId}` },
    effectiveDateTime: now.toISOString(),
    valueQuantity: { value: 240, unit: 'umol/L', code: 'umol/L', system: 'http://unitsofmeasure.org' },
    interpretation: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: 'H' }],
      },
    ],
  });
  await look();
  expect(await list(lan, 'alerts')).toEqual([]);
  hours(24 * 15);
  await look();
  const [open] = await list(lan, 'alerts');
  expect(open?.grounds[0]?.words.vi).toBe('Creatinin 240 umol/L');
  await record.create({
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: { reference: `Patient/${hoaId}` },
    serviceProvider: { reference: `Organization/${station}` },
    period: { start: now.toISOString(), end: now.toISOString() },
  });
  hours(24);
  await look();
  expect(await list(lan, 'alerts')).toEqual([]);
});

/** A child of chị Hoa’s, with one dose written down or none, and when its plan is made: whether a dose of it is overdue. */
const makeChild = async (days: number, hasDose: boolean): Promise<string> => {
  const { record } = sen.context();
  const birth = new Date(now.getTime() - days * 86_400_000);
  const { id } = await record.create({
    resourceType: 'Patient',
    active: true,
    name: [{ text: 'Nguyễn Minh An' }],
    gender: 'male',
    birthDate: dayInVietnam(birth),
    managingOrganization: { reference: `Organization/${station}` },
  });
  await record.create({
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: `Patient/${id}` },
    identifier: [{ system: 'urn:sen:patient', value: hoaId }],
    relationship: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }] },
    ],
  });
  if (hasDose)
    await record.create({
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: { coding: [{ system: codeSystem.vaccineDose, code: 'BCG' }], text: 'BCG' },
      patient: { reference: `Patient/${id}` },
      occurrenceDateTime: dayInVietnam(birth),
    });
  await expect
    .poll(
      async () =>
        sen
          .contextOf('immunisation')
          .sql.query(
            'select overdue_on is not null as late, had from immunisation.child where patient_id = $1',
            [id],
          ),
      { timeout: 20_000 },
    )
    .toEqual([{ late: true, had: hasDose ? 1 : 0 }]);
  return id;
};

it('a child of whom no dose at all was entered is not said to be late, but while it is under two months', async () => {
  begin();
  const none = await makeChild(320, false);
  const young = await makeChild(55, false);
  const ctx = sen.contextOf('assistant');
  await walkCalendarJob.run(ctx, {});
  await look();
  expect(await list(hoa, 'mine', 'open', none)).toEqual([]);
  expect(await list(hoa, 'mine', 'open', young)).toMatchObject([{ asks: 'person', urgent: false }]);
  await forgetErased(ctx, { patientIds: [none, young] } as unknown as Parameters<typeof forgetErased>[1]);
});

it('a child whose dose is overdue: the walk of the day finds her, her family is told once; broken off and run again, nothing doubles', async () => {
  begin();
  const childId = await makeChild(320, true);
  const ctx = sen.contextOf('assistant');
  for (const _ of [1, 2]) {
    await walkCalendarJob.run(ctx, {});
    await look();
  }
  const ofChild = await list(hoa, 'mine', 'open', childId);
  expect(ofChild).toHaveLength(1);
  expect(ofChild[0]).toMatchObject({ asks: 'person', urgent: false });
  hours(24 * 15);
  await look();
  const told = await list(lan, 'alerts', 'open', childId);
  expect(told.map(({ id }) => id)).toEqual([ofChild[0]!.id]);
  // Erasure by law takes it all.
  const erased = { patientIds: [childId] } as unknown as Parameters<typeof forgetErased>[1];
  expect(await forgetErased(ctx, erased)).toEqual({ assistantAlerts: 1 });
});

it('drugs that have run out are told of in an open register; that somebody is in one under a label is told by nothing', async () => {
  begin();
  const { record } = sen.context();
  const day = (back: number): string => dayInVietnam(new Date(now.getTime() - back * 86_400_000));
  const entered = async (
    programme: string,
    security: { system: string; code: string }[],
  ): Promise<string> => {
    const { id } = await record.create({
      resourceType: 'Patient',
      active: true,
      name: [{ text: 'Lê Văn Tư' }],
      gender: 'male',
      birthDate: '1960-02-02',
      managingOrganization: { reference: `Organization/${station}` },
    });
    await record.create({
      resourceType: 'EpisodeOfCare',
      status: 'active',
      ...(security.length > 0 && { meta: { security } }),
      type: [{ coding: [{ system: 'urn:sen:programme', code: programme }] }],
      patient: { reference: `Patient/${id}` },
      managingOrganization: { reference: `Organization/${station}` },
      period: { start: day(120) },
    });
    await record.create({
      resourceType: 'MedicationDispense',
      status: 'completed',
      medicationCodeableConcept: { text: 'Amlodipin 5 mg' },
      subject: { reference: `Patient/${id}` },
      whenHandedOver: `${day(60)}T08:00:00+07:00`,
      daysSupply: { value: 30, unit: 'd', system: 'http://unitsofmeasure.org', code: 'd' },
    });
    return id;
  };
  const label = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  const open = await entered('hypertension', []);
  const closed = await entered('hiv', [{ system: label, code: 'HIV' }]);
  await expect
    .poll(
      async () =>
        (
          await sen
            .contextOf('programmes')
            .sql.query(
              `select 1 from programmes.entry where patient_id = any ($1) and facts ? 'suppliedUntil'`,
              [[open, closed]],
            )
        ).length,
      { timeout: 20_000 },
    )
    .toBe(2);
  const ctx = sen.contextOf('assistant');
  await walkCalendarJob.run(ctx, {});
  await look();
  const rows = await ctx.sql.query<{ patient_id: string; rule: string }>(
    'select patient_id, rule from assistant.alert where patient_id = any ($1)',
    [[open, closed]],
  );
  expect(rows).toEqual([{ patient_id: open, rule: 'refill-gap' }]);
});

describe('how good a rule is', () => {
  const ruleOf = async (code: string): Promise<RuleLine> =>
    (await ask<{ rules: RuleLine[] }>(admin, 'GET', '/api/assistant/rules')).body.rules.find(
      (rule) => rule.code === code,
    )!;
  /** Nineteen answers of other people, of four facilities, that found it of no use. */
  const nineteen = (code: string) =>
    sen.contextOf('assistant').sql.query(
      `insert into assistant.alert (bucket, id, patient_id, facility_id, rule, rule_version, stage, asks, urgent, state, opened_at, staged_at,
         due_at, sealed_grounds, answer, closed_at)
       select 1, $4::text || '-' || n, 'somebody-' || n, ($1::text[])[1 + n % 4], $4::text, '1.0.0', 'act', 'facility', true, 'answered', $2, $2, $3, '', 'not-useful', $3
       from generate_series(1, 19) n`,
      [[station, 'facility-b', 'facility-c', 'facility-d'], now, new Date(now.getTime() + 3_600_000), code],
    );
  const resultOut = async (): Promise<void> => {
    await sen.context().record.create({
      resourceType: 'Observation',
      status: 'final',
      category: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
          ],
        },
      ],
      code: { text: 'Kali', coding: [{ system: 'http://loinc.org', code: '2823-3' }] },
      subject: { reference: `Patient/${hoaId}` },
      effectiveDateTime: now.toISOString(),
      valueQuantity: { value: 5.9, unit: 'mmol/L', code: 'mmol/L', system: 'http://unitsofmeasure.org' },
      interpretation: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: 'H' },
          ],
        },
      ],
    });
    await look();
    hours(24 * 15);
    await look();
  };

  it('is counted; under its bar it is silenced by the answer that shows it, reported, and resumed only by an administrator with a reason', async () => {
    begin();
    await nineteen('result-open');
    await resultOut();
    const [open] = await list(lan, 'alerts');
    expect(open?.grounds[0]?.words.vi).toBe('Kali 5,9 mmol/L');
    expect((await answer(lan, open!, 'not-useful', 'Máy hỏng, đã thay máy')).status).toBe(200);
    const closed = (await list(hoa, 'mine', 'closed')).find(({ id }) => id === open!.id);
    expect(closed).toMatchObject({ answer: 'not-useful' });
    expect(closed).not.toHaveProperty('words');
    const silenced = await ruleOf('result-open');
    expect(silenced).toMatchObject({
      notUseful: 20,
      urgent: false,
      changes: [{ what: 'silenced', by: 'Sen' }],
    });
    expect(silenced.silencedAt).toBeDefined();
    hours(1);
    await resultOut();
    expect(await list(lan, 'alerts')).toEqual([]);
    const path = '/api/assistant/rules/result-open/resume';
    expect((await ask(lan, 'POST', path, { reason: 'Đã thay máy đo ở trạm' })).status).toBe(403);
    expect((await ask(admin, 'POST', path, { reason: 'ngắn' })).status).toBe(400);
    expect((await ask(admin, 'POST', path, { reason: 'Đã thay máy đo ở trạm' })).status).toBe(200);
    const resumed = await ruleOf('result-open');
    expect(resumed).not.toHaveProperty('silencedAt');
    expect(resumed).toMatchObject({ notUseful: 0, changes: [{ what: 'resumed' }, { what: 'silenced' }] });
  });

  it('an urgent one under its bar is marked, and goes on speaking', async () => {
    begin();
    await nineteen('home-pressure');
    hours(2);
    const heard = async (): Promise<ShownAlert> => {
      await measure(185, 96, 1);
      await measure(187, 96);
      return (await list(lan, 'alerts'))[0]!;
    };
    expect((await answer(lan, await heard(), 'not-useful', 'Máy hỏng, đã thay máy')).status).toBe(200);
    const marked = await ruleOf('home-pressure');
    expect(marked).toMatchObject({ urgent: true, isUnderBar: true, changes: [] });
    expect(marked).not.toHaveProperty('silencedAt');
    hours(3);
    const again = await heard();
    expect(again).toMatchObject({ urgent: true, state: 'open' });
    expect((await answer(lan, again, 'acted')).status).toBe(200);
  });
});

it('each rule is a PlanDefinition as the standard has it', async () => {
  for (const plan of planDefinitions) {
    const { status, body } = await ask<{ issue?: { severity: string; diagnostics?: string }[] }>(
      admin,
      'POST',
      '/fhir/PlanDefinition/$validate',
      plan,
    );
    expect({ status, errors: body.issue?.filter(({ severity }) => severity === 'error') }).toEqual({
      status: 200,
      errors: [],
    });
  }
});

it('words of a person lie sealed in the tables', async () => {
  begin();
  await measure(188, 97, 1);
  await measure(189, 98);
  const [told] = await list(lan, 'alerts');
  expect((await answer(lan, told!, 'acted')).status).toBe(200);
  const rows = await sen
    .contextOf('assistant')
    .sql.query<{ all: string }>(
      'select (sealed_grounds || coalesce(sealed_answer, $2)) as all from assistant.alert where patient_id = $1',
      [hoaId, ''],
    );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map(({ all }) => all).join(' ')).not.toMatch(/Huyết|mmHg|Đã gọi/u);
});
