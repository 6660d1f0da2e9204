import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Appointment, Organization, Resource } from '@medplum/fhirtypes';
import { newId } from '#kernel/fhir/id.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { toFhirAddress } from '#kernel/vietnam/address.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { ClosingView, DayView, DeskView, LinesPage, ReportsView, SentView } from '../api.ts';
import { loadTables } from '../books/load-tables.ts';
import { compileReports } from '../domain/books/compile-sql.ts';
import { allLines, figuresOf } from '../domain/books/figures.ts';
import { periodOf } from '../domain/books/periods.ts';
import { registers } from '../domain/books/registers/registers.ts';
import { reports } from '../domain/books/reports/reports.ts';
import { tablesOf } from '../domain/books/rows-of-resources.ts';
import { arriveOn, movedTo } from '../domain/day/place.ts';
import { emptyVisit } from '../domain/visit/visit-draft.ts';
import { visitBundle, visitIdOf } from '../domain/visit/visit-bundle.ts';
import { findDrugs, prescribe } from '#modules/outpatient/api.ts';
import { chapter } from '../demo.ts';
import { aStation } from './a-station.ts';
import { recount } from './recount.ts';

let sen: TestPlatform;
let lan: CallAs;
let nurse: CallAs;
let minh: CallAs;
let office: CallAs;
let ministry: CallAs;
let stationId: string;
let resources: readonly Resource[];
let practitionerId: string;
let patientId: string;
const clock = new Date('2026-11-03T09:00:00+07:00');
const october = periodOf('2026-10')!;

async function ask<T>(call: CallAs, path: string, body?: unknown): Promise<{ status: number; json: T }> {
  const answer = await call(path, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return { status: answer.status, json: (await answer.json()) as T };
}

async function store(resources: readonly Resource[]): Promise<void> {
  const { record } = sen.context();
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT' as const, url: `${resource.resourceType}/${resource.id!}` },
  }));
  await record.bundle({ resourceType: 'Bundle', type: 'transaction', entry });
}

beforeAll(async () => {
  sen = await startPlatform({ now: () => clock });
  const people = await sen.people();
  stationId = people.station;
  practitionerId = people.lan.practitionerId;
  patientId = people.hoa.patientId;
  const { record } = sen.context();
  const province = provinces.get('24')!;
  const station = JSON.parse((await record.read('Organization', stationId)).text) as Organization;
  await record.update({
    ...station,
    address: [toFhirAddress({ province }, 'work')] as NonNullable<Organization['address']>,
  });
  const made = await record.create({
    resourceType: 'Organization',
    active: true,
    name: 'Sở Y tế Bắc Ninh',
    extension: [{ url: 'urn:sen:area-of-duty', valueCode: '24' }],
  });
  const account = async (username: string, role: string, facilityId?: string): Promise<CallAs> => {
    await sen.platform.identity.createPerson({
      username,
      display: username,
      roles: [{ role, ...(facilityId !== undefined && { facilityId }) }],
    });
    return sen.as(username);
  };
  [lan, minh] = [await sen.as('bs.lan'), await sen.as('bs.minh')];
  nurse = await account('dd.huong', 'station-worker', stationId);
  office = await account('sytbn', 'health-department', made.id);
  ministry = await account('boyte', 'ministry');
  ({ resources } = aStation({
    seed: 11,
    people: 80,
    visits: 200,
    month: '2026-10',
    facilityId: stationId,
    practitionerId,
  }));
  await store(resources);
});
afterAll(() => sen?.stop());

describe('the day of a station', () => {
  test('who comes gets the next number once, is called in and is done, and the appointment is kept', async () => {
    const appointment: Appointment = {
      resourceType: 'Appointment',
      status: 'booked',
      description: 'Tái khám tăng huyết áp',
      start: '2026-11-03T08:00:00+07:00',
      end: '2026-11-03T11:00:00+07:00',
      supportingInformation: [{ reference: `Organization/${stationId}` }],
      participant: [{ actor: { reference: `Patient/${patientId}` }, status: 'accepted' }],
    };
    const { id: appointmentId } = await sen.context().record.create(appointment);
    const before = await ask<DayView>(nurse, '/api/station/day');
    expect(before.status, JSON.stringify(before.json)).toBe(200);
    expect([...before.json.expected, ...before.json.here].map(({ person }) => person?.name)).toContain(
      'Nguyễn Thị Hoa',
    );
    const body = { personId: patientId, appointmentId };
    const first = await ask<{ id: string; number: number }>(nurse, '/api/station/day/arrive', body);
    expect(first.status, JSON.stringify(first.json)).toBe(200);
    const again = await ask<{ id: string; number: number }>(lan, '/api/station/day/arrive', body);
    expect(again.json).toMatchObject({ id: first.json.id, number: first.json.number });
    const move = (state: string) => ask(lan, `/api/station/day/${first.json.id}/state`, { state });
    expect((await move('inside')).status).toBe(200);
    expect((await move('done')).status).toBe(200);
    const { text } = await sen.context().record.read('Appointment', appointmentId);
    expect((JSON.parse(text) as Appointment).status).toBe('fulfilled');
    expect((await ask<DayView>(nurse, '/api/station/day')).json.counts).toMatchObject({
      expected: 0,
    });
  });

  test('a number that a device gave while it had no network stands in the queue, and is moved there', async () => {
    const station = aStation({ seed: 11, people: 80, visits: 0, month: '2026-10', facilityId: stationId });
    const personId = station.people[0]!.id!;
    const id = newId(Number.parseInt(personId.slice(0, 3), 16), clock);
    const place = { personId, stationId, at: clock, number: 7, urgent: false };
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          resource: { ...arriveOn(undefined, place), id },
          request: { method: 'PUT', url: `Appointment/${id}`, ifNoneMatch: '*' },
        },
      ],
    };
    const write = { id: crypto.randomUUID(), savedAt: clock.toISOString(), bundle };
    const sent = await ask<{ answers: { outcome: string }[] }>(nurse, '/api/device-sync/outbox', {
      writes: [write],
    });
    expect(sent.json.answers, JSON.stringify(sent.json)).toMatchObject([{ outcome: 'accepted' }]);
    const here = async () =>
      (await ask<DayView>(lan, '/api/station/day')).json.here.find(({ person }) => person?.id === personId);
    expect(await here()).toMatchObject({ id, number: 7, state: 'waiting' });
    expect((await ask(lan, `/api/station/day/${id}/state`, { state: 'inside' })).status).toBe(200);
    expect(await here()).toMatchObject({ state: 'inside' });
    // Numbers go on behind it.
    const other = { personId: station.people[1]!.id! };
    const next = await ask<{ number: number }>(nurse, '/api/station/day/arrive', other);
    expect(next.json.number).toBeGreaterThan(7);
    await ask(lan, `/api/station/day/${id}/state`, { state: 'done' });
    const { text } = await sen.context().record.read('Appointment', id);
    expect(JSON.parse(text)).toMatchObject(movedTo(arriveOn(undefined, place), 'done'));
  });

  test('a place of another station is not moved, nor an appointment that nobody came for', async () => {
    const { record } = sen.context();
    const booked: Appointment = {
      resourceType: 'Appointment',
      status: 'booked',
      start: '2026-12-03T08:00:00+07:00',
      end: '2026-12-03T11:00:00+07:00',
      supportingInformation: [{ reference: `Organization/${stationId}` }],
      participant: [{ actor: { reference: `Patient/${patientId}` }, status: 'accepted' }],
    };
    const { id: awaited } = await record.create(booked);
    expect((await ask(lan, `/api/station/day/${awaited}/state`, { state: 'done' })).status).toBe(404);
    const elsewhere = { personId: patientId, stationId: 'another', at: clock, number: 1, urgent: false };
    const { supportingInformation: _here, ...nowhere } = booked;
    const { id: other } = await record.create(arriveOn(nowhere, elsewhere));
    expect((await ask(lan, `/api/station/day/${other}/state`, { state: 'done' })).status).toBe(404);
  });

  test('a device of the station is given who works there and how months were closed, and no other facility', async () => {
    const held = await ask<{ stationId: string; workers: { id: string }[]; resources: Resource[] }>(
      nurse,
      '/api/device-sync/reference/commune-station',
    );
    expect(held.status, JSON.stringify(held.json)).toBe(200);
    expect(held.json.stationId).toBe(stationId);
    expect(held.json.workers.map(({ id }) => id)).toContain(practitionerId);
    expect(held.json.resources.some(({ resourceType }) => resourceType === 'Communication')).toBe(true);
    expect((await minh('/api/device-sync/reference/commune-station')).status).not.toBe(200);
  });

  test('a doctor of a hospital sees no station’s day, and gives nobody there a number', async () => {
    expect((await ask(minh, '/api/station/day')).status).toBe(403);
    expect((await ask(minh, '/api/station/day/arrive', { personId: patientId })).status).toBe(403);
    expect((await ask(office, '/api/station/books/A1?period=2026-10')).status).toBe(403);
  });

  test('a worker of the station saves a visit as one transaction, and sending it twice is one visit', async () => {
    const draft = {
      ...emptyVisit(patientId, clock),
      reason: 'Tái khám tăng huyết áp, lĩnh thuốc',
      programme: 'hypertension' as const,
      signs: [
        { loinc: '8480-6', value: 132 },
        { loinc: '8462-4', value: 84 },
      ],
      diagnoses: [{ code: 'I10', name: 'Bệnh lý tăng huyết áp' }],
      medicines: [prescribe(findDrugs('amlodipin')[0]!, 1, 1, 30)],
      referral: { to: 'Bệnh viện khu vực', why: 'Khám chuyên khoa' },
      next: '2026-12-03',
    };
    const bucket = Number.parseInt(patientId.slice(0, 3), 16);
    const bundle = visitBundle(draft, {
      facilityId: stationId,
      now: clock,
      newId: () => newId(bucket, clock),
    });
    const { record } = sen.context();
    await record.bundle(structuredClone(bundle));
    const second = await record.bundle(structuredClone(bundle));
    expect(second.entry!.every(({ response }) => response!.status.startsWith('200'))).toBe(true);
    const slip = await nurse(`/api/outpatient/visits/${visitIdOf(bundle)}/prescription.pdf`);
    expect(
      Buffer.from(await slip.arrayBuffer())
        .subarray(0, 4)
        .toString('latin1'),
    ).toBe('%PDF');
    expect((await nurse(`/api/outpatient/visits/${visitIdOf(bundle)}/referral.pdf`)).status).toBe(200);
    expect((await minh(`/api/outpatient/visits/${visitIdOf(bundle)}/referral.pdf`)).status).toBe(403);
    const found = await sen
      .context()
      .record.search('Encounter', `patient=${patientId}&date=ge2026-11-01&_count=50`);
    expect(found.matches).toHaveLength(1);
    const [letter] = (await sen.context().record.search('Composition', `patient=${patientId}`)).matches;
    expect(letter!.text).toContain('57133-1');
  });
});

describe('books and reports', () => {
  test('worked out by PostgreSQL, by plain functions on what was read, and by a plain recount, are the same', async () => {
    const ctx = sen.contextOf('commune-station');
    const own = { ...october, station: stationId };
    const read = await loadTables(ctx, stationId, own);
    const compiled = compileReports(registers, reports);
    const rows = await ctx.sql.query<{ id: string; n: number }>(compiled.text, compiled.values(read, own));
    const bySql = Object.fromEntries(rows.map(({ id, n }) => [id, n]));
    const byFunctions = figuresOf(reports, allLines(registers, read, own), own);
    expect(bySql).toEqual(byFunctions);
    // Chị Hoa of the test's people is in the station's charge too.
    const { text } = await ctx.record.read('Patient', patientId);
    const all = [...resources, JSON.parse(text) as Resource];
    const onDevice = figuresOf(reports, allLines(registers, tablesOf(all as never), own), own);
    expect(bySql).toEqual(onDevice);
    const { dengue: _dengue, ...expected } = recount(all, october.from, october.to);
    expect(bySql).toMatchObject(expected);
  });

  test('a book is read page by page with the people it is about, and as Excel and PDF', async () => {
    const page = await ask<LinesPage>(nurse, '/api/station/books/A1?period=2026-10');
    expect(page.status, JSON.stringify(page.json)).toBe(200);
    expect(page.json.total).toBeGreaterThan(150);
    expect(page.json.lines[0]!.cells[1]).toMatch(/^Người \d+$/);
    const next = await ask<LinesPage>(nurse, `/api/station/books/A1?period=2026-10&from=${page.json.next}`);
    expect(next.json.lines[0]!.id).not.toBe(page.json.lines[0]!.id);
    const [sheet, paper] = await Promise.all(
      ['xlsx', 'pdf'].map(async (kind) =>
        Buffer.from(await (await nurse(`/api/station/files/books/A1/${kind}?period=2026-10`)).arrayBuffer()),
      ),
    );
    expect(sheet!.subarray(0, 2).toString('latin1')).toBe('PK');
    expect(paper!.subarray(0, 4).toString('latin1')).toBe('%PDF');
  });

  test('a figure opens exactly the lines that it counts', async () => {
    const { json } = await ask<ReportsView>(lan, '/api/station/reports?period=2026-10');
    const figure = '14/ch-IX/women';
    const lines = await ask<LinesPage>(
      lan,
      `/api/station/figures?period=2026-10&figure=${encodeURIComponent(figure)}`,
    );
    expect(lines.json.total).toBe(json.figures[figure]);
    expect(lines.json.total).toBeGreaterThan(0);
  });

  test('a closed month is kept; what changes later is a difference; the department gives it back with words and approves it then', async () => {
    const closed = await ask<ClosingView>(lan, '/api/station/reports/close', { period: '2026-08' });
    expect(closed.status, JSON.stringify(closed.json)).toBe(200);
    expect(closed.json).toMatchObject({ state: 'sent', version: 1, signed: false, dueOn: '2026-09-07' });
    expect((await ask(lan, '/api/station/reports/close', { period: '2026-08' })).status).toBe(409);
    const late = visitBundle(
      {
        ...emptyVisit(patientId, new Date('2026-08-20T09:00:00+07:00')),
        reason: 'Ho',
        diagnoses: [{ code: 'J00', name: 'Cảm' }],
      },
      {
        facilityId: stationId,
        now: new Date('2026-08-20T09:20:00+07:00'),
        newId: () => newId(Number.parseInt(patientId.slice(0, 3), 16), clock),
      },
    );
    await sen.context().record.bundle(late);
    const after = await ask<ReportsView>(lan, '/api/station/reports?period=2026-08');
    expect(after.json.moved).toEqual({ came: 1, left: 0 });
    expect(after.json.differences).toContainEqual(expect.objectContaining({ id: '9/visits/total' }));
    const desk = await ask<DeskView>(office, '/api/station/desk?period=2026-08');
    expect(desk.json.sent).toHaveLength(1);
    const decide = (body: object) =>
      ask<SentView>(office, `/api/station/desk/${closed.json.id}/decision`, body);
    expect((await decide({ decision: 'return' })).status).toBe(422);
    expect((await decide({ decision: 'return', reason: 'Thiếu lượt khám ngày 20' })).json.state).toBe(
      'returned',
    );
    const second = await ask<ClosingView>(lan, '/api/station/reports/close', { period: '2026-08' });
    expect(second.json).toMatchObject({ version: 2, state: 'sent' });
    expect((await ask(office, '/api/station/desk/send', { period: '2026-08' })).status).toBe(422);
    await ask(office, `/api/station/desk/${second.json.id}/decision`, { decision: 'approve' });
    const province = await ask<ClosingView>(office, '/api/station/desk/send', { period: '2026-08' });
    expect(province.status, JSON.stringify(province.json)).toBe(200);
    const country = await ask<DeskView>(ministry, '/api/station/desk?period=2026-08');
    expect(country.json.level).toBe('country');
    expect(country.json.figures['9/visits/total']).toBe(after.json.figures['9/visits/total']);
    const paper = await office(`/api/station/files/closings/${second.json.id}`);
    expect(
      Buffer.from(await paper.arrayBuffer())
        .subarray(0, 4)
        .toString('latin1'),
    ).toBe('%PDF');
  });

  test('a month that is not over is not closed, and nobody but the department decides', async () => {
    expect((await ask(lan, '/api/station/reports/close', { period: '2026-11' })).status).toBe(422);
    expect((await ask(nurse, '/api/station/reports/close', { period: '2026-10' })).status).toBe(403);
    expect((await ask(lan, '/api/station/desk?period=2026-10')).status).toBe(403);
  });
});

test('the demo tells its chapter in a moment, through the doors that the pages use', async () => {
  const { hoa, lan: doctor } = await sen.people();
  const token = (accountId: string): Promise<string> => sen.platform.identity.issueToken(accountId);
  const made: string[] = [];
  const began = performance.now();
  await chapter.tell(sen.context(), () => undefined, {
    url: sen.url,
    settings: {},
    makeAccount: ({ username, facilityId }) => {
      made.push(`${username} ${facilityId === stationId ? 'here' : ''}`);
      return Promise.resolve();
    },
    signIn: async (name) =>
      name === 'hoa'
        ? { token: await token(hoa.accountId), patientId: hoa.patientId }
        : { token: await token(doctor.accountId), facilityId: stationId },
    makeSystem: () => Promise.reject(new Error('not needed')),
  });
  expect(performance.now() - began).toBeLessThan(5000);
  expect(made).toEqual(['ys.huong here', 'boyte ']);
  const { json } = await ask<DayView>(lan, '/api/station/day');
  expect(json.here.some(({ person }) => person?.id === hoa.patientId)).toBe(true);
});
