import type {
  Condition,
  DiagnosticReport,
  Encounter,
  Observation,
  Provenance,
  Resource,
} from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { identifierSystem, visitKeySystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { openMllpClient, type MllpClient } from '../hl7v2/mllp-client.ts';
import { startMllp, type RunningMllp } from '../hl7v2/mllp-server.ts';
import { printEnvelope, type PrintVisit } from '../insurance/print-envelope.ts';
import type { ClaimReceipt } from '../insurance/receipt.ts';
import { doors } from '../module.ts';
import { claimOf, glucoseLines, message, somebody, type Somebody } from './a-visit-of-both.ts';

let sen: TestPlatform;
let hospital: CallAs;
let admin: CallAs;
let mllp: RunningMllp;
let client: MllpClient;
let number = 0;
let who: Somebody;
let key: string;

beforeAll(async () => {
  sen = await startPlatform({ modules: [doors] });
  hospital = await sen.asSystem();
  admin = await sen.as('quantri');
  const host = { context: (): Context => sen.contextOf('doors'), settings: {}, demo: true };
  mllp = await startMllp(host, { port: 0, host: '127.0.0.1' });
  client = await openMllpClient('127.0.0.1', mllp.port);
});

afterAll(async () => {
  client?.close();
  await mllp?.stop();
  await sen?.stop();
});

beforeEach(() => {
  number += 1;
  who = somebody(number);
  key = `LK-${number}`;
});

let sent = 0;
async function claim(visit: PrintVisit, facility = '01999'): Promise<ClaimReceipt> {
  sent += 1;
  const body = [...printEnvelope({ facility, madeOn: `2026${String(sent).padStart(4, '0')}` }, [visit])].join(
    '',
  );
  const response = await hospital('/exchange/insurance', {
    method: 'POST',
    headers: { 'content-type': 'application/xml' },
    body,
  });
  return (await response.json()) as ClaimReceipt;
}
async function tell(text: string, over = client): Promise<string> {
  return /MSA\|(\w\w)/.exec(await over.send(Buffer.from(text)))?.[1] ?? 'nothing';
}

async function find<R extends Resource>(type: R['resourceType'], query: string): Promise<R[]> {
  const page = await sen.context().record.search(type, `${query}&_count=200`);
  return page.matches.map(({ text }) => JSON.parse(text) as R);
}
const visits = (facility = '01999') =>
  find<Encounter>('Encounter', `identifier=${encodeURIComponent(`${visitKeySystem(facility)}|${key}`)}`);
async function visit(): Promise<Encounter & { id: string }> {
  const found = await visits();
  expect(found).toHaveLength(1);
  return { ...found[0]!, id: found[0]!.id! };
}
const ofPerson = async <R extends Resource>(type: R['resourceType'], person = who): Promise<R[]> => {
  const system = identifierSystem.personalNumber;
  const [patient] = await find(
    'Patient',
    `identifier=${encodeURIComponent(`${system}|${person.personalNumber}`)}`,
  );
  return find<R>(type, `patient=${patient?.id ?? 'nobody'}`);
};
const standing = <R extends Resource>(list: R[]): R[] =>
  list.filter(
    (one) =>
      (one as { status?: string }).status !== 'entered-in-error' &&
      (one as Condition).verificationStatus?.coding?.[0]?.code !== 'entered-in-error',
  );
const glucose = async () =>
  standing(await ofPerson<Observation>('Observation')).filter((one) =>
    one.code.coding?.some(({ code }) => code === '14771-0'),
  );
const diagnoses = async () =>
  standing(await ofPerson<Condition>('Condition'))
    .map((one) => one.code?.coding?.[0]?.code ?? '')
    .toSorted((a, b) => a.localeCompare(b));
async function sourcesOf(resource: Resource): Promise<string[]> {
  const found = await find<Provenance>('Provenance', `target=${resource.resourceType}/${resource.id}`);
  return [...new Set(found.map(({ entity }) => entity?.[0]?.what.identifier?.value ?? ''))];
}

const admission = () => message('ADT^A01', who, key, ['DG1|1||I10^Tăng huyết áp^I10||20260310|A']);
const result = () => message('ORU^R01', who, key, glucoseLines());
const order = () =>
  message('ORM^O01', who, key, ['ORC|NW|P1|||||||20260310083000+0700', 'OBR|1|P1||TEST.GLU^Glucose^DVKT']);
const discharge = () => message('ADT^A03', who, key);

/** What must stand in the record, whoever spoke first. */
async function expectOneVisit(): Promise<void> {
  const stay = await visit();
  expect(stay).toMatchObject({
    status: 'finished',
    class: { code: 'AMB' },
    period: { start: '2026-03-10T08:00:00+07:00', end: '2026-03-10T11:00:00+07:00' },
    location: [{ location: { display: 'NOI / 201 / 05' }, status: 'completed' }],
    hospitalization: { admitSource: {}, dischargeDisposition: {} },
    reasonCode: [{ text: 'Đau đầu' }],
  });
  expect(stay.participant?.some(({ individual }) => individual?.display === 'LÊ QUANG MINH')).toBe(true);
  expect(stay.participant?.some(({ individual }) => individual?.reference?.startsWith('Practitioner/'))).toBe(
    true,
  );
  expect(await diagnoses()).toEqual(['E11.9', 'I10']);
  expect(stay.diagnosis).toHaveLength(2);
  const values = await glucose();
  expect(values).toHaveLength(1);
  expect(values[0]).toMatchObject({
    valueQuantity: { value: 6.8, code: 'mmol/L' },
    referenceRange: [{ low: { value: 3.9 }, high: { value: 6.4 } }],
    encounter: { reference: `Encounter/${stay.id}` },
  });
  const reports = standing(await ofPerson<DiagnosticReport>('DiagnosticReport'));
  expect(reports).toHaveLength(1);
  expect(reports[0]?.result).toEqual([{ reference: `Observation/${values[0]!.id}` }]);
  expect(standing(await ofPerson('ServiceRequest'))).toHaveLength(1);
  for (const one of [stay, values[0]!, ...reports]) expect((await sourcesOf(one)).length).toBeGreaterThan(1);
}

describe('a hospital sends messages and a claim of one visit', () => {
  const bill = () => claim(claimOf(who, key)).then(({ trangThai }) => trangThai);
  const orders: Record<string, () => (() => Promise<string>)[]> = {
    'messages, then the claim': () => [
      () => tell(admission()),
      () => tell(order()),
      () => tell(result()),
      () => tell(discharge()),
      bill,
    ],
    'the claim, then messages': () => [
      bill,
      () => tell(admission()),
      () => tell(order()),
      () => tell(result()),
      () => tell(discharge()),
    ],
    'the claim between them': () => [
      () => tell(admission()),
      () => tell(result()),
      bill,
      () => tell(order()),
      () => tell(discharge()),
    ],
    'everything twice, in turns': () => [
      bill,
      () => tell(admission()),
      bill,
      () => tell(result()),
      () => tell(order()),
      () => tell(discharge()),
      bill,
      () => tell(result()),
      () => tell(order()),
    ],
  };

  test.each(Object.keys(orders))('it is one visit: %s', async (name) => {
    for (const step of orders[name]!()) expect(['AA', 'taken']).toContain(await step());
    await expectOneVisit();
  });

  test('it is one visit when both doors speak at the same time', async () => {
    const second = await openMllpClient('127.0.0.1', mllp.port);
    const answers = await Promise.all([
      bill(),
      (async () => [await tell(admission()), await tell(discharge())].join(' '))(),
      (async () => [await tell(order(), second), await tell(result(), second)].join(' '))(),
    ]);
    second.close();
    expect(answers).toEqual(['taken', 'AA AA', 'AA AA']);
    await expectOneVisit();
  });

  test('a ward that knows only its own number, and MA_LK beside it, still means the same visit', async () => {
    const pv1 = `PV1|1|I|NOI^201^05||||||||||||||||HIS-${number}^^^HIS|||||||||||||||||||||||||20260310080000+0700||||||${key}^^^MALK`;
    await tell(message('ADT^A01', who, key, [], { pv1 }));
    await claim(claimOf(who, key));
    const stay = await visit();
    expect(stay.identifier?.map(({ value }) => value)).toContain(`HIS-${number}`);
  });
});

describe('a later word of one door', () => {
  test('a change of ward after the claim enriches the visit and opens nothing again', async () => {
    await claim(claimOf(who, key));
    expect(await tell(message('ADT^A08', who, key))).toBe('AA');
    const stay = await visit();
    expect([stay.status, stay.location?.[0]?.location.display, stay.diagnosis?.length]).toEqual([
      'finished',
      'NOI / 201 / 05',
      2,
    ]);
    expect(stay.length).toBeDefined();
  });

  test('while the claim has only checked somebody in, the ward says how far the visit is', async () => {
    const { tables } = claimOf(who, key);
    await claim({ tables: { XML0: tables.XML1!.map(({ NGAY_RA: _out, ...line }) => line) } });
    await tell(admission());
    expect((await visit()).status).toBe('in-progress');
    await tell(discharge());
    expect((await visit()).status).toBe('finished');
  });

  test('the same sent again by either door writes nothing', async () => {
    await tell(admission());
    await tell(result());
    await claim(claimOf(who, key));
    const versions = async () =>
      [...(await ofPerson('Observation')), ...(await ofPerson('Encounter')), ...(await ofPerson('Condition'))]
        .map((one) => `${one.id} ${one.meta?.versionId}`)
        .toSorted();
    const before = await versions();
    expect(await claim(claimOf(who, key))).toMatchObject({ soKhongDoi: 1, soDongBo: 0 });
    await tell(admission());
    await tell(result());
    expect(await versions()).toEqual(before);
  });

  test('a claim that corrects its diagnosis changes its own words and keeps those of the ward', async () => {
    await tell(admission());
    await claim(claimOf(who, key));
    const receipt = await claim(
      claimOf(who, key, { summary: { MA_BENH_KT: 'E78.5', LY_DO_VV: 'Chóng mặt' } }),
    );
    expect(receipt).toMatchObject({ soCapNhat: 1, soDongBo: 1 });
    expect(await diagnoses()).toEqual(['E78.5', 'I10']);
    expect(await visit()).toMatchObject({ reasonCode: [{ text: 'Chóng mặt' }], location: [{}] });
  });

  test.each(['claim first', 'messages first'])(
    'a claim with fewer lines retires only what nobody else states (%s)',
    async (first) => {
      const steps = [() => claim(claimOf(who, key)), () => tell(admission()), () => tell(result())];
      for (const step of first === 'claim first' ? steps : steps.toReversed()) await step();
      const [before] = await glucose();
      await claim(claimOf(who, key, { summary: { MA_BENH_CHINH: 'E11.9', MA_BENH_KT: '' }, results: [] }));
      expect(await diagnoses()).toEqual(['E11.9', 'I10']);
      const [value, ...more] = await glucose();
      expect(more).toEqual([]);
      expect(value).toMatchObject({ id: before!.id, referenceRange: [{}] });
      await claim(claimOf(who, key));
      expect((await glucose()).map(({ id }) => id)).toEqual([before!.id]);
      expect(await diagnoses()).toEqual(['E11.9', 'I10']);
    },
  );

  test('a diagnosis that the ward takes back stays where the claim states it, and goes where nobody does', async () => {
    await tell(message('ADT^A01', who, key, ['DG1|1||I10^Tăng huyết áp^I10', 'DG1|2||R50.9^Sốt^I10']));
    await claim(claimOf(who, key));
    expect(await diagnoses()).toEqual(['E11.9', 'I10', 'R50.9']);
    const back = `${'|'.repeat(18)}D`;
    await tell(
      message('ADT^A08', who, key, [`DG1|1||I10^Tăng huyết áp^I10${back}`, `DG1|2||R50.9^Sốt^I10${back}`]),
    );
    expect(await diagnoses()).toEqual(['E11.9', 'I10']);
  });

  test.each(['claim first', 'messages first'])(
    'a result that the laboratory corrects stands beside what the claim says, each with its own source (%s)',
    async (first) => {
      const steps = [() => claim(claimOf(who, key)), () => tell(result())];
      for (const step of first === 'claim first' ? steps : steps.toReversed()) await step();
      expect(await glucose()).toHaveLength(1);
      await tell(message('ORU^R01', who, key, glucoseLines({ value: '7.10', status: 'C' })));
      const values = await glucose();
      expect(values.map((one) => one.valueQuantity?.value ?? 0).toSorted((a, b) => a - b)).toEqual([
        6.8, 7.1,
      ]);
      for (const one of values) expect((await sourcesOf(one)).length).toBeGreaterThan(0);
      await claim(claimOf(who, key, { glucose: { GIA_TRI: '7,1' } }));
      expect(await glucose()).toMatchObject([{ valueQuantity: { value: 7.1 }, referenceRange: [{}] }]);
    },
  );

  test.each([
    ['another value', { value: '6.9' }],
    ['another minute', { at: '20260310093100+0700' }],
    ['another unit', { unit: 'mg/dL' }],
  ])('a result with %s is kept beside the other, for nobody knows', async (_, change) => {
    await claim(claimOf(who, key));
    await tell(message('ORU^R01', who, key, glucoseLines(change)));
    expect(await glucose()).toHaveLength(2);
  });
});

describe('whose visit it is', () => {
  test('two facilities that use the same MA_LK have two visits', async () => {
    await claim(claimOf(who, key));
    await tell(message('ADT^A01', who, key, [], { facility: '01998' }));
    expect(await visits()).toHaveLength(1);
    expect(await visits('01998')).toHaveLength(1);
    expect((await ofPerson('Encounter')).length).toBe(2);
  });

  test('a message with the MA_LK of another person waits in quarantine and touches neither', async () => {
    await claim(claimOf(who, key));
    const before = await visit();
    number += 1;
    const other = somebody(number);
    expect(await tell(message('ADT^A01', other, key))).toBe('AE');
    expect(await visit()).toEqual(before);
    expect(await ofPerson('Encounter', other)).toEqual([]);
    const { items } = (await (await admin('/api/doors/quarantine?door=hl7v2')).json()) as {
      items: { rule: string; field: string }[];
    };
    expect(items.some(({ rule, field }) => rule === 'hl7.visit-of-another' && field === 'PV1-19')).toBe(true);
  });

  test('a claim with the MA_LK of another person waits; with the right key put in its place it is taken', async () => {
    await tell(admission());
    number += 1;
    const other = somebody(number);
    const { XML1 = [] } = claimOf(other, key).tables;
    const receipt = await claim({ tables: { XML1 } });
    expect(receipt).toMatchObject({ soMoi: 0, soCanSua: 1 });
    expect(await ofPerson('Encounter', other)).toEqual([]);
    const { items } = (await (await admin(`/api/doors/quarantine?source=${receipt.maGiaoDich}`)).json()) as {
      items: { id: string; rule: string; field: string }[];
    };
    expect(items).toMatchObject([{ rule: 'person.visit-of-another', field: 'MA_LK' }]);
    const response = await admin(`/api/doors/quarantine/${items[0]!.id}/mend`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value: `${key}-DUNG` }),
    });
    expect(await response.json()).toEqual({ state: 'mended', open: [] });
    expect(await ofPerson('Encounter', other)).toHaveLength(1);
    expect(await ofPerson('Encounter')).toHaveLength(1);
  });

  test('a value of a claim that was mended joins what the laboratory said', async () => {
    await tell(admission());
    await tell(result());
    const receipt = await claim(claimOf(who, key, { glucose: { NGAY_KQ: '202603100990' } }));
    expect(await glucose()).toHaveLength(1);
    const { items } = (await (await admin(`/api/doors/quarantine?source=${receipt.maGiaoDich}`)).json()) as {
      items: { id: string; field: string }[];
    };
    const wrong = items.find(({ field }) => field === 'NGAY_KQ');
    await admin(`/api/doors/quarantine/${wrong!.id}/mend`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value: '202603100930' }),
    });
    const values = await glucose();
    expect(values).toHaveLength(1);
    expect(values[0]?.code.coding?.length).toBeGreaterThanOrEqual(1);
    expect(await sourcesOf(values[0]!)).toContain(receipt.maGiaoDich);
  });
});
