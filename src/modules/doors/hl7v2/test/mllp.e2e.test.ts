import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type {
  DiagnosticReport,
  DocumentReference,
  Encounter,
  Immunization,
  Observation,
  Patient,
  Provenance,
  Resource,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '#platform/context.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { doors } from '../../module.ts';
import { keepCorrection } from '../../corrections.ts';
import { openWords } from '../../seal-words.ts';
import { retakeUnits } from '../../take-source.ts';
import { defaultLimits } from '../connection.ts';
import { openMllpClient, type MllpClient } from '../mllp-client.ts';
import { parseMessage, type Message } from '../message.ts';
import { startMllp, type RunningMllp } from '../mllp-server.ts';
import { keepSender } from '../sender.ts';

let sen: TestPlatform;
let open: RunningMllp;
let closed: RunningMllp;
let client: MllpClient;
let stranger: MllpClient;

const host = (demo: boolean) => ({ context: (): Context => sen.contextOf('doors'), settings: {}, demo });
const limits = { ...defaultLimits, messageBytes: 64 * 1024, frameIdleMs: 300 };

beforeAll(async () => {
  sen = await startPlatform({ modules: [doors] });
  open = await startMllp(host(true), { port: 0, host: '127.0.0.1', limits });
  closed = await startMllp(host(false), { port: 0, host: '127.0.0.1', maxConnections: 2 });
  client = await openMllpClient('127.0.0.1', open.port);
  stranger = await openMllpClient('127.0.0.1', closed.port);
});

afterAll(async () => {
  client?.close();
  stranger?.close();
  await open?.stop();
  await closed?.stop();
  await sen?.stop();
});

/** A fixture whose numbers are made new, so that each test has a person, a visit and an order of its own. */
let run = 0;
function fixture(name: string, change: (text: string) => string = (text) => text): Buffer {
  const text = readFileSync(new URL(`../fixtures/${name}.hl7`, import.meta.url), 'utf8').replaceAll(
    '\n',
    '\r',
  );
  const fresh = text
    .replaceAll('BN-778812', `BN-${run}`)
    .replaceAll('001190123456', `0011901${String(run).padStart(5, '0')}`)
    .replaceAll('GD4010123456789', `GD4019${String(run).padStart(9, '0')}`)
    .replaceAll('V-2026-1122', `V-${run}`)
    .replaceAll('P-501', `P-${run}`)
    .replaceAll('F-9001', `F-${run}`)
    .replaceAll('LIS-0001', `LIS-${run}`)
    .replaceAll('S-3311', `S-${run}`);
  return Buffer.from(change(fresh));
}

beforeEach(() => {
  run += 1;
});

async function send(bytes: Buffer, over = client): Promise<Message> {
  return parseMessage(await over.send(bytes)) ?? expect.fail('no answer');
}
const code = (answer: Message): string => answer.first('MSA')?.text(1) ?? '';
const rule = (answer: Message): string => answer.first('ERR')?.text(5) ?? '';

async function find<R extends Resource>(type: R['resourceType'], query: string): Promise<R[]> {
  const page = await sen.context().record.search(type, query);
  return page.matches.map((one) => JSON.parse(one.text) as R);
}
const patient = async (): Promise<Patient & { id: string }> => {
  const [found] = await find<Patient>('Patient', `identifier=BN-${run}`);
  return { ...(found ?? expect.fail('no patient')), id: found!.id! };
};
const visit = async (): Promise<Encounter> =>
  (await find<Encounter>('Encounter', `identifier=V-${run}`))[0] ?? expect.fail('no visit');
const adt = (event: string, change: (text: string) => string = (text) => text) =>
  fixture('adt-a01', (text) =>
    change(text.replaceAll('A01', event).replace('HIS-0001', `HIS-${run}-${event}-${Math.random()}`)),
  );

describe('a hospital tells who came (ADT)', () => {
  test('an admission makes the person, the visit, the diagnosis, the allergy, the card and the next of kin, with their origin', async () => {
    const answer = await send(fixture('adt-a01'));
    expect([code(answer), answer.first('MSA')?.text(2)]).toEqual(['AA', 'HIS-0001']);
    const person = await patient();
    expect(person.name?.[0]?.text).toBe('Nguyễn Thị Hoa');
    expect([person.gender, person.birthDate, person.telecom?.[0]?.value, person.address?.[0]?.city]).toEqual([
      'female',
      '1990-05-12',
      '0912345678',
      'Hoàn Kiếm',
    ]);
    expect(person.identifier?.map((one) => one.system)).toContain(
      'http://fhir.ehealth.gov.vn/core/sid/national_id',
    );
    const stay = await visit();
    expect([stay.status, stay.class.code, stay.period?.start, stay.location?.[0]?.location.display]).toEqual([
      'in-progress',
      'IMP',
      '2026-11-22T07:55:00+07:00',
      'NOI / 201 / 05',
    ]);
    expect(stay.diagnosis).toHaveLength(1);
    const kinds = await Promise.all(
      ['Condition', 'AllergyIntolerance', 'RelatedPerson', 'Coverage'].map((type) =>
        find(type as 'Condition', `patient=${person.id}`),
      ),
    );
    expect(kinds.map((list) => list.length)).toEqual([1, 1, 1, 1]);
    const [origin] = await find<Provenance>('Provenance', `patient=${person.id}`);
    expect(origin?.entity?.[0]?.what.identifier?.system).toBe('urn:sen:source');
    expect(origin?.target.map((one) => one.reference)).toContain(`Encounter/${stay.id}`);
  });

  test('the same message sent again gets the very same answer and writes nothing', async () => {
    const bytes = fixture('adt-a01');
    const first = await client.send(bytes);
    const before = (await visit()).meta?.versionId;
    expect(await client.send(bytes)).toBe(first);
    expect((await visit()).meta?.versionId).toBe(before);
  });

  test('a control id used again for other content is processed, and noted', async () => {
    await send(fixture('adt-a01'));
    const answer = await send(fixture('adt-a01', (text) => text.replace('NOI^201^05', 'NOI^202^01')));
    expect([code(answer), rule(answer)]).toEqual(['AA', 'control-id-reused']);
  });

  test('transfer, discharge and a cancelled discharge change one and the same visit', async () => {
    await send(fixture('adt-a01'));
    await send(adt('A02', (text) => text.replace('NOI^201^05', 'HSCC^1^02')));
    expect((await visit()).location?.map((one) => [one.location.display, one.status])).toEqual([
      ['NOI / 201 / 05', 'completed'],
      ['HSCC / 1 / 02', 'active'],
    ]);
    await send(
      adt('A03', (text) => text.replace('20261122075500+0700', '20261122075500+0700|20261125100000+0700')),
    );
    const ended = await visit();
    expect([ended.status, ended.period?.end]).toEqual(['finished', '2026-11-25T10:00:00+07:00']);
    await send(adt('A13'));
    const reopened = await visit();
    expect([reopened.status, reopened.period?.end, reopened.id]).toEqual([
      'in-progress',
      undefined,
      ended.id,
    ]);
    await send(adt('A11'));
    expect((await visit()).status).toBe('cancelled');
  });

  test('a new telephone number follows; the name of somebody with a personal number does not change from a ward', async () => {
    await send(fixture('adt-a01'));
    const answer = await send(
      adt('A31', (text) =>
        text.replace('0912345678', '0900000001').replace('NGUYỄN^HOA^THỊ', 'NGUYỄN^HOÀ^THỊ'),
      ),
    );
    expect(code(answer)).toBe('AA');
    const person = await patient();
    expect([person.telecom?.[0]?.value, person.name?.[0]?.text]).toEqual(['0900000001', 'Nguyễn Thị Hoa']);
  });

  test('cancelling a visit that nobody knows is refused and kept for whoever mends it', async () => {
    const answer = await send(adt('A11'));
    expect([code(answer), rule(answer)]).toEqual(['AE', 'order-cancelled-unknown']);
  });
});

describe('a laboratory tells results (ORU)', () => {
  test('numbers with unit and range, comparators, codes, words, comments, specimen and the printed form', async () => {
    expect(code(await send(fixture('oru-r01')))).toBe('AA');
    const person = await patient();
    const results = await find<Observation>('Observation', `patient=${person.id}`);
    const by = (loinc: string): Observation =>
      results.find((one) => one.code.coding?.[0]?.code === loinc) ?? expect.fail(loinc);
    expect(by('2345-7')).toMatchObject({
      status: 'final',
      valueQuantity: { value: 5.6, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
      referenceRange: [{ low: { value: 3.9 }, high: { value: 6.4 }, text: '3.9-6.4' }],
      effectiveDateTime: '2026-11-22T09:15:00+07:00',
      issued: '2026-11-22T09:25:00+07:00',
    });
    expect(by('2160-0')).toMatchObject({
      valueQuantity: { value: 132, code: 'umol/L' },
      interpretation: [{ coding: [{ code: 'H' }] }],
      note: [{ text: 'Đã kiểm tra lại' }],
    });
    expect(by('1988-5')).toMatchObject({
      valueQuantity: { comparator: '>', value: 200 },
      referenceRange: [{ high: { value: 5 } }],
    });
    expect(by('882-1').valueCodeableConcept?.text).toBe('Nhóm A');
    expect(by('8251-1').valueString).toBe('Mẫu huyết thanh trong\nKhông tan huyết');
    const [report] = await find<DiagnosticReport>('DiagnosticReport', `patient=${person.id}`);
    expect(report).toMatchObject({
      status: 'final',
      conclusion: 'Mẫu đạt chất lượng',
      presentedForm: [{ contentType: 'application/pdf', title: 'Phiếu kết quả' }],
    });
    expect([report?.result?.length, report?.specimen?.length]).toEqual([5, 1]);
    expect(report?.encounter?.reference).toBe(`Encounter/${(await visit()).id}`);
  });

  test('5.60 stays 5.60: the zeros say how exact the analyser is', async () => {
    await send(fixture('oru-r01'));
    const page = await sen
      .context()
      .record.search('Observation', `patient=${(await patient()).id}&code=2345-7`);
    expect(page.matches[0]?.text).toContain('"value":5.60');
  });

  test('a corrected result updates the same observation; what it does not repeat stays in the report', async () => {
    await send(fixture('oru-r01'));
    const [before] = await find<Observation>('Observation', `patient=${(await patient()).id}&code=2345-7`);
    const corrected = fixture('oru-r01', (text) =>
      text
        .replace(`LIS-${run}|P`, `LIS-C-${run}|P`)
        .replace('||5.60|mmol/L|3.9-6.4|N|||F', '||6.90|mmol/L|3.9-6.4|H|||C')
        .replace('|CH|F\r', '|CH|C\r')
        .replace(/OBX\|2[^]*(?=SPM)/, ''),
    );
    expect(code(await send(corrected))).toBe('AA');
    const [after] = await find<Observation>('Observation', `patient=${(await patient()).id}&code=2345-7`);
    expect([after?.id, after?.status, after?.valueQuantity?.value]).toEqual([before?.id, 'corrected', 6.9]);
    const [report] = await find<DiagnosticReport>('DiagnosticReport', `patient=${(await patient()).id}`);
    expect([report?.status, report?.result?.length, report?.presentedForm?.length]).toEqual([
      'corrected',
      5,
      1,
    ]);
  });

  test('a value that is no number is kept as the words it is, and said', async () => {
    const answer = await send(fixture('oru-r01', (text) => text.replace('||5.60|', '||tan huyết|')));
    expect([code(answer), rule(answer), answer.first('ERR')?.text(4)]).toEqual([
      'AA',
      'number-kept-as-text',
      'W',
    ]);
    const [kept] = await find<Observation>('Observation', `patient=${(await patient()).id}&code=2345-7`);
    expect(kept?.valueString).toBe('tan huyết');
  });
});

describe('orders, vaccinations and documents', () => {
  test('an order becomes a request, and its cancellation revokes that very one', async () => {
    await send(fixture('orm-o01'));
    const [before] = await find<ServiceRequest>('ServiceRequest', `patient=${(await patient()).id}`);
    expect(before).toMatchObject({ status: 'active', priority: 'stat', note: [{ text: 'Lấy máu lúc đói' }] });
    await send(
      fixture('orm-o01', (text) => text.replace('ORC|NW', 'ORC|CA').replace('HIS-0002', `HIS-CA-${run}`)),
    );
    const [after] = await find<ServiceRequest>('ServiceRequest', `patient=${(await patient()).id}`);
    expect([after?.id, after?.status]).toEqual([before?.id, 'revoked']);
  });

  test('a vaccination and a document are kept with what they say', async () => {
    const ids = (text: string) =>
      text
        .replace('BN-900001', `BN-${run}`)
        .replace('T-7001', `T-${run}`)
        .replace('DOC-2026-55', `DOC-${run}`);
    expect(code(await send(fixture('vxu-v04', ids)))).toBe('AA');
    const [dose] = await find<Immunization>('Immunization', `patient=${(await patient()).id}`);
    expect(dose).toMatchObject({
      status: 'completed',
      lotNumber: 'LOT2026A',
      doseQuantity: { value: 0.5 },
      vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '45' }] },
    });
    run += 1000;
    expect(code(await send(fixture('mdm-t02', ids)))).toBe('AA');
    const [document] = await find<DocumentReference>('DocumentReference', `patient=${(await patient()).id}`);
    expect(Buffer.from(document?.content[0]?.attachment.data ?? '', 'base64').toString()).toBe(
      'Người bệnh tỉnh, huyết áp 130/80.\nTái khám sau 7 ngày.',
    );
    run -= 1000;
  });
});

describe('what cannot be taken', () => {
  const cases: readonly (readonly [string, (text: string) => string, string, string])[] = [
    [
      'a type that this door does not know',
      (text) => text.replace('ADT^A01^ADT_A01', 'SIU^S12^SIU_S12'),
      'AR',
      'type-unknown',
    ],
    [
      'an event that this door does not know',
      (text) => text.replace('ADT^A01^ADT_A01', 'ADT^A40^ADT_A39'),
      'AR',
      'event-unknown',
    ],
    ['an unknown version', (text) => text.replace('|2.5.1|', '|3.0|'), 'AR', 'version-unknown'],
    ['a message without control id', (text) => text.replace('HIS-0001', ''), 'AR', 'control-id-missing'],
    ['TCVN letters', (text) => text.replace('UNICODE UTF-8', 'TCVN'), 'AR', 'charset-unknown'],
    ['nobody in PID', (text) => text.replace(/PID\|1\|\|[^|]*/, 'PID|1||'), 'AE', 'patient-id-missing'],
    [
      'a visit without number',
      (text) => text.replace(/V-\d+\^\^\^HIS\^VN/, '').replace('20261122075500+0700', ''),
      'AE',
      'field-missing',
    ],
    [
      'an admission on 30 February',
      (text) => text.replace('20261122075500+0700', '20260230075500'),
      'AE',
      'time-invalid',
    ],
  ];
  test.each(cases)('%s is answered with its code and place', async (_, change, answered, reason) => {
    const answer = await send(fixture('adt-a01', change));
    expect([code(answer), rule(answer)]).toEqual([answered, reason]);
    expect(await find('Encounter', `identifier=V-${run}`)).toEqual([]);
  });

  test('one wrong line writes nothing of its message; mended by hand, all of it is written', async () => {
    const answer = await send(
      fixture('oru-r01', (text) => text.replace('|5.60|mmol/L|3.9-6.4|N|||F', '|5.60|mmol/L|3.9-6.4|N|||Q')),
    );
    expect([code(answer), answer.first('ERR')?.text(2), answer.first('ERR')?.text(2, 3)]).toEqual([
      'AE',
      'OBX',
      '11',
    ]);
    expect(await find('Patient', `identifier=BN-${run}`)).toEqual([]);
    const ctx = sen.contextOf('doors');
    const [held] = await ctx.sql.query<{ source_id: string; field: string; value: string; rule: string }>(
      `select source_id, field, value, rule from doors.quarantine where state = 'open' order by created_at desc limit 1`,
    );
    expect(held).toMatchObject({ field: 'OBX-11', rule: 'hl7.status-unknown' });
    expect(openWords(ctx, held!.source_id, held!.value)).toBe('Q');
    const source = await ctx.transaction(async (tx) => {
      await keepCorrection(
        tx,
        held!.source_id,
        { unit: 1, table: 'OBX', line: 1, field: 'OBX-11', value: 'F' },
        'Q',
      );
      return retakeUnits(tx, held!.source_id, [1]);
    });
    expect(source.state).toBe('taken');
    expect(await find('Observation', `patient=${(await patient()).id}`)).toHaveLength(5);
  });

  test('a number that belongs to somebody else is not decided by a machine', async () => {
    await send(fixture('adt-a01'));
    const answer = await send(
      adt('A04', (text) =>
        text
          .replace('NGUYỄN^HOA^THỊ', 'LÝ^TUẤN^ANH')
          .replace('19900512|F', '19550101|M')
          .replace(`0011901${String(run).padStart(5, '0')}`, '001055999999'),
      ),
    );
    expect([code(answer), rule(answer)]).toEqual(['AE', 'person-conflict']);
  });
});

describe('who may send', () => {
  test('a sender that is not registered is refused, and nothing of it is kept', async () => {
    const answer = await send(fixture('adt-a01'), stranger);
    expect([code(answer), rule(answer)]).toEqual(['AR', 'sender-unknown']);
  });

  test('a registered sender is taken in the name of its facility; test messages only where it may', async () => {
    const ctx = sen.contextOf('doors');
    await keepSender(ctx, {
      application: '*',
      facility: 'BV-X',
      facilityCode: '79001',
      processing: 'P',
      visitNumber: 'own',
    });
    const late = await startMllp(host(false), { port: 0, host: '127.0.0.1' });
    const registered = await openMllpClient('127.0.0.1', late.port);
    const named = (text: string) => text.replace('|HIS|01999|', '|HIS|BV-X|');
    expect(code(await send(fixture('adt-a01', named), registered))).toBe('AA');
    expect((await patient()).identifier?.map((one) => one.system)).toContain(
      'http://fhir.ehealth.gov.vn/core/sid/patient-internal-id/79001',
    );
    const training = await send(
      fixture('adt-a01', (text) => named(text).replace('|P|2.5.1', '|T|2.5.1')),
      registered,
    );
    expect([code(training), rule(training)]).toEqual(['AR', 'processing-id']);
    registered.close();
    await late.stop();
  });
});

describe('the wire', () => {
  test('one byte at a time, and many messages in one packet, are answered in their order', async () => {
    const ids = ['W1', 'W2', 'W3', 'W4'].map((id) => `${id}-${run}`);
    const wire = Buffer.concat(
      ids.map((id) =>
        Buffer.concat([
          Buffer.from([0x0b]),
          fixture('adt-a01', (text) => text.replace('HIS-0001', id)),
          Buffer.from([0x1c, 0x0d]),
        ]),
      ),
    );
    expect(await exchange(open.port, [wire], 4)).toEqual(ids);
    const [first] = ids;
    const drip = Buffer.concat([
      Buffer.from([0x0b]),
      fixture('adt-a01', (text) => text.replace('HIS-0001', first!)),
      Buffer.from([0x1c, 0x0d]),
    ]);
    expect(
      await exchange(
        open.port,
        [...drip].map((byte) => Buffer.from([byte])),
        1,
      ),
    ).toEqual([first]);
  });

  test('a frame that never ends is cut off after its time', async () => {
    const socket = connect(open.port, '127.0.0.1');
    socket.write('\u000bMSH|^~\\&|HIS');
    const startedAt = performance.now();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('a message over the limit is refused and the connection goes on', async () => {
    const answer = await send(fixture('adt-a01', (text) => `${text}NTE|1||${'x'.repeat(70_000)}\r`));
    expect([code(answer), rule(answer)]).toEqual(['AR', 'too-large']);
    expect(code(await send(fixture('adt-a01')))).toBe('AA');
  });

  test('what is no message at all is answered too', async () => {
    expect(rule(await send(Buffer.from('GET / HTTP/1.1')))).toBe('not-hl7');
  });

  test('more connections than allowed are closed at once', async () => {
    const second = await openMllpClient('127.0.0.1', closed.port);
    const third = connect(closed.port, '127.0.0.1');
    third.on('error', () => third.destroy());
    await new Promise((resolve) => third.once('close', resolve));
    second.close();
  });

  test('when the server stops, the message in hand is answered first', async () => {
    const own = await startMllp(host(true), { port: 0, host: '127.0.0.1' });
    const sender = await openMllpClient('127.0.0.1', own.port);
    const answer = sender.send(fixture('adt-a01'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await own.stop();
    expect(code(parseMessage(await answer) ?? expect.fail('no answer'))).toBe('AA');
    expect((await visit()).status).toBe('in-progress');
  });

  test('while the database is away nothing is acknowledged; sent again afterwards, it is taken once', async () => {
    const name = new URL(sen.databaseUrl).pathname.slice(1);
    const elsewhere = new URL(sen.databaseUrl);
    elsewhere.pathname = '/postgres';
    const { default: pg } = await import('pg');
    const admin = new pg.Client({ connectionString: elsewhere.href });
    await admin.connect();
    const bytes = fixture('adt-a01');
    try {
      await admin.query(`alter database "${name}" with allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      const lost = await openMllpClient('127.0.0.1', open.port);
      await expect(lost.send(bytes)).rejects.toThrow('closed before the answer');
    } finally {
      await admin.query(`alter database "${name}" with allow_connections true`);
      await admin.end();
    }
    const again = await openMllpClient('127.0.0.1', open.port);
    expect(code(await send(bytes, again))).toBe('AA');
    expect(await find('Encounter', `identifier=V-${run}`)).toHaveLength(1);
    again.close();
  });
});

describe('messages of other makers', () => {
  const folder = new URL('../../../../../../shared/data/hl7v2/', import.meta.url);
  test('59 public sample messages are each taken or refused with the true reason (needs ../shared/data/hl7v2)', async (context) => {
    const files = listFolder(folder).filter((name) => name.endsWith('.hl7'));
    if (files.length === 0)
      return context.skip('../shared/data/hl7v2 is not here; the fixtures above cover the same ground');
    const counts: Record<string, number> = {};
    for (const name of files) {
      const answer = await send(readFileSync(new URL(name, folder)));
      const type = answer.msh.text(9, 2);
      counts[code(answer)] = (counts[code(answer)] ?? 0) + 1;
      if (code(answer) === 'AR')
        expect([name, rule(answer)]).toEqual([name, expect.stringMatching(/^(type|event)-unknown$/)]);
      expect(type).not.toBe('');
    }
    expect(counts).toEqual({ AA: 17, AR: 42 });
  });
});

function listFolder(folder: URL): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
}

/** Writes pieces on a new connection and reads the control ids of the answers. */
async function exchange(port: number, pieces: readonly Buffer[], answers: number): Promise<string[]> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let text = '';
  const done = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.split('\u001c').length > answers) resolve();
    });
  });
  for (const piece of pieces) {
    socket.write(piece);
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
  socket.destroy();
  return text
    .split('\u001c')
    .slice(0, answers)
    .map(
      (one) =>
        parseMessage(one.replace(/^[\r\v]+/, ''))
          ?.first('MSA')
          ?.text(2) ?? '',
    );
}
