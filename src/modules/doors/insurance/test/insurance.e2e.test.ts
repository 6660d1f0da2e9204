import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Patient, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hospitalNumberSystem,
  identifierSystem,
  visitKeySystem,
} from '#kernel/vietnam/identifier-systems.ts';
import { startPlatform } from '#platform/testing/start-platform.ts';
import type { CallAs, TestPlatform } from '#platform/testing/start-platform.ts';
import { openDatabase } from '#platform/sql/database.ts';
import { doors } from '../../module.ts';
import { resumeSources } from '../../jobs/resume-sources.job.ts';
import { readSource, receive } from '../../source-log.ts';
import { takeSource } from '../../take-source.ts';
import { printEnvelope } from '../print-envelope.ts';
import type { PrintLine, PrintVisit } from '../print-envelope.ts';
import type { ClaimReceipt } from '../receipt.ts';
import { aDrug, aFormerVisit, aVisit } from './sample-visit.ts';

const sample = new URL('../../../../../../shared/data/insurance/sample-giamdinhhs.xml', import.meta.url);
const xml = { 'content-type': 'application/xml' };
const head = { facility: '01999', madeOn: '20260310' };
const envelope = (visits: readonly PrintVisit[], more: Partial<typeof head> & { declared?: string } = {}) =>
  [...printEnvelope({ ...head, ...more }, visits)].join('');

let sen: TestPlatform;
let hospital: CallAs;
let admin: CallAs;
let number = 0;

/** Somebody new, with numbers nobody else has. */
function somebody(change: PrintLine = {}): PrintLine {
  number += 1;
  const tail = String(number).padStart(6, '0');
  return {
    HO_TEN: `Trần Thị Người ${tail}`,
    SO_CCCD: `001190${tail}`,
    MA_THE_BHYT: `DN40101${'00'}${tail}`,
    MA_BN: `BN-${tail}`,
    ...change,
  };
}

beforeAll(async () => {
  sen = await startPlatform({ modules: [doors] });
  hospital = await sen.asSystem();
  admin = await sen.as('quantri');
});
afterAll(() => sen.stop());

async function send(
  body: string | Uint8Array<ArrayBuffer>,
  call = hospital,
): Promise<{ status: number; receipt: ClaimReceipt }> {
  const response = await call('/exchange/insurance', { method: 'POST', headers: xml, body });
  return { status: response.status, receipt: (await response.json()) as ClaimReceipt };
}

async function search<R extends Resource>(query: string): Promise<R[]> {
  const [type = '', rest = ''] = query.split('?');
  const page = await sen.context().record.search(type, rest);
  return page.matches.map((m) => JSON.parse(m.text) as R);
}

const findPerson = async (who: PrintLine) =>
  (
    await search<Patient>(
      `Patient?identifier=${encodeURIComponent(`${identifierSystem.personalNumber}|${who['SO_CCCD']}`)}`,
    )
  )[0];
const everything = async (patientId: string) =>
  (await sen.context().record.everything(patientId, '_count=500')).matches.map(
    (m) => JSON.parse(m.text) as Resource,
  );
const ofVisit = async (type: string, key: string) =>
  search(`${type}?identifier=${encodeURIComponent(`${visitKeySystem('01999')}|${key}`)}`);
interface Item {
  id: string;
  table: string;
  line: number;
  field: string;
  rule: string;
  visit: string;
  vi: string;
  en: string;
  state: string;
  sourceId: string;
}
const quarantined = async (sourceId: string, state = 'open') =>
  (
    (await (await admin(`/api/doors/quarantine?source=${sourceId}&state=${state}`)).json()) as {
      items: Item[];
    }
  ).items;

describe('a hospital sends a claim envelope', () => {
  it('gets a receipt, and the visit stands in the record of the person with where it came from', async () => {
    const who = somebody();
    const { status, receipt } = await send(envelope([aVisit({ key: 'A-1', summary: who })]));
    expect({ status, ...receipt }).toMatchObject({
      status: 200,
      trangThai: 'taken',
      soHoSo: 1,
      soMoi: 1,
      soCanSua: 0,
    });
    const person = await findPerson(who);
    expect(person?.name?.[0]?.text).toBe(who['HO_TEN']);
    expect(person?.extension?.some((e) => e.valueCodeableConcept?.text === 'Kinh')).toBe(true);
    const record = await everything(person?.id ?? '');
    const types = record.map((r) => r.resourceType);
    for (const type of [
      'Encounter',
      'Condition',
      'MedicationRequest',
      'MedicationDispense',
      'ServiceRequest',
      'DiagnosticReport',
      'Observation',
      'ClinicalImpression',
      'Coverage',
      'Claim',
      'Provenance',
    ])
      expect(types).toContain(type);
    const provenance = record.find((r) => r.resourceType === 'Provenance');
    expect(provenance?.entity?.[0]?.what.identifier).toEqual({
      system: identifierSystem.source,
      value: receipt.maGiaoDich,
    });
    expect(provenance?.target.length).toBeGreaterThan(10);
    expect(provenance?.agent).toHaveLength(2);
  });

  it('gets the receipt as XML when it asks for XML', async () => {
    const response = await hospital('/exchange/insurance', {
      method: 'POST',
      headers: { ...xml, accept: 'application/xml' },
      body: envelope([aVisit({ key: 'A-XML', summary: somebody() })]),
    });
    expect(response.headers.get('content-type')).toContain('application/xml');
    expect(await response.text()).toContain('<trangThai>taken</trangThai>');
  });

  it('gets the former receipt for the same bytes, and nothing is written twice', async () => {
    const body = envelope([aVisit({ key: 'A-2', summary: somebody() })]);
    const first = await send(body);
    const second = await send(body);
    expect(second.receipt).toEqual(first.receipt);
    expect(await ofVisit('Encounter', 'A-2')).toHaveLength(1);
  });

  it('updates the visit when it is sent again, and writes nothing where nothing changed', async () => {
    const who = somebody();
    await send(envelope([aVisit({ key: 'A-3', summary: who })]));
    const person = await findPerson(who);
    const before = await everything(person?.id ?? '');
    const same = await send(envelope([aVisit({ key: 'A-3', summary: who })], { madeOn: '20260311' }));
    expect(same.receipt).toMatchObject({ soMoi: 0, soCapNhat: 0, soKhongDoi: 1 });
    expect((await everything(person?.id ?? '')).map((r) => `${r.id} ${r.meta?.versionId}`).sort()).toEqual(
      before.map((r) => `${r.id} ${r.meta?.versionId}`).sort(),
    );
    const changed = await send(
      envelope([aVisit({ key: 'A-3', summary: { ...who, LY_DO_VV: 'Chóng mặt' } })]),
    );
    expect(changed.receipt).toMatchObject({ soCapNhat: 1 });
    const encounters = await ofVisit('Encounter', 'A-3');
    expect(encounters).toMatchObject([{ reasonCode: [{ text: 'Chóng mặt' }], meta: { versionId: '2' } }]);
    const conditions = (await everything(person?.id ?? '')).filter((r) => r.resourceType === 'Condition');
    expect(conditions.map((c) => c.meta?.versionId)).toEqual(['1', '1']);
  });

  it('retires the lines that a later sending no longer holds, with their history', async () => {
    const who = somebody();
    const key = { MA_LK: 'A-4' };
    await send(envelope([aVisit({ key: 'A-4', summary: who })]));
    const fewer = aVisit({
      key: 'A-4',
      summary: { ...who, MA_BENH_KT: '' },
      drugs: [aDrug({ ...key, STT: '1' })],
    });
    const { receipt } = await send(envelope([fewer]));
    expect(receipt).toMatchObject({ soCapNhat: 1, soDongBo: 3 });
    const record = await everything((await findPerson(who))?.id ?? '');
    const requests = record.filter((r) => r.resourceType === 'MedicationRequest');
    expect(requests.map((r) => r.status).sort()).toEqual(['completed', 'entered-in-error']);
    const gone = requests.find((r) => r.status === 'entered-in-error');
    const history = await sen.context().record.history('MedicationRequest', gone?.id ?? '');
    expect(history.matches).toHaveLength(2);
    const conditions = record.filter((r) => r.resourceType === 'Condition');
    expect(conditions.map((c) => c.verificationStatus?.coding?.[0]?.code ?? '').sort()).toEqual([
      'confirmed',
      'entered-in-error',
    ]);
    const back = await send(envelope([aVisit({ key: 'A-4', summary: who })], { madeOn: '20260312' }));
    expect(back.receipt).toMatchObject({ soCapNhat: 1 });
    expect(
      (await everything((await findPerson(who))?.id ?? ''))
        .filter((r) => r.resourceType === 'MedicationRequest')
        .map((r) => r.status),
    ).toEqual(['completed', 'completed']);
  });

  it('takes the same visit twice in one file as one visit, the later one last', async () => {
    const who = somebody();
    const { receipt } = await send(
      envelope([
        aVisit({ key: 'A-5', summary: who }),
        aVisit({ key: 'A-5', summary: { ...who, LY_DO_VV: 'Sốt' } }),
      ]),
    );
    expect(receipt).toMatchObject({ soHoSo: 2, soMoi: 1, soCapNhat: 1 });
    expect(await ofVisit('Encounter', 'A-5')).toMatchObject([{ reasonCode: [{ text: 'Sốt' }] }]);
  });

  it('takes the tables of QĐ 4210 and finds the same person by her card', async () => {
    const who = somebody({ MA_THE_BHYT: 'DN4010000000017', MA_BN: 'BN000001', HO_TEN: 'Lý Thị Thử Nghiệm' });
    await send(envelope([aVisit({ key: 'A-6', summary: who })]));
    const { receipt } = await send(envelope([aFormerVisit('A-6-CU')]));
    expect(receipt).toMatchObject({ trangThai: 'taken', soMoi: 1 });
    const record = await everything((await findPerson(who))?.id ?? '');
    expect(record.filter((r) => r.resourceType === 'Encounter')).toHaveLength(2);
  });

  it('makes one person of two visits in one file, and a provisional one of somebody without numbers', async () => {
    const who = somebody();
    await send(envelope([aVisit({ key: 'A-7', summary: who }), aVisit({ key: 'A-8', summary: who })]));
    expect(
      await search(
        `Patient?identifier=${encodeURIComponent(`${hospitalNumberSystem('01999')}|${who['MA_BN']}`)}`,
      ),
    ).toHaveLength(1);
    const nobody = somebody({ SO_CCCD: '', MA_THE_BHYT: '', MA_BN: '', HO_TEN: 'Người Không Số' });
    await send(envelope([aVisit({ key: 'A-9', summary: nobody })]));
    await send(envelope([aVisit({ key: 'A-9', summary: nobody })], { madeOn: '20260313' }));
    const found = await search<Patient>('Patient?name=nguoi%20khong%20so');
    expect(found).toHaveLength(1);
    expect(found[0]?.meta?.tag?.[0]?.code).toBe('provisional');
  });
});

describe('two hospitals send at one time', () => {
  it('a person whom neither had met before is made once', async () => {
    const people = Array.from({ length: 15 }, (_, i) =>
      somebody({ SO_CCCD: '', HO_TEN: `Mai Thị Chung ${i}` }),
    );
    const visits = (prefix: string, facility: string, order: readonly PrintLine[]) =>
      envelope(
        order.map((who, i) => aVisit({ key: `${prefix}-${i}`, summary: { ...who, MA_CSKCB: facility } })),
        { facility },
      );
    const answers = await Promise.all([
      send(visits('G', '01999', people)),
      send(visits('H', '79999', people.toReversed())),
    ]);
    expect(answers.map((a) => a.receipt.soMoi)).toEqual([15, 15]);
    expect(await search('Patient?name=mai%20thi%20chung&_count=200')).toHaveLength(15);
  });
});

describe('something in the file is wrong', () => {
  it('keeps the wrong line aside, named in both languages, and takes the good ones', async () => {
    const who = somebody();
    const drugs = [
      aDrug({ MA_LK: 'B-1', STT: '1' }),
      aDrug({ MA_LK: 'B-1', STT: '2', NGAY_YL: '202602300960' }),
      aDrug({ MA_LK: 'B-1', STT: '3', DON_GIA: '-500' }),
    ];
    const { receipt, status } = await send(envelope([aVisit({ key: 'B-1', summary: who, drugs })]));
    expect({ status, ...receipt }).toMatchObject({ status: 200, trangThai: 'partly', soCanSua: 2 });
    const items = await quarantined(receipt.maGiaoDich);
    expect(items.map((i) => `${i.visit} ${i.table} ${i.line} ${i.field} ${i.rule}`).sort()).toEqual([
      'B-1 XML2 2 NGAY_YL claim.date',
      'B-1 XML2 3 DON_GIA claim.negative',
    ]);
    expect(items[0]?.vi).toMatch(/[ạảãàáâăêôơưđ]/);
    const record = await everything((await findPerson(who))?.id ?? '');
    expect(record.filter((r) => r.resourceType === 'MedicationRequest')).toHaveLength(1);
  });

  it('shows the administrator the wrong value and masks the rest; a mended value is taken and the source stays as it was', async () => {
    const who = somebody();
    const drugs = [aDrug({ MA_LK: 'B-2', STT: '1', NGAY_YL: '202602300960' })];
    const { receipt } = await send(envelope([aVisit({ key: 'B-2', summary: who, drugs })]));
    const [item] = await quarantined(receipt.maGiaoDich);
    const seen = (await (await admin(`/api/doors/quarantine/${item?.id}`)).json()) as {
      value: string;
      fields: { name: string; value: string; wrong: boolean }[];
    };
    expect(seen.value).toBe('202602300960');
    expect(seen.fields.filter((f) => f.wrong)).toEqual([
      { name: 'NGAY_YL', value: '202602300960', wrong: true },
    ]);
    expect(seen.fields.find((f) => f.name === 'TEN_THUOC')?.value).toMatch(/^•+$/);
    const mend = (value: string) =>
      admin(`/api/doors/quarantine/${item?.id}/mend`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        body: JSON.stringify({ value }),
      });
    const stillWrong = (await (await mend('202613010900')).json()) as { state: string; open: unknown[] };
    expect(stillWrong).toMatchObject({ state: 'open', open: [{ field: 'NGAY_YL' }] });
    const right = (await (await mend('202603100900')).json()) as { state: string; open: unknown[] };
    expect(right).toEqual({ state: 'mended', open: [] });
    const record = await everything((await findPerson(who))?.id ?? '');
    expect(record.filter((r) => r.resourceType === 'MedicationRequest')).toMatchObject([
      { authoredOn: '2026-03-10T09:00:00+07:00' },
    ]);
    const source = (await (await admin(`/api/doors/sources/${receipt.maGiaoDich}`)).json()) as {
      state: string;
      open: number;
    };
    expect(source).toMatchObject({ state: 'taken', open: 0 });
    const after = (await (await admin(`/api/doors/quarantine/${item?.id}`)).json()) as {
      corrections: { value: string; by: string }[];
      decidedBy: string;
    };
    expect(after.corrections.map((c) => c.value)).toEqual(['202613010900', '202603100900']);
    expect(after.decidedBy).toBe((await sen.people()).admin.accountId);
  });

  it('lets an administrator dismiss a line; reading the source again does not open it', async () => {
    const drugs = [aDrug({ MA_LK: 'B-3', STT: '1', SO_LUONG: '-1' })];
    const { receipt } = await send(envelope([aVisit({ key: 'B-3', summary: somebody(), drugs })]));
    const [item] = await quarantined(receipt.maGiaoDich);
    const response = await admin(`/api/doors/quarantine/${item?.id}/dismiss`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: '{"note":"đã hỏi bệnh viện"}',
    });
    expect(await response.json()).toEqual({ state: 'dismissed' });
    expect(await quarantined(receipt.maGiaoDich)).toEqual([]);
    expect(await quarantined(receipt.maGiaoDich, 'dismissed')).toHaveLength(1);
  });

  it('never writes into the record of another person whose card or number is used', async () => {
    const a = somebody();
    const b = somebody();
    await send(envelope([aVisit({ key: 'B-4', summary: a }), aVisit({ key: 'B-5', summary: b })]));
    const lent = await send(
      envelope([aVisit({ key: 'B-6', summary: { ...b, MA_THE_BHYT: a['MA_THE_BHYT']! } })]),
    );
    expect(lent.receipt).toMatchObject({ trangThai: 'partly', soCanSua: 1 });
    expect(await quarantined(lent.receipt.maGiaoDich)).toMatchObject([
      { rule: 'person.card-of-another', field: 'MA_THE_BHYT', visit: 'B-6' },
    ]);
    expect(await ofVisit('Encounter', 'B-6')).toEqual([]);
    const stranger = somebody({
      SO_CCCD: '',
      MA_THE_BHYT: a['MA_THE_BHYT']!,
      HO_TEN: 'Đặng Quốc Khánh',
      NGAY_SINH: '195501010000',
    });
    const borrowed = await send(envelope([aVisit({ key: 'B-7', summary: stranger })]));
    expect(await quarantined(borrowed.receipt.maGiaoDich)).toMatchObject([
      { rule: 'person.card-of-another' },
    ]);
    const record = await everything((await findPerson(a))?.id ?? '');
    expect(record.filter((r) => r.resourceType === 'Encounter')).toHaveLength(1);
  });

  it('keeps the former card when the group of the card changes', async () => {
    const who = somebody();
    await send(envelope([aVisit({ key: 'B-8', summary: who })]));
    const card = `HT3${who['MA_THE_BHYT']!.slice(3)}`;
    await send(
      envelope([aVisit({ key: 'B-9', summary: { ...who, MA_THE_BHYT: card, GT_THE_TU: '20260601' } })]),
    );
    const cards = (await findPerson(who))?.identifier?.filter(
      (i) => i.system === identifierSystem.insuranceCard,
    );
    expect(cards?.map((i) => [i.value, i.use])).toEqual([
      [who['MA_THE_BHYT'], 'old'],
      [card, 'official'],
    ]);
  });

  it('takes the whole visits before the place where a file was cut', async () => {
    const whole = envelope([
      aVisit({ key: 'B-10', summary: somebody() }),
      aVisit({ key: 'B-11', summary: somebody() }),
    ]);
    const { receipt } = await send(whole.slice(0, whole.lastIndexOf('<HOSO>') + 500));
    expect(receipt).toMatchObject({ trangThai: 'partly', soHoSo: 1, soMoi: 1 });
    expect(await quarantined(receipt.maGiaoDich)).toMatchObject([
      { rule: 'claim.truncated', table: 'GIAMDINHHS' },
    ]);
  });

  it.each([
    [
      'entities',
      `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><GIAMDINHHS>&x;</GIAMDINHHS>`,
      /DOCTYPE/,
    ],
    ['nesting', `<GIAMDINHHS>${'<a>'.repeat(40)}${'</a>'.repeat(40)}</GIAMDINHHS>`, /lồng nhau/],
    ['a bare table', '<TONG_HOP><MA_LK>1</MA_LK></TONG_HOP>', /GIAMDINHHS/],
    ['nothing', '<GIAMDINHHS></GIAMDINHHS>', /không có hồ sơ/],
  ])('stores and refuses a file with %s, and says why', async (_what, body, sentence) => {
    const { status, receipt } = await send(body);
    expect(status).toBe(422);
    expect(receipt.trangThai).toBe('refused');
    expect(receipt.thongDiep).toMatch(sentence);
  });

  it('does not wait for two gigabytes that a header promises', async () => {
    const { port } = new URL(sen.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), 'localhost', () => {
        socket.write(
          `POST /exchange/insurance HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/xml\r\nContent-Length: 2147483648\r\n\r\n<GIAMDINHHS>`,
        );
      });
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
      setTimeout(() => socket.destroy(), 3000);
    });
    expect(answer).toMatch(/^HTTP\/1.1 (401|413)/);
    expect((await hospital('/healthz')).status).toBe(200);
  });
});

describe('who may send and see', () => {
  it('refuses people, and systems that may not', async () => {
    const body = envelope([aVisit({ key: 'C-1', summary: somebody() })]);
    expect(
      (await fetch(`${sen.url}/exchange/insurance`, { method: 'POST', headers: xml, body })).status,
    ).toBe(401);
    const citizen = await sen.as('hoa');
    expect((await citizen('/exchange/insurance', { method: 'POST', headers: xml, body })).status).toBe(403);
    expect((await citizen('/api/doors/quarantine')).status).toBe(403);
    const doctor = await sen.as('bs.minh');
    expect((await doctor('/api/doors/sources')).status).toBe(403);
  });

  it('refuses an envelope of another facility than the one the sender is bound to', async () => {
    const ctx = sen.contextOf('doors');
    const take = async (facility: string, key: string) => {
      const bytes = (async function* () {
        yield Buffer.from(envelope([aVisit({ key, summary: somebody() })]));
      })();
      const { source } = await receive(ctx, bytes, {
        door: 'insurance',
        sender: `bound-${facility}`,
        facility,
        bound: true,
      });
      return takeSource(ctx, source.id);
    };
    expect(await take('79001', 'C-2')).toMatchObject({ state: 'refused', reason: 'claim.facility-foreign' });
    expect(await take('01999', 'C-3')).toMatchObject({ state: 'taken' });
    expect(await ofVisit('Encounter', 'C-2')).toEqual([]);
  });

  it('lets an administrator have a source read again, which doubles nothing', async () => {
    const drugs = [aDrug({ MA_LK: 'C-4', STT: '1', SO_LUONG: 'mười' })];
    const { receipt } = await send(envelope([aVisit({ key: 'C-4', summary: somebody(), drugs })]));
    const response = await admin(`/api/doors/sources/${receipt.maGiaoDich}/retry`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: '{}',
    });
    expect(response.status).toBe(200);
    await sen.settle();
    expect(await quarantined(receipt.maGiaoDich)).toMatchObject([
      { rule: 'claim.number-format', state: 'open' },
    ]);
    expect(await ofVisit('Encounter', 'C-4')).toMatchObject([{ meta: { versionId: '1' } }]);
  });

  it('pages through sources and findings', async () => {
    for (const key of ['P-1', 'P-2', 'P-3', 'P-4', 'P-5', 'P-6'])
      await send(envelope([aVisit({ key, summary: somebody() })]));
    const first = (await (await admin('/api/doors/sources?count=3')).json()) as {
      sources: { id: string }[];
      next: string;
    };
    const second = (await (await admin(`/api/doors/sources?count=3&cursor=${first.next}`)).json()) as {
      sources: { id: string }[];
    };
    const ids = [...first.sources, ...second.sources].map((s) => s.id);
    expect(new Set(ids).size).toBe(6);
    expect((await admin('/api/doors/sources?cursor=nonsense')).status).toBe(400);
  });
});

describe('the process is killed in the middle', () => {
  it('goes on from where it was committed, and nothing is doubled', async () => {
    const visits = Array.from({ length: 65 }, (_, i) =>
      aVisit({ key: `D-${i}`, summary: somebody({ HO_TEN: `Vũ Văn Tiếp ${i}` }) }),
    );
    const ctx = sen.contextOf('doors');
    const bytes = (async function* () {
      yield Buffer.from(envelope(visits));
    })();
    const { source } = await receive(ctx, bytes, {
      door: 'insurance',
      sender: 'test-kill',
      fileName: 'thang-3.xml',
    });
    // What a kill leaves: some batches committed, the cursor behind the last of them.
    let steps = 0;
    const stopped = await takeSource(ctx, source.id, () => ++steps > 1);
    expect(stopped.state).toBe('taking');
    expect(stopped.cursor).toBeGreaterThan(0);
    expect(stopped.cursor).toBeLessThan(65);
    const done = await takeSource(ctx, source.id);
    expect(done).toMatchObject({ state: 'taken', units: 65, taken: 65, updated: 0 });
    expect(await ofVisit('Encounter', 'D-0')).toHaveLength(1);
    expect(await ofVisit('Encounter', 'D-64')).toHaveLength(1);
    expect(await search('Patient?name=vu%20van%20tiep&_count=200')).toHaveLength(65);
  });
});

describe('the database is killed in the middle', () => {
  it('ends the reading with an error; reading again finishes it and nothing is doubled', async () => {
    const visits = Array.from({ length: 90 }, (_, i) =>
      aVisit({ key: `E-${i}`, summary: somebody({ HO_TEN: `Hồ Văn Lại ${i}` }) }),
    );
    const ctx = sen.contextOf('doors');
    const bytes = (async function* () {
      yield Buffer.from(envelope(visits));
    })();
    const { source } = await receive(ctx, bytes, { door: 'insurance', sender: 'test-database-kill' });
    const kill = openDatabase(sen.databaseUrl, { max: 1 });
    let steps = 0;
    let killed: Promise<unknown> = Promise.resolve();
    const broken = await takeSource(ctx, source.id, () => {
      steps += 1;
      if (steps === 2) {
        killed = kill.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        );
      }
      return false;
    }).catch((error: unknown) => error);
    await killed;
    await kill.stop();
    // The pool still holds dead connections; it throws them away as they are met.
    await expect
      .poll(() => readSource(ctx, source.id).catch(() => undefined), { timeout: 20_000 })
      .toBeDefined();
    const before = await readSource(ctx, source.id);
    expect(before.units).toBe(before.cursor);
    // Whether the kill met a statement or the pause between two, the second reading ends it.
    if (broken instanceof Error)
      await ctx.sql.query('update doors.source set lease_until = null where id = $1', [source.id]);
    const done = await takeSource(ctx, source.id);
    expect(done).toMatchObject({ state: 'taken', units: 90, taken: 90, updated: 0, unchanged: 0 });
    expect(await search('Patient?name=ho%20van%20lai&_count=200')).toHaveLength(90);
  });

  it('is found by the job that looks for readings nobody goes on with', async () => {
    const ctx = sen.contextOf('doors');
    const bytes = (async function* () {
      yield Buffer.from(envelope([aVisit({ key: 'F-1', summary: somebody() })]));
    })();
    const { source } = await receive(ctx, bytes, { door: 'insurance', sender: 'test-forgotten' });
    await ctx.sql.query(
      `update doors.source set received_at = received_at - interval '1 minute' where id = $1`,
      [source.id],
    );
    await ctx.transaction((inner) => resumeSources.run(inner, {}));
    await expect
      .poll(async () => (await readSource(ctx, source.id)).state, { timeout: 20_000 })
      .toBe('taken');
  });
});

describe('the sample of the regulation', () => {
  it.skipIf(!existsSync(sample))(
    'is taken whole (skipped where the sample files are not on this machine)',
    async () => {
      const { receipt } = await send(new Uint8Array(readFileSync(sample)));
      expect(receipt).toMatchObject({ trangThai: 'taken', soHoSo: 1, soMoi: 1 });
      const source = (await (await admin(`/api/doors/sources/${receipt.maGiaoDich}`)).json()) as {
        warnings: unknown;
      };
      expect(source.warnings).toEqual([]);
    },
  );
});
