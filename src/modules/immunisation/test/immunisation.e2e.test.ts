import { randomUUID } from 'node:crypto';
import type { Immunization, ImmunizationRecommendation, Patient, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import {
  startImmunisationSimulator,
  type ImmunisationSimulator,
} from '#modules/doors/immunisation/start-simulator.ts';
import { setLine } from '#modules/doors/registers/line-settings.ts';
import { updatePath } from '#modules/doors/registers/take-update.ts';
import type { NationalDose } from '#modules/doors/api.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { deviceId } from '#kernel/offline/device-id.ts';
import type { ExchangeView, ForecastView, ShownReaction } from '../api.ts';
import { reactionObservation } from '../domain/device-reaction.ts';
import { deviceImmunization } from '../domain/device-shot.ts';
import type { HeldLot, HeldStock } from '../domain/held-stock.ts';
import { tellWaiting } from '../exchange/tell-waiting.ts';
import { chapter } from '../demo.ts';
import { forgetErased } from '../forget-erased.ts';

let sen: TestPlatform;
let national: ImmunisationSimulator;
let lan: CallAs;
let minh: CallAs;
/** A nurse of another facility. */
let stranger: CallAs;
let station: string;
let clock = new Date('2026-11-23T02:00:00Z');
const today = '2026-11-23';

beforeAll(async () => {
  sen = await startPlatform({ now: () => clock });
  const people = await sen.people();
  station = people.station;
  await sen.platform.identity.createPerson({
    username: 'dd.xa',
    display: 'Điều dưỡng nơi khác',
    roles: [{ role: 'nurse', facilityId: people.hospital }],
  });
  stranger = await sen.as('dd.xa');
  national = await startImmunisationSimulator({
    port: 0,
    pushTo: sen.url + updatePath('immunisation'),
    now: () => clock,
  });
  await setLine(sen.contextOf('doors'), 'immunisation', national.line);
  lan = await sen.as('bs.lan');
  minh = await sen.as('bs.minh');
}, 120_000);
afterAll(async () => {
  await national.stop();
  await sen.stop();
});

const hour = 3_600_000;
let serial = 0;
async function child(birthDate: string, part: Partial<Patient> = {}): Promise<string> {
  serial += 1;
  const { record } = sen.context();
  const { id } = await record.create({
    resourceType: 'Patient',
    active: true,
    name: [{ use: 'official', text: `Bé Thử ${serial}` }],
    gender: 'female',
    birthDate,
    identifier: [
      {
        use: 'official',
        system: identifierSystem.personalNumber,
        value: `0012260${String(serial).padStart(5, '0')}`,
      },
    ],
    managingOrganization: { reference: `Organization/${station}` },
    ...part,
  });
  return id;
}

async function ask<T>(call: CallAs, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const answer = await call(`/api/immunisation/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

async function receive(doseCode: string, lotNumber: string, more: object = {}): Promise<string> {
  const { body } = await ask<{ id: string }>(lan, 'stock/lots', {
    doseCode,
    lotNumber,
    expiresOn: addDays(today, 200),
    dosesPerVial: 1,
    vials: 5,
    ...more,
  });
  return body.id;
}
const forecast = async (id: string): Promise<ForecastView> =>
  (await ask<ForecastView>(lan, `people/${id}/forecast`)).body;
const stateOf = (view: ForecastView, code: string) => view.doses.find((dose) => dose.code === code)?.state;
interface Refused {
  readonly code?: string;
  readonly issues?: readonly { readonly path?: string }[];
}
const paths = (body: unknown): string => JSON.stringify(body as Refused);

describe('the schedule of a child', () => {
  it('is told with reasons, and as FHIR with the four days of the standard', async () => {
    const id = await child(addDays(today, -61));
    const view = await forecast(id);
    expect(stateOf(view, 'BCG')).toBe('overdue');
    expect(stateOf(view, 'DPTHBHIB1')).toBe('due');
    const answer = await lan(`/fhir/Patient/${id}/$immunization-forecast`);
    expect(answer.status).toBe(200);
    const found = (await answer.json()) as ImmunizationRecommendation;
    const bcg = found.recommendation.find(({ vaccineCode }) => vaccineCode?.[0]?.coding?.[0]?.code === 'BCG');
    expect(bcg?.forecastStatus.coding?.[0]?.code).toBe('overdue');
    expect(bcg?.dateCriterion?.map(({ code }) => code.coding?.[0]?.code)).toEqual([
      '30981-5',
      '30980-7',
      '59778-1',
    ]);
  });

  it('is nobody’s who has no tie to her, nor without a day of birth', async () => {
    const id = await child(addDays(today, -61));
    expect((await ask(minh, `people/${id}/forecast`)).status).toBe(403);
    expect((await minh(`/fhir/Patient/${id}/$immunization-forecast`)).status).toBeGreaterThanOrEqual(403);
    const unknown = await child('2025');
    expect((await ask(lan, `people/${unknown}/forecast`)).status).toBe(422);
  });
});

describe('a session', () => {
  it('lists who is due, longest waiting first, page by page; who was given everything that is due is not in it any more', async () => {
    const [old, young] = [await child(addDays(today, -800)), await child(addDays(today, -1))];
    const page = await ask<{
      lines: { patientId: string; name?: string; isLate: boolean }[];
      next?: string;
      counts: { due: number };
    }>(lan, 'due?count=100');
    const ids = page.body.lines.map(({ patientId }) => patientId);
    expect(ids.indexOf(old)).toBeGreaterThanOrEqual(0);
    expect(ids.indexOf(old)).toBeLessThan(ids.indexOf(young));
    expect(page.body.counts.due).toBe(ids.length);
    const first = await ask<{ lines: unknown[]; next?: string }>(lan, 'due?count=1');
    const second = await ask<{ lines: { patientId: string }[] }>(
      lan,
      `due?count=1&cursor=${first.body.next}`,
    );
    expect(second.body.lines[0]!.patientId).toBe(ids[1]);
    const others = await ask<{ lines: unknown[] }>(minh, 'due');
    expect(others.body.lines).toEqual([]);
    const hoa = await sen.as('hoa');
    expect((await ask(hoa, 'due')).status).toBe(403);
  });

  it('records a shot out of a lot, with the number of the dose, and counts it in the vial', async () => {
    const id = await child(addDays(today, -61));
    const lotId = await receive('BCG', 'B-1', { dosesPerVial: 10, vials: 2 });
    const shot = await ask<{ immunizationId: string; vial: { dosesLeft: number; goodUntil: string } }>(
      lan,
      'shots',
      { patientId: id, doseCode: 'BCG', lotId, site: 'left-arm', temperature: 36.8 },
    );
    expect(shot.status).toBe(200);
    expect(shot.body.vial).toEqual({
      dosesLeft: 9,
      goodUntil: new Date(clock.getTime() + 6 * hour).toISOString(),
    });
    const { text } = await sen.context().record.read('Immunization', shot.body.immunizationId);
    expect(JSON.parse(text) as Immunization).toMatchObject({
      lotNumber: 'B-1',
      expirationDate: addDays(today, 200),
      primarySource: true,
      protocolApplied: [{ doseNumberPositiveInt: 1 }],
    });
    expect(stateOf(await forecast(id), 'BCG')).toBe('given');
    const due = await ask<{ lines: { patientId: string; doses: { code: string }[] }[] }>(
      lan,
      'due?count=100',
    );
    expect(
      due.body.lines.find(({ patientId }) => patientId === id)!.doses.map(({ code }) => code),
    ).not.toContain('BCG');
  });

  it('refuses what no reason excuses: an expired lot, a locked one, a vial that was open too long, another station’s lot', async () => {
    const id = await child(addDays(today, -300));
    const measles = await receive('MEASLES1', 'M-1', { dosesPerVial: 10, vials: 1 });
    const first = await child(addDays(today, -300));
    await ask(lan, 'shots', { patientId: first, doseCode: 'MEASLES1', lotId: measles });
    const stock = await ask<{
      lots: { id: string; version: number; vials: { id: string; isGood: boolean }[] }[];
    }>(lan, 'stock?doseCode=MEASLES1');
    const vialId = stock.body.lots[0]!.vials[0]!.id;
    clock = new Date(clock.getTime() + 7 * hour);
    const old = await ask(lan, 'shots', {
      patientId: id,
      doseCode: 'MEASLES1',
      lotId: measles,
      vialId,
      reason: 'vẫn muốn tiêm',
    });
    expect(old.status).toBe(422);
    expect(paths(old.body)).toContain('vial-too-old');
    clock = new Date(clock.getTime() - 7 * hour);
    expect((await ask(minh, 'shots', { patientId: id, doseCode: 'MEASLES1', lotId: measles })).status).toBe(
      403,
    );
    const { version } = (await ask<{ lots: { id: string; version: number }[] }>(lan, 'stock')).body.lots.find(
      (lot) => lot.id === measles,
    )!;
    expect(
      (await ask(lan, `stock/lots/${measles}`, { version, act: 'lock', because: 'nghi hỏng' })).status,
    ).toBe(200);
    const locked = await ask(lan, 'shots', {
      patientId: id,
      doseCode: 'MEASLES1',
      lotId: measles,
      reason: 'vẫn muốn tiêm',
    });
    expect(paths(locked.body)).toContain('lot-locked');
    expect((await ask(lan, `stock/lots/${measles}`, { version, act: 'unlock', because: 'tốt' })).status).toBe(
      409,
    );
    expect(
      (
        await ask(lan, 'stock/lots', {
          doseCode: 'BCG',
          lotNumber: 'X',
          expiresOn: '2026-11-01',
          dosesPerVial: 1,
          vials: 1,
        })
      ).status,
    ).toBe(400);
  });

  it('lets a worker answer for an interval that is too short, and writes down why', async () => {
    const id = await child(addDays(today, -120));
    const lotId = await receive('DPTHBHIB1', 'D-1', { vials: 30 });
    const give = (doseCode: string, more: object = {}) =>
      ask<{ immunizationId: string }>(lan, 'shots', { patientId: id, doseCode, lotId, ...more });
    expect((await give('DPTHBHIB1')).status).toBe(200);
    clock = new Date(clock.getTime() + 20 * 24 * hour);
    const early = await give('DPTHBHIB2');
    expect(early.status).toBe(422);
    expect(paths(early.body)).toContain('too-early?');
    const answered = await give('DPTHBHIB2', { reason: 'gia đình đi xa ngày mai' });
    expect(answered.status).toBe(200);
    const { text } = await sen.context().record.read('Immunization', answered.body.immunizationId);
    expect((JSON.parse(text) as Immunization).note?.[0]?.text).toBe('gia đình đi xa ngày mai');
    const fever = await give('DPTHBHIB3', { temperature: 38.2 });
    expect(paths(fever.body)).toContain('temperature?');
    clock = new Date('2026-11-23T02:00:00Z');
  });

  it('takes over a paper book, but no vaccine from before the birth and none twice', async () => {
    const id = await child(addDays(today, -300));
    const take = (on: string) => ask(lan, 'history', { patientId: id, doseCode: 'BCG', on });
    expect(paths((await take(addDays(today, -301))).body)).toContain('before-birth');
    expect(paths((await take(addDays(today, 1))).body)).toContain('in-future');
    expect((await take(addDays(today, -290))).status).toBe(200);
    expect(paths((await take(addDays(today, -290))).body)).toContain('already-given');
    expect(stateOf(await forecast(id), 'BCG')).toBe('given');
  });

  it('takes first what expires first, and says no when nothing is left', async () => {
    await receive('JE1', 'J-late', { expiresOn: addDays(today, 300) });
    await receive('JE1', 'J-soon', { expiresOn: addDays(today, 30), vials: 1 });
    const order = await ask<{ lots: { id: string; lotNumber: string }[] }>(lan, 'stock?doseCode=JE2');
    const own = order.body.lots.filter(({ lotNumber }) => lotNumber.startsWith('J-'));
    expect(own.map(({ lotNumber }) => lotNumber)).toEqual(['J-soon', 'J-late']);
    const give = async () =>
      ask(lan, 'shots', {
        patientId: await child(addDays(today, -400)),
        doseCode: 'JE1',
        lotId: own[0]!.id,
      });
    expect((await give()).status).toBe(200);
    expect(paths((await give()).body)).toContain('lot-empty');
  });
});

describe('the cold chain', () => {
  it('tells what was in the fridge when it was too warm, and what was given of it since', async () => {
    const fridge = (await ask<{ id: string }>(lan, 'cold-chain/fridges', { name: 'Tủ 1' })).body.id;
    const lotId = await receive('IPV1', 'I-1', { fridgeId: fridge });
    const read = async (celsius: number) =>
      (await ask<{ judged: string }>(lan, `cold-chain/fridges/${fridge}/readings`, { celsius })).body.judged;
    clock = new Date(clock.getTime() + hour);
    expect(await read(4.5)).toBe('right');
    clock = new Date(clock.getTime() + hour);
    expect(await read(9.5)).toBe('warm');
    await ask(lan, 'shots', { patientId: await child(addDays(today, -200)), doseCode: 'IPV1', lotId });
    clock = new Date(clock.getTime() + hour);
    expect(await read(5)).toBe('right');
    const { body } = await ask<{
      fridges: {
        id: string;
        isMissed: boolean;
        excursions: { kind: string; furthest: number; to?: string; lots: object[] }[];
      }[];
    }>(lan, 'cold-chain');
    const [shown] = body.fridges.filter(({ id }) => id === fridge);
    expect(shown).toMatchObject({
      isMissed: false,
      excursions: [{ kind: 'warm', furthest: 9.5, lots: [{ lotNumber: 'I-1', shots: 1 }] }],
    });
    expect((await ask(minh, `cold-chain/fridges/${fridge}/readings`, { celsius: 4 })).status).toBe(403);
    clock = new Date('2026-11-23T02:00:00Z');
  });
});

describe('reactions', () => {
  it('a severe one locks the lot, is due within a day, and after anaphylaxis the vaccine is not forecast again', async () => {
    const id = await child(addDays(today, -120));
    const lotId = await receive('BOPV1', 'O-1', { dosesPerVial: 20, vials: 2 });
    const { immunizationId } = (
      await ask<{ immunizationId: string }>(lan, 'shots', { patientId: id, doseCode: 'BOPV1', lotId })
    ).body;
    const beganAt = clock.toISOString();
    const note = await ask<{ id: string; severity: string; reportDueAt: string; lockedLots: number }>(
      lan,
      'reactions',
      { immunizationId, signs: ['rash', 'anaphylaxis'], beganAt },
    );
    expect(note.body).toMatchObject({
      severity: 'severe',
      lockedLots: 1,
      reportDueAt: new Date(clock.getTime() + 24 * hour).toISOString(),
    });
    expect(stateOf(await forecast(id), 'BOPV2')).toBe('contraindicated');
    const list = await ask<{ reactions: { id: string; signs: string[]; isLate: boolean }[] }>(
      lan,
      'reactions',
    );
    expect(list.body.reactions[0]).toMatchObject({
      id: note.body.id,
      signs: ['rash', 'anaphylaxis'],
      isLate: false,
    });
    expect((await ask(lan, `reactions/${note.body.id}/reported`, { cause: 'A1' })).status).toBe(200);
    expect((await ask(lan, `reactions/${note.body.id}/reported`, {})).status).toBe(409);
    expect((await ask<{ reactions: object[] }>(lan, 'reactions')).body.reactions).toEqual([]);
    expect((await ask(minh, 'reactions', { immunizationId, signs: ['pain'], beganAt })).status).toBe(403);
  });
});

describe('the national immunisation system', () => {
  const drain = async (): Promise<void> => {
    while ((await tellWaiting(sen.contextOf('immunisation'))) > 0);
  };
  const exchange = async (): Promise<ExchangeView> => (await ask<ExchangeView>(lan, 'exchange')).body;

  it('is told of each dose once, however often the line breaks; what it refuses waits for somebody', async () => {
    expect((await exchange()).line).toMatchObject({ isSet: true, isSimulated: true });
    const id = await child(addDays(today, -61));
    const unknown = await child(addDays(today, -61), {
      identifier: [{ system: identifierSystem.temporary, value: 'T-1' }],
    });
    for (const patientId of [id, unknown])
      await ask(lan, 'history', { patientId, doseCode: 'BCG', on: today });
    const { record } = sen.context();
    for (const patientId of [id, unknown])
      await record.create(given(patientId, 'HEPB0', addDays(today, -60)));
    national.setFault('lost');
    const before = (await exchange()).told;
    await drain();
    expect((await exchange()).told).toBe(before);
    const held = national.doses().length;
    expect(held).toBeGreaterThan(0);
    national.setFault('none');
    for (let nth = 0; nth < 3; nth += 1) {
      clock = new Date(clock.getTime() + 7 * hour);
      await new Promise((resolve) => setTimeout(resolve, 1100));
      await drain();
    }
    expect(national.doses()).toHaveLength(held);
    const view = await exchange();
    expect(view.waiting).toBe(0);
    expect(view.told).toBe(held);
    const refused = view.outgoing.find(({ patientId }) => patientId === unknown)!;
    expect(refused).toMatchObject({ state: 'refused', because: 'no-number' });
    expect((await ask(minh, `exchange/outgoing/${refused.id}`, { act: 'dismiss' })).status).toBe(403);
    expect((await ask(lan, `exchange/outgoing/${refused.id}`, { act: 'dismiss' })).status).toBe(200);
    clock = new Date('2026-11-23T02:00:00Z');
  }, 90_000);

  it('tells of doses given elsewhere: taken once, and what is nobody’s waits until somebody says whose it is', async () => {
    const id = await child(addDays(today, -61));
    const { text } = await sen.context().record.read('Patient', id);
    const number = (JSON.parse(text) as Patient).identifier![0]!.value!;
    const dose = (part: Partial<NationalDose> = {}): NationalDose => ({
      id: `N-${id}`,
      person: { number, birthDate: addDays(today, -61), name: 'Bé Thử', sex: 'female' },
      doseCode: 'PCV1',
      cvx: '152',
      vaccine: 'Phế cầu (PCV)',
      antigens: ['Pneumococcal'],
      on: addDays(today, -2),
      doseNumber: 1,
      ...part,
    });
    expect(await national.push(dose(), { id: 'u-1' })).toBe(202);
    expect(await national.push(dose(), { id: 'u-1' })).toBe(200);
    expect(await national.push(dose(), { id: 'u-2' })).toBe(202);
    await sen.settle();
    const given1 = await sen.context().record.search('Immunization', `patient=${id}&_total=accurate`);
    expect(given1.total).toBe(1);
    expect(stateOf(await forecast(id), 'PCV1')).toBe('given');
    const wrong = { number, birthDate: addDays(today, -500), name: 'Người khác', sex: 'female' } as const;
    await national.push(
      dose({ id: 'N-wrong', person: wrong, doseCode: 'ROTA1', cvx: '122', vaccine: 'Rota' }),
    );
    await sen.settle();
    const [open] = (await exchange()).incoming;
    expect(open).toMatchObject({ because: 'birth-differs', dose: { vaccine: 'Rota' } });
    // Who has no tie to anybody it may be of learns nothing of it and decides nothing; who is nobody's anywhere is shown to nobody here.
    const { status, body } = await ask<ExchangeView>(stranger, 'exchange');
    expect([status, body.incoming, body.outgoing]).toEqual([200, [], []]);
    expect((await ask(stranger, `exchange/incoming/${open!.id}`, { act: 'dismiss' })).status).toBe(403);
    expect((await ask(lan, `exchange/incoming/${open!.id}`, { act: 'take', patientId: id })).body).toEqual({
      state: 'taken',
    });
    expect((await ask(lan, `exchange/incoming/${open!.id}`, { act: 'dismiss' })).status).toBe(409);
    expect(stateOf(await forecast(id), 'ROTA1')).toBe('given');
    const forged = await fetch(sen.url + updatePath('immunisation'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(forged.status).toBe(401);
  });
});

it('who is erased by law is forgotten here too', async () => {
  const id = await child(addDays(today, -61));
  await ask(lan, 'due');
  const gone = await forgetErased(sen.contextOf('immunisation'), {
    patientIds: [id],
    resources: [],
  } as never);
  expect(gone['vaccinationPlans']).toBe(1);
});

it('the demo tells its chapter through the doors that the pages use, once however often it is told', async () => {
  const { lan: doctor } = await sen.people();
  const tell = (): Promise<void> =>
    chapter.tell(sen.context(), () => undefined, {
      url: sen.url,
      settings: {},
      makeAccount: () => Promise.resolve(),
      signIn: async () => ({
        token: await sen.platform.identity.issueToken(doctor.accountId),
        facilityId: station,
      }),
      makeSystem: () => Promise.reject(new Error('not needed')),
    });
  await tell();
  const lots = async () => (await ask<{ lots: object[] }>(lan, 'stock')).body.lots.length;
  const before = await lots();
  await tell();
  expect(before).toBeGreaterThan(0);
  expect(await lots()).toBe(before);
});

function given(patientId: string, doseCode: string, on: string): Immunization {
  return {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: {
      coding: [
        { system: codeSystem.cvx, code: '08' },
        { system: codeSystem.vaccineDose, code: doseCode },
      ],
      text: 'Viêm gan B',
    },
    patient: { reference: `Patient/${patientId}` },
    occurrenceDateTime: on,
    primarySource: true,
    performer: [{ actor: { reference: `Organization/${station}` } }],
  };
}

describe('a dose given on a device', () => {
  interface Answer {
    readonly outcome: string;
    readonly code?: string;
    readonly sentence?: string;
  }
  let sent = 0;
  const send = async (...resources: readonly Resource[]): Promise<Answer> => {
    sent += 1;
    const entry = resources.map((resource) => ({
      resource,
      request: {
        method: 'PUT',
        url: `${resource.resourceType}/${resource.id!}`,
        ifNoneMatch: '*',
      },
    }));
    const answer = await lan('/api/device-sync/outbox', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'vi' },
      body: JSON.stringify({
        writes: [
          {
            id: `shot-write-${sent}`,
            savedAt: clock.toISOString(),
            bundle: { resourceType: 'Bundle', type: 'transaction', entry },
          },
        ],
      }),
    });
    return ((await answer.json()) as { answers: Answer[] }).answers[0]!;
  };
  const held = async (): Promise<HeldStock> =>
    (await (await lan('/api/device-sync/reference/vaccine-store')).json()) as HeldStock;
  const lotOf = async (id: string): Promise<HeldLot | undefined> =>
    (await held()).lots.find((lot) => lot.id === id);
  const doseFor = (patientId: string, lot: HeldLot, at: Date, newVialId: string = randomUUID()) =>
    deviceImmunization(
      patientId,
      { birth: addDays(today, -2), sex: 'female', given: [], circumstances: [] },
      { doseCode: 'BCG', lot, screening: [] },
      { id: deviceId(at, patientId), newVialId, at, facility: { id: station, name: 'Trạm' } },
    );

  it('is counted once out of the vial that was opened there, and stands in the plan and the stock', async () => {
    const lotId = await receive('BCG', 'SYN-DEV-1', { dosesPerVial: 10, vials: 2 });
    const lot = (await lotOf(lotId))!;
    expect(lot).toMatchObject({ unopened: 2, vials: [] });
    const [one, two] = [await child(addDays(today, -2)), await child(addDays(today, -2))];
    const first = doseFor(one, lot, clock);
    expect(await send(first)).toMatchObject({ outcome: 'accepted' });
    const opened = (await lotOf(lotId))!;
    expect(opened).toMatchObject({ unopened: 1, vials: [{ dosesLeft: 9 }] });
    // The same dose changed later (a note, say) takes nothing more.
    expect(await send(doseFor(two, opened, clock))).toMatchObject({ outcome: 'accepted' });
    expect(await lotOf(lotId)).toMatchObject({ unopened: 1, vials: [{ dosesLeft: 8 }] });
    expect(stateOf(await forecast(one), 'BCG')).toBe('given');
  });

  it('is refused with what to do where no reason excuses it: before birth, and out of a vial open too long', async () => {
    const lotId = await receive('BCG', 'SYN-DEV-2', { dosesPerVial: 10, vials: 2 });
    const lot = (await lotOf(lotId))!;
    const baby = await child(today);
    const before = doseFor(baby, lot, new Date(clock.getTime() - 2 * 24 * hour));
    expect(await send(before)).toMatchObject({
      outcome: 'refused',
      code: 'immunisation.shot-refused',
      sentence: expect.stringContaining('trước ngày sinh'),
    });
    const elder = await child(addDays(today, -2));
    const vial = randomUUID();
    const morning = new Date(clock.getTime() - 8 * hour);
    expect(await send(doseFor(elder, lot, morning, vial))).toMatchObject({ outcome: 'accepted' });
    const stale = { ...doseFor(await child(addDays(today, -2)), lot, clock, vial) };
    expect(await send(stale)).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining('mở quá lâu'),
    });
    expect(await lotOf(lotId)).toMatchObject({ unopened: 1, vials: [{ id: vial, dosesLeft: 9 }] });
  });

  it('that by the count came out of nothing is kept, and the stock is put right', async () => {
    const lotId = await receive('BCG', 'SYN-DEV-3', { vials: 1 });
    const lot = (await lotOf(lotId))!;
    const two = [await child(addDays(today, -2)), await child(addDays(today, -2))];
    for (const patientId of two)
      expect(await send(doseFor(patientId, lot, clock))).toMatchObject({ outcome: 'accepted' });
    expect(await lotOf(lotId)).toMatchObject({ unopened: 0, vials: [], used: 2 });
  });

  it('out of the stock of another station is refused', async () => {
    const lotId = await receive('BCG', 'SYN-DEV-4');
    const lot = { ...(await lotOf(lotId))!, id: randomUUID() };
    expect(await send(doseFor(await child(addDays(today, -2)), lot, clock))).toMatchObject({
      outcome: 'refused',
      code: 'record.not-found',
    });
  });

  it('may be followed by a reaction noted there: it waits to be reported, and after a severe one the lot is locked', async () => {
    const lotId = await receive('BCG', 'SYN-DEV-5', { vials: 3 });
    const lot = (await lotOf(lotId))!;
    const baby = await child(addDays(today, -2));
    const dose = doseFor(baby, lot, clock);
    await send(dose);
    const noted = reactionObservation({
      id: deviceId(clock, baby),
      dose,
      signs: ['seizure'],
      beganAt: clock,
      notedAt: clock,
    });
    expect(await send(noted)).toMatchObject({ outcome: 'accepted' });
    expect(await lotOf(lotId)).toMatchObject({ lockedBecause: 'reaction' });
    const { body } = await ask<{ reactions: ShownReaction[] }>(lan, 'reactions?only=open');
    expect(body.reactions.find(({ patientId }) => patientId === baby)).toMatchObject({
      severity: 'severe',
      signs: ['seizure'],
      lotNumber: 'SYN-DEV-5',
    });
    // Out of a lot that was locked before, no device gives anything.
    const later = new Date(clock.getTime() + 60_000);
    clock = later;
    expect(await send(doseFor(await child(addDays(today, -2)), lot, later))).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining('bị khóa'),
    });
  });
});
