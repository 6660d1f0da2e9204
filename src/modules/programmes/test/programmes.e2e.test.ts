import type {
  Bundle,
  Communication,
  EpisodeOfCare,
  Observation,
  Patient,
  Procedure,
  Resource,
} from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceId } from '#kernel/offline/device-id.ts';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { EntryLine, Indicator, PersonView } from '../api.ts';
import { rulesOf } from '../domain/all-rules.ts';
import { deliveryBundle, deliveryFrom } from '../domain/delivery.ts';
import { passes, type Facts } from '../domain/test-rule.ts';
import { chapter } from '../demo.ts';
import { keepTable } from '../register/growth-tables.ts';

let sen: TestPlatform;
let lan: CallAs;
let minh: CallAs;
let station: string;
const clock = new Date('2026-11-23T02:00:00Z');
const today = '2026-11-23';

beforeAll(async () => {
  sen = await startPlatform({ now: () => clock });
  station = (await sen.people()).station;
  lan = await sen.as('bs.lan');
  minh = await sen.as('bs.minh');
}, 120_000);
afterAll(() => sen.stop());

let serial = 0;
async function person(birthDate: string, part: Partial<Patient> = {}): Promise<string> {
  serial += 1;
  const made = await make({
    resourceType: 'Patient',
    active: true,
    name: [{ use: 'official', text: `Người Thử ${serial}` }],
    gender: 'female',
    birthDate,
    managingOrganization: { reference: `Organization/${station}` },
    ...part,
  });
  return made;
}
const make = async (resource: Resource): Promise<string> => (await sen.context().record.create(resource)).id;

async function ask<T>(call: CallAs, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const answer = await call(`/api/programmes/${path}`.replace(/\/$/u, ''), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

const coded = (loinc: string) => ({ coding: [{ system: 'http://loinc.org', code: loinc }] });
function observed(patientId: string, loinc: string, on: string, rest: Partial<Observation>): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: coded(loinc),
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: on,
    ...rest,
  };
}
const pressure = (patientId: string, on: string, systolic: number, diastolic: number) =>
  observed(patientId, '85354-9', on, {
    component: [
      { code: coded('8480-6'), valueQuantity: { value: systolic, unit: 'mm[Hg]' } },
      { code: coded('8462-4'), valueQuantity: { value: diastolic, unit: 'mm[Hg]' } },
    ],
  });

interface Page {
  readonly lines: readonly EntryLine[];
  readonly next?: string;
  readonly counts: {
    readonly register: number;
    readonly due: number;
    readonly late: number;
    readonly ended: number;
  };
}
const list = async (code: string, view: string, call = lan, more = '') =>
  (await ask<Page>(call, `${code}/people?view=${view}${more}`)).body;

describe('a register', () => {
  it('is entered through an EpisodeOfCare; the next visit follows from what is measured, whoever writes it', async () => {
    const id = await person('1960-04-01');
    const entered = await ask<{ id: string }>(lan, 'hypertension/people', {
      patientId: id,
      startedOn: '2026-06-01',
    });
    expect(entered.status).toBe(200);
    const episode = JSON.parse(
      (await sen.context().record.read('EpisodeOfCare', entered.body.id)).text,
    ) as EpisodeOfCare;
    expect(episode.type?.[0]?.coding?.[0]).toMatchObject({
      system: 'urn:sen:programme',
      code: 'hypertension',
    });
    expect(
      (await list('hypertension', 'late')).lines.find(({ patientId }) => patientId === id),
    ).toMatchObject({ patientId: id, isLate: true });
    await make(pressure(id, '2026-11-10', 152, 94));
    const line = (await list('hypertension', 'register')).lines.find(({ patientId }) => patientId === id);
    expect(line).toMatchObject({
      dueOn: '2026-11-24',
      lastVisitOn: '2026-11-10',
      isLate: false,
      name: expect.any(String),
    });
    expect(line!.facts.map(({ code, value }) => [code, value])).toEqual([
      ['systolic', 152],
      ['diastolic', 94],
    ]);
    expect((await list('hypertension', 'due')).lines.some(({ patientId }) => patientId === id)).toBe(false);
  });

  it('takes nobody twice, nobody for whom it is not, and no day before birth or to come', async () => {
    const id = await person('1990-01-01', { gender: 'male' });
    const enrol = (code: string, startedOn?: string) =>
      ask(lan, `${code}/people`, { patientId: id, ...(startedOn !== undefined && { startedOn }) });
    expect((await enrol('antenatal')).status).toBe(422);
    expect((await enrol('diabetes', '1989-01-01')).status).toBe(400);
    expect((await enrol('diabetes', addDays(today, 1))).status).toBe(400);
    expect((await enrol('diabetes')).status).toBe(200);
    expect((await enrol('diabetes')).status).toBe(409);
    expect((await enrol('no-such-thing')).status).toBe(404);
  });

  it('is closed to other stations and to citizens', async () => {
    const id = await person('1960-04-01');
    expect((await ask(minh, 'hypertension/people', { patientId: id })).status).toBe(403);
    const hoa = await sen.as('hoa');
    expect((await ask(hoa, 'hypertension/people')).status).toBe(403);
    const { body } = await ask<{ id: string }>(lan, 'hypertension/people', { patientId: id });
    expect((await ask(minh, `entries/${body.id}/end`, { because: 'wish' })).status).toBe(403);
    expect((await ask(hoa, `people/${id}`)).status).toBe(403);
  });

  it('lets somebody leave, with the reason, on a day that is possible', async () => {
    const id = await person('1960-04-01');
    const { body } = await ask<{ id: string }>(lan, 'elderly/people', {
      patientId: id,
      startedOn: '2026-06-01',
    });
    expect((await ask(lan, `entries/${body.id}/end`, { because: 'moved', on: '2026-05-01' })).status).toBe(
      400,
    );
    expect((await ask(lan, `entries/${body.id}/end`, { because: 'moved' })).body).toEqual({ endedOn: today });
    expect((await ask(lan, `entries/${body.id}/end`, { because: 'moved' })).status).toBe(409);
    expect((await list('elderly', 'ended')).lines[0]).toMatchObject({ id: body.id, endedOn: today });
  });

  it('is shown page by page', async () => {
    for (let nth = 0; nth < 5; nth += 1) {
      const id = await person(`195${nth}-04-01`);
      await ask(lan, 'copd-asthma/people', { patientId: id, startedOn: addDays(today, -nth) });
    }
    const seen: string[] = [];
    let cursor = '';
    for (;;) {
      const page = await list('copd-asthma', 'register', lan, `&count=2${cursor}`);
      seen.push(...page.lines.map(({ id }) => id));
      if (page.next === undefined) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(new Set(seen).size).toBe(5);
  });

  it('of HIV tells that somebody is in it, but not who, without a reason that was stated', async () => {
    const id = await person('1985-04-01');
    expect((await ask(lan, 'hiv/people', { patientId: id })).status).toBe(200);
    const [line] = (await list('hiv', 'register')).lines;
    expect(line).toMatchObject({ patientId: '', facts: [] });
    expect(line!.name).toBeUndefined();
    const { body } = await ask<PersonView>(lan, `people/${id}`);
    expect(body.entries).toEqual([]);
  });

  it('finds people with the diagnosis who are not in it', async () => {
    const id = await person('1970-04-01');
    const icd10 = 'http://hl7.org/fhir/sid/icd-10';
    await make({
      resourceType: 'Condition',
      code: { coding: [{ system: icd10, code: 'G81.9' }] },
      subject: { reference: `Patient/${id}` },
      recordedDate: '2026-10-01',
    });
    const found = await ask<{ people: { patientId: string; diagnosis: string }[] }>(lan, 'disability/found');
    expect(found.body.people).toMatchObject([{ patientId: id, diagnosis: 'G81.9' }]);
    await ask(lan, 'disability/people', { patientId: id });
    expect((await ask<{ people: object[] }>(lan, 'disability/found')).body.people).toEqual([]);
  });
});

describe('figures', () => {
  it('asked of the database are those that a person would count', async () => {
    const values: readonly (readonly [string, number, number] | undefined)[] = [
      ['2026-11-01', 128, 80],
      ['2026-11-05', 139, 89],
      ['2026-11-05', 140, 80],
      ['2026-05-05', 120, 70],
      ['2026-10-05', 190, 100],
      undefined,
    ];
    for (const value of values) {
      const id = await person('1955-04-01');
      await ask(lan, 'hypertension/people', { patientId: id, startedOn: '2026-01-01' });
      if (value !== undefined) await make(pressure(id, ...value));
    }
    const { body } = await ask<{ indicators: readonly Indicator[] }>(lan, 'hypertension/indicators');
    const rows = await sen
      .contextOf('programmes')
      .sql.query<{ facts: Facts }>(
        `select facts from programmes.entry where facility_id = $1 and programme = 'hypertension' and ended_on is null`,
        [station],
      );
    const naive = rulesOf('hypertension')!.indicators.map(({ code, of = { all: [] }, have }) => {
      const whole = rows.filter(({ facts }) => passes(of, facts, today));
      return [code, whole.filter(({ facts }) => passes(have, facts, today)).length, whole.length];
    });
    expect(body.indicators.map(({ code, have, of }) => [code, have, of])).toEqual(naive);
    expect(body.indicators.find(({ code }) => code === 'dangerous')!.have).toBe(1);
  });

  it('are there for every programme that has a register', async () => {
    const { body } = await ask<{ programmes: { code: string; isHere: boolean; kind: string }[] }>(lan, '');
    for (const { code, isHere, kind } of body.programmes)
      if (isHere && kind === 'register') expect((await ask(lan, `${code}/indicators`)).status).toBe(200);
    expect(body.programmes).toHaveLength(19);
  });
});

describe('a pregnancy', () => {
  it('from the first visit to the birth: weeks, risks, the next visit; then the time after it, and the baby followed', async () => {
    const mother = await person('1989-04-01');
    const { body: entry } = await ask<{ id: string }>(lan, 'antenatal/people', {
      patientId: mother,
      startedOn: '2026-08-01',
    });
    await make(observed(mother, '8665-2', '2026-08-01', { valueDateTime: addDays(today, -210) }));
    await make(pressure(mother, '2026-11-20', 145, 92));
    const { body } = await ask<PersonView>(lan, `people/${mother}`);
    expect(body.pregnancy).toMatchObject({ weeks: 30, days: 0, by: 'last-menses', visits: [0, 0, 1] });
    expect(body.pregnancy!.risks.map(({ code }) => code)).toEqual(['old', 'pressure']);
    expect(body.entries[0]).toMatchObject({ dueOn: '2026-11-27', why: { vi: 'Có dấu hiệu nguy cơ' } });
    const baby = await person(today, { gender: 'male' });
    const stranger = await person('2020-01-01');
    const birth = (babyId: string) =>
      ask<{ postnatalId: string; children: string[] }>(lan, `entries/${entry.id}/delivery`, {
        on: today,
        mode: 'vaginal',
        babies: [{ patientId: babyId, weightG: 3100 }],
      });
    expect((await birth(stranger)).status).toBe(400);
    expect((await list('antenatal', 'register')).lines.some(({ id }) => id === entry.id)).toBe(true);
    expect((await birth(baby)).body.children).toEqual([baby]);
    const after = await list('postnatal', 'register');
    expect(after.lines.some(({ patientId }) => patientId === mother)).toBe(true);
    const grown = await ask<PersonView>(lan, `people/${baby}`);
    expect(grown.body.growth[0]).toMatchObject({
      indicator: 'weight-for-age',
      points: [{ value: 3.1, months: 0 }],
      lines: [],
    });
    expect((await birth(baby)).status).toBe(409);
  });

  it('a child’s z-scores are worked out once the house has loaded a table, and not before', async () => {
    const ctx = sen.contextOf('programmes');
    const lms = [0, 12, 60].map((at) => ({ at, l: 1, m: 3 + at / 4, s: 0.1 }));
    await keepTable(ctx, { indicator: 'weight-for-age', sex: 'female', lms, name: 'invented' });
    const id = await person(addDays(today, -365));
    await ask(lan, 'child-growth/people', { patientId: id });
    await make(
      observed(id, '29463-7', today, {
        valueQuantity: { value: 4.5, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
      }),
    );
    const { body } = await ask<PersonView>(lan, `people/${id}`);
    expect(body.growth[0]!.points[0]!.z).toBeCloseTo(-2.5, 0);
    expect(body.growth[0]!.lines.map(({ z }) => z)).toEqual([-3, -2, 0, 2, 3]);
    const { body: figures } = await ask<{ indicators: readonly Indicator[] }>(lan, 'child-growth/indicators');
    expect(figures.indicators.find(({ code }) => code === 'underweight')).toMatchObject({ have: 1 });
  });
});

describe('events', () => {
  it('injuries come by their external cause, deaths from the record, talks as they are noted', async () => {
    const id = await person('1999-04-01');
    const icd10 = 'http://hl7.org/fhir/sid/icd-10';
    await make({
      resourceType: 'Condition',
      code: { coding: [{ system: icd10, code: 'V23.4' }] },
      subject: { reference: `Patient/${id}` },
      recordedDate: '2026-10-01',
    });
    const deaths = async () => (await ask<{ total: number }>(lan, 'events/death')).body.total;
    const diedBefore = await deaths();
    await person('1940-04-01', { deceasedDateTime: '2026-10-10' });
    const injuries = await ask<{
      total: number;
      groups: { title: { vi: string } }[];
      lines: { patientId: string }[];
    }>(lan, 'events/injury');
    expect(injuries.body).toMatchObject({
      total: 1,
      groups: [{ title: { vi: 'Giao thông' } }],
      lines: [{ patientId: id, code: 'V23.4' }],
    });
    expect((await deaths()) - diedBefore).toBe(1);
    const talk = { on: today, topic: 'Rửa tay', form: 'school', participants: 60 };
    const before = (await ask<{ total: number; participants: number }>(lan, 'talks')).body;
    expect((await ask(lan, 'talks', { ...talk, on: addDays(today, 1) })).status).toBe(400);
    const noted = await ask<{ id: string }>(lan, 'talks', talk);
    const stored = JSON.parse(
      (await sen.context().record.read('Communication', noted.body.id)).text,
    ) as Communication;
    expect(stored).toMatchObject({
      topic: { text: 'Rửa tay' },
      sender: { reference: `Organization/${station}` },
    });
    expect((await ask(lan, 'talks')).body).toMatchObject({
      total: before.total + 1,
      participants: before.participants + 60,
      talks: expect.arrayContaining([
        expect.objectContaining({ id: noted.body.id, topic: 'Rửa tay' }),
      ]) as object[],
    });
    expect((await ask<{ talks: object[] }>(minh, 'talks')).status).toBe(403);
  });
});

it('the demo tells its chapter through the doors that the pages use', async () => {
  const { hoa, lan: doctor } = await sen.people();
  const token = (accountId: string): Promise<string> => sen.platform.identity.issueToken(accountId);
  await chapter.tell(sen.context(), () => undefined, {
    url: sen.url,
    settings: {},
    makeAccount: () => Promise.resolve(),
    signIn: async (name) =>
      name === 'hoa'
        ? { token: await token(hoa.accountId), patientId: hoa.patientId }
        : { token: await token(doctor.accountId), facilityId: station },
    makeSystem: () => Promise.reject(new Error('not needed')),
  });
  expect(
    (await list('diabetes', 'register')).lines.some(({ patientId }) => patientId === hoa.patientId),
  ).toBe(true);
});

describe('a birth written through a device', () => {
  let sent = 0;
  const send = async (bundle: Bundle) => {
    sent += 1;
    const entry = bundle.entry!.map(({ resource, request }) => ({
      resource,
      request: {
        ...request,
        ...(resource?.meta?.versionId === undefined
          ? { ifNoneMatch: '*' }
          : { ifMatch: `W/"${resource.meta.versionId}"` }),
      },
    }));
    const answer = await lan('/api/device-sync/outbox', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'vi' },
      body: JSON.stringify({
        writes: [{ id: `birth-${sent}`, savedAt: clock.toISOString(), bundle: { ...bundle, entry } }],
      }),
    });
    return ((await answer.json()) as { answers: { outcome: string; code?: string }[] }).answers[0]!;
  };
  const read = async <R extends Resource>(type: string, id: string): Promise<R> =>
    JSON.parse((await sen.context().record.read(type, id)).text) as R;
  const child = {
    isAlive: true,
    gender: 'female',
    name: '',
    weightG: 3000,
    apgar1: 8,
    apgar5: 9,
    cares: ['breast'],
  } as const;
  const birth = {
    on: today,
    clock: '07:30',
    mode: 'vaginal',
    place: 'Trạm',
    attendant: 'midwife',
    complications: [],
    children: [child, { ...child, gender: 'male', weightG: 2600 }],
  } as const;
  const childrenOf = (bundle: Bundle) => deliveryFrom(bundle.entry![0]!.resource as Procedure)!.childIds;

  it('registers twins with a code each, ties them to the mother and the pregnancy, and is one birth however often it is told', async () => {
    const motherId = await person('1996-02-01');
    const { body } = await ask<{ id: string }>(lan, 'antenatal/people', {
      patientId: motherId,
      startedOn: '2026-05-01',
    });
    const written = async () =>
      deliveryBundle(
        birth,
        { ...(await read<Patient>('Patient', motherId)), id: motherId },
        { ...(await read<EpisodeOfCare>('EpisodeOfCare', body.id)), status: 'active' },
        { facilityId: station, newId: (about) => deviceId(clock, about) },
      );
    const bundle = await written();
    expect(await send(bundle)).toMatchObject({ outcome: 'accepted' });
    const twins = await Promise.all(childrenOf(bundle).map((id) => read<Patient>('Patient', id)));
    expect(twins.map(({ multipleBirthInteger }) => multipleBirthInteger)).toEqual([1, 2]);
    const codes = twins.map(({ identifier }) => identifier?.[0]?.value);
    expect(codes.every((code) => code?.startsWith('VD-') === true)).toBe(true);
    expect(new Set(codes).size).toBe(2);
    const ties = await sen
      .context()
      .record.search('RelatedPerson', `identifier=${encodeURIComponent(`urn:sen:pregnancy|${body.id}`)}`);
    expect(ties.matches).toHaveLength(2);
    expect((await read<EpisodeOfCare>('EpisodeOfCare', body.id)).status).toBe('finished');
    const growth = (await list('child-growth', 'register')).lines.map(({ patientId }) => patientId);
    expect(growth).toEqual(expect.arrayContaining([...childrenOf(bundle)]));
    // Somebody else tells the same birth, having read the pregnancy as it is now.
    expect(await send(await written())).toMatchObject({
      outcome: 'refused',
      code: 'registry.pregnancy-over',
    });
    expect((await sen.context().record.search('Procedure', `patient=${motherId}`)).matches).toHaveLength(1);
  });

  it('of a man, or far from the due day, is refused whole', async () => {
    const man = await person('1990-01-01', { gender: 'male' });
    const bundle = deliveryBundle(
      { ...birth, children: [child] },
      { ...(await read<Patient>('Patient', man)), id: man },
      undefined,
      { facilityId: station, newId: (about) => deviceId(clock, about) },
    );
    expect(await send(bundle)).toMatchObject({ outcome: 'refused', code: 'registry.mother-not-possible' });
    await expect(read('Patient', childrenOf(bundle)[0]!)).rejects.toMatchObject({ code: 'record.not-found' });
  });
});

describe('a figure', () => {
  it('opens the people whom it counts and those whom it does not, as many as it says', async () => {
    for (const [systolic, day] of [
      [128, '2026-11-10'],
      [168, '2026-11-11'],
    ] as const) {
      const id = await person('1958-03-03');
      await ask(lan, 'hypertension/people', { patientId: id, startedOn: '2026-08-01' });
      await make(pressure(id, day, systolic, 80));
    }
    const { body } = await ask<{ indicators: Indicator[] }>(lan, 'hypertension/indicators');
    const register = (await list('hypertension', 'register', lan, '&count=100')).lines;
    expect(register.length).toBeGreaterThan(1);
    for (const { code, have, of } of body.indicators) {
      const part = async (name: string) =>
        (await list('hypertension', 'register', lan, `&count=100&figure=${code}&part=${name}`)).lines;
      expect([code, (await part('have')).length]).toEqual([code, have]);
      expect([code, (await part('rest')).length]).toEqual([code, of - have]);
    }
    expect((await ask(lan, 'hypertension/people?figure=no-such-figure')).status).toBe(404);
  });
});

describe('a death', () => {
  it('is listed with its cause, in whichever order the two are written', async () => {
    const late = await person('1940-01-01');
    const early = await person('1941-01-01');
    const icd10 = 'http://hl7.org/fhir/sid/icd-10';
    const cause = (id: string): Observation =>
      observed(id, '69453-9', '2026-11-20', {
        valueCodeableConcept: { coding: [{ system: icd10, code: 'I64' }] },
      });
    const die = async (id: string) => {
      const { record } = sen.context();
      const patient = JSON.parse((await record.read('Patient', id)).text) as Patient;
      await record.update({ ...patient, id, deceasedDateTime: '2026-11-18' });
    };
    await die(late);
    await make(cause(late));
    await make(cause(early));
    await die(early);
    const { body } = await ask<{
      lines: { patientId: string; code?: string; on: string }[];
      groups: { title: { vi: string }; count: number }[];
    }>(lan, 'events/death');
    for (const id of [late, early])
      expect(body.lines.find(({ patientId }) => patientId === id)).toMatchObject({
        code: 'I64',
        on: '2026-11-18',
      });
    expect(body.groups).toContainEqual({ title: { vi: 'I64', en: 'I64' }, count: 2 });
  });
});
