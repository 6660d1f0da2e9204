import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Bundle, BundleEntry, Observation, Provenance, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anActor } from '#platform/testing/an-actor.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { importCommand } from '../../commands/import.ts';
import { keepCorrection } from '../../corrections.ts';
import { doors } from '../../module.ts';
import { receive } from '../../source-log.ts';
import { retakeUnits, takeSource } from '../../take-source.ts';

let sen: TestPlatform;
let folder: string;
let run = 0;

beforeAll(async () => {
  sen = await startPlatform({ modules: [doors] });
});
afterAll(() => sen?.stop());
beforeEach(async () => {
  run += 1;
  folder = await mkdtemp(join(tmpdir(), 'sen-import-'));
  return () => rm(folder, { recursive: true, force: true });
});

/** Runs `sen import` on what was written into the folder (or on given paths), as one account or another. */
async function importAs(accountId: string, ...paths: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const ctx = sen.contextOf('doors', { ...anActor(), accountId });
  const code = await importCommand.run(ctx, paths.length === 0 ? [folder] : paths, (line) =>
    lines.push(line),
  );
  return { code, lines };
}
const put = (name: string, content: string | Buffer): Promise<void> => writeFile(join(folder, name), content);
const count = async (type: string, query: string): Promise<number> =>
  (await sen.context().record.search(type, query)).matches.length;
async function one<R extends Resource>(type: R['resourceType'], id: string): Promise<R> {
  return JSON.parse((await sen.context().record.read(type, id)).text) as R;
}

const uuid = (n: number): string =>
  `urn:uuid:00000000-0000-4000-8000-${String(run * 1000 + n).padStart(12, '0')}`;
const idOf = (n: number): string => uuid(n).slice('urn:uuid:'.length);
const status = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
};
const code = { text: 'Đường huyết' };

/** A person, a visit and a diagnosis that point to each other in a circle, as POST with urn names. */
function circle(): BundleEntry[] {
  const post = (n: number, resource: Resource): BundleEntry => ({
    fullUrl: uuid(n),
    resource,
    request: { method: 'POST', url: resource.resourceType },
  });
  return [
    post(2, {
      resourceType: 'Encounter',
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: uuid(1) },
      diagnosis: [{ condition: { reference: uuid(3) } }],
    }),
    post(3, {
      resourceType: 'Condition',
      clinicalStatus: status,
      code,
      subject: { reference: uuid(1) },
      encounter: { reference: uuid(2) },
    }),
    post(1, { resourceType: 'Patient', name: [{ text: 'Nguyễn Văn Mẫu' }] }),
  ];
}
const bundle = (type: Bundle['type'], entry: BundleEntry[]): string =>
  JSON.stringify({ resourceType: 'Bundle', type, entry });

describe('a Bundle file', () => {
  test('is written with its names turned into ids, and its origin stands in the record', async () => {
    await put('a.json', bundle('transaction', circle()));
    const { code: exit, lines } = await importAs('an');
    expect([exit, lines[0]]).toEqual([0, expect.stringContaining('mới / new 3')]);
    expect(await one('Encounter', idOf(2))).toMatchObject({
      subject: { reference: `Patient/${idOf(1)}` },
      diagnosis: [{ condition: { reference: `Condition/${idOf(3)}` } }],
    });
    const [origin] = (await sen.context().record.search('Provenance', `patient=${idOf(1)}`)).matches.map(
      (match) => JSON.parse(match.text) as Provenance,
    );
    expect(origin?.target).toHaveLength(3);
    expect(origin?.entity?.[0]?.what).toMatchObject({
      identifier: { system: 'urn:sen:source' },
      display: 'a.json',
    });
  });

  test('of several people named by conditions: each record shows where its own lines came from', async () => {
    const system = 'urn:so-thu';
    const clinical = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
    const clinicalStatus = { coding: [{ system: clinical, code: 'active' }] };
    const byNumber = (at: number): string =>
      `Patient?identifier=${encodeURIComponent(`${system}|${run}-${at}`)}`;
    const entry = [1, 2].flatMap((at): BundleEntry[] => [
      {
        fullUrl: uuid(at),
        resource: {
          resourceType: 'Patient',
          identifier: [{ system, value: `${run}-${at}` }],
          name: [{ text: 'Nguyễn Văn Mẫu' }],
        },
        request: { method: 'PUT', url: byNumber(at) },
      },
      {
        fullUrl: uuid(10 + at),
        resource: {
          resourceType: 'AllergyIntolerance',
          clinicalStatus,
          patient: { reference: uuid(at) },
          code,
        },
        request: { method: 'POST', url: 'AllergyIntolerance' },
      },
    ]);
    await put('a.json', bundle('transaction', entry));
    expect((await importAs('an')).code).toBe(0);
    for (const at of [1, 2]) {
      const { record } = sen.context();
      const [person] = (await record.search('Patient', byNumber(at).slice('Patient?'.length))).matches;
      const [allergy] = (await record.search('AllergyIntolerance', `patient=${person!.id}`)).matches;
      const origins = await record.search('Provenance', `patient=${person!.id}`);
      const targets = origins.matches.flatMap(({ text }) => (JSON.parse(text) as Provenance).target);
      expect(
        targets.map(({ reference }) => reference).toSorted((a = '', b = '') => (a < b ? -1 : 1)),
      ).toEqual([`AllergyIntolerance/${allergy!.id}`, `Patient/${person!.id}`]);
    }
  });

  test('imported again by the same or by somebody else changes nothing', async () => {
    await put('a.json', bundle('transaction', circle()));
    await importAs('an');
    const same = await importAs('an');
    expect(same.lines[0]).toContain('không có gì thay đổi / imported before, nothing changed');
    const other = await importAs('binh');
    expect(other.lines[0]).toContain('mới / new 0, cập nhật / updated 0, không đổi / unchanged 3');
    expect((await one<Resource>('Condition', idOf(3))).meta?.versionId).toBe('1');
  });

  test('keeps every digit of a number', async () => {
    const text = bundle('collection', [
      { resource: { resourceType: 'Patient', id: `digits-${run}` } },
      {
        resource: {
          resourceType: 'Observation',
          id: `digits-o-${run}`,
          status: 'final',
          code,
          subject: { reference: `Patient/digits-${run}` },
          valueQuantity: { value: 12345 },
        },
      },
    ]).replace('12345', '1.200');
    await put('a.json', text);
    await importAs('an');
    expect((await sen.context().record.read('Observation', `digits-o-${run}`)).text).toContain(
      '"value":1.200',
    );
  });

  test('that is a transaction with a wrong entry is not written at all, and each wrong entry is told', async () => {
    const entries = circle();
    (entries[0]!.resource as { status: string }).status = 'gone home';
    (entries[1]!.resource as unknown as { nonsense: number }).nonsense = 1;
    await put('a.json', bundle('transaction', entries));
    const { code: exit, lines } = await importAs('an');
    expect(exit).toBe(0);
    expect(lines[0]).toContain('mới / new 0');
    expect(lines.filter((line) => /Encounter\.status|Condition\.nonsense|giao dịch/.test(line))).toHaveLength(
      3,
    );
    await expect(sen.context().record.read('Patient', idOf(1))).rejects.toMatchObject({
      code: 'record.not-found',
    });
  });

  test('that is a collection gives what is good and holds what is not, with the reason', async () => {
    const entries = circle().map((entry) => ({ fullUrl: entry.fullUrl!, resource: entry.resource! }));
    const bad: BundleEntry = {
      fullUrl: uuid(9),
      resource: {
        resourceType: 'Observation',
        status: 'done' as 'final',
        code,
        subject: { reference: uuid(1) },
      },
    };
    await put(
      'a.json',
      bundle('collection', [
        ...entries,
        bad,
        { fullUrl: uuid(8), request: { method: 'DELETE', url: `Patient/${idOf(1)}` } },
      ]),
    );
    const { lines } = await importAs('an');
    expect(lines[0]).toContain(
      'mới / new 3, cập nhật / updated 0, không đổi / unchanged 0, thôi dùng / retired 0, giữ lại / put aside 2',
    );
    expect(lines.slice(1, 3).join('\n')).toContain('Observation.status');
    expect(lines.slice(1, 3).join('\n')).toContain('deletes or reads');
    expect(await count('Patient', `_id=${idOf(1)}`)).toBe(1);
  });

  test('understands conditional creation and references by identifier', async () => {
    const system = 'urn:test:licence';
    const doctor = (name: string): BundleEntry => ({
      fullUrl: uuid(5),
      resource: {
        resourceType: 'Practitioner',
        identifier: [{ system, value: `GP-${run}` }],
        name: [{ text: name }],
      },
      request: { method: 'POST', url: 'Practitioner', ifNoneExist: `identifier=${system}|GP-${run}` },
    });
    const seen: BundleEntry = {
      fullUrl: uuid(6),
      resource: {
        resourceType: 'Observation',
        status: 'final',
        code,
        subject: { reference: uuid(1) },
        performer: [{ reference: `Practitioner?identifier=${system}|GP-${run}` }],
      },
      request: { method: 'POST', url: 'Observation' },
    };
    await put('a.json', bundle('transaction', [...circle(), doctor('Lê Quang Minh')]));
    await put('b.json', bundle('transaction', [seen, { ...circle()[2]! }, doctor('Lê Q. Minh')]));
    await importAs('an');
    expect(await count('Practitioner', `identifier=${system}|GP-${run}`)).toBe(1);
    expect((await one<Observation>('Observation', idOf(6))).performer?.[0]?.reference).toMatch(
      /^Practitioner\/[0-9a-f-]{36}$/,
    );
  });
});

describe('what was put aside', () => {
  const heldOf = () =>
    sen.contextOf('doors').sql.query<{
      source_id: string;
      unit: string;
      table_name: string;
      line: number;
      field: string;
      value: string;
    }>(`select source_id, unit, table_name, line, field, value from doors.quarantine where state = 'open' and table_name = 'Condition' order by created_at desc limit 1`);

  test.each(['transaction', 'collection'] as const)(
    'of a %s is written once its wrong value is mended',
    async (type) => {
      const entries = circle();
      (entries[1]!.resource as { recordedDate: string }).recordedDate = '20-11-2026';
      await put('a.json', bundle(type, entries));
      await importAs('an');
      const [held] = await heldOf();
      expect(held).toMatchObject({ table_name: 'Condition', field: 'recordedDate' });
      // What was wrong lies sealed.
      expect(held!.value).not.toContain('20-11-2026');
      const ctx = sen.contextOf('doors');
      const source = await ctx.transaction(async (tx) => {
        await keepCorrection(
          tx,
          held!.source_id,
          {
            unit: Number(held!.unit),
            table: 'Condition',
            line: held!.line,
            field: 'recordedDate',
            value: '2026-11-20',
          },
          '20-11-2026',
        );
        return retakeUnits(tx, held!.source_id, [Number(held!.unit)]);
      });
      expect(source.state).toBe('taken');
      expect(await one('Condition', idOf(3))).toMatchObject({ recordedDate: '2026-11-20' });
      expect(await one('Encounter', idOf(2))).toMatchObject({ status: 'finished' });
    },
  );
});

describe('an import that is broken off', () => {
  test('goes on where it stopped and doubles nothing', async () => {
    const lines = Array.from({ length: 1300 }, (_, n) =>
      JSON.stringify({ resourceType: 'Patient', id: `r-${run}-${n}` }),
    ).join('\n');
    const ctx = sen.contextOf('doors');
    const { source } = await receive(ctx, Readable.from([Buffer.from(lines)]), {
      door: 'fhir',
      sender: `stop-${run}`,
    });
    let asked = 0;
    const stopped = await takeSource(ctx, source.id, () => (asked += 1) > 700);
    expect([stopped.state, stopped.taken]).toEqual(['taking', 500]);
    const done = await takeSource(ctx, source.id);
    expect([done.state, done.taken, done.unchanged, done.units]).toEqual(['taken', 1300, 0, 1300]);
  });
});

describe('a file with one resource per line', () => {
  const lines = (resources: readonly Resource[]): string =>
    resources.map((resource) => JSON.stringify(resource)).join('\n');
  const patient = (n: number): Resource => ({ resourceType: 'Patient', id: `p-${run}-${n}` });
  const observation = (n: number, of: number): Resource => ({
    resourceType: 'Observation',
    id: `o-${run}-${n}`,
    status: 'final',
    code,
    subject: { reference: `Patient/p-${run}-${of}` },
  });

  test('may point to lines that come later, even a thousand lines later', async () => {
    const observations = Array.from({ length: 1200 }, (_, n) => observation(n, n % 3));
    await put('a.ndjson', lines([...observations, patient(0), patient(1), patient(2)]));
    const { code: exit, lines: said } = await importAs('an');
    expect([exit, said.find((line) => line.startsWith('✓'))]).toEqual([
      0,
      expect.stringContaining('mới / new 1.203'),
    ]);
    expect(await count('Observation', `patient=p-${run}-1&_count=500`)).toBe(400);
  });

  test('may hold circles that lie far apart', async () => {
    const [visit, condition] = circle().map((entry, n) => ({ ...entry.resource!, id: `c-${run}-${n}` }));
    const rename = (text: string): string =>
      text
        .replaceAll(uuid(1), `Patient/p-${run}-0`)
        .replaceAll(uuid(2), `Encounter/c-${run}-0`)
        .replaceAll(uuid(3), `Condition/c-${run}-1`);
    const between = Array.from({ length: 700 }, (_, n) => observation(n, 0));
    await put('a.ndjson', rename(lines([visit!, ...between, condition!, patient(0)])));
    const { lines: said } = await importAs('an');
    expect(said.find((line) => line.startsWith('✓'))).toContain('mới / new 703');
  });

  test('a wrong line is put aside with its number, the lines around it are taken', async () => {
    const text = [
      JSON.stringify(patient(0)),
      '{"resourceType":"Observation",',
      '',
      '[]',
      JSON.stringify({ resourceType: 'Observation', id: `x-${run}`, status: 'final' }),
      JSON.stringify(observation(1, 7)),
      JSON.stringify(observation(2, 0)),
    ].join('\r\n');
    await put('a.ndjson', text);
    const { code: exit, lines: said } = await importAs('an');
    expect([exit, said[0]]).toEqual([
      0,
      expect.stringContaining(
        'mới / new 2, cập nhật / updated 0, không đổi / unchanged 0, thôi dùng / retired 0, giữ lại / put aside 4',
      ),
    ]);
    const held = await sen
      .contextOf('doors')
      .sql.query<{ line: number; rule: string }>(
        'select line, rule from doors.quarantine q join doors.source s on s.id = q.source_id where s.file_name = $1 and s.received_at = (select max(received_at) from doors.source) order by line',
        ['a.ndjson'],
      );
    expect(held).toEqual([
      { line: 2, rule: 'fhir.not-json' },
      { line: 4, rule: 'fhir.no-resource' },
      { line: 5, rule: 'fhir.refused' },
      { line: 6, rule: 'fhir.reference-missing' },
    ]);
  });
});

describe('sen import', () => {
  test('knows files by their content: archives, folders, HL7, and what is no health file', async () => {
    await mkdir(join(folder, 'inner'));
    await put('inner/one.txt', bundle('transaction', circle()));
    await put('packed.bin', gzipSync(JSON.stringify({ resourceType: 'Patient', id: `gz-${run}` })));
    await put(
      'archive.dat',
      gzipSync(
        tar([
          ['deep/a.json', JSON.stringify({ resourceType: 'Patient', id: `tar-${run}` }, null, 2)],
          ['deep/notes.md', '# notes'],
        ]),
      ),
    );
    await put('README.md', '# nothing');
    await put('list.json', '[1,2]');
    await put('table.csv', 'a,b\n1,2\n');
    await put('alone.xml', '<?xml version="1.0"?>\n<TONG_HOP><MA_LK>1</MA_LK></TONG_HOP>');
    await put(
      'messages.hl7',
      `MSH|^~\\&|HIS|BV|SEN||20261122||ADT^A04|F1|P|2.5\nPID|1||N-${run}||MẪU^AN\nPV1|1|O|||||||||||||||||V-${run}\nMSH|^~\\&|HIS|BV|SEN||20261122||ADT^A99|F2|P|2.5\nPID|1||N-${run}\n`,
    );
    const { code: exit, lines } = await importAs('an');
    expect(exit).toBe(0);
    const said = (name: string): string =>
      lines.find((line) => line.includes(name)) ?? expect.fail(`nothing about ${name}`);
    expect(said('inner/one.txt')).toContain('mới / new 3');
    expect(said('packed.bin')).toContain('mới / new 1');
    expect(said('archive.dat!deep/a.json')).toContain('mới / new 1');
    expect(said('archive.dat!deep/notes.md')).toContain('not a health file, left alone');
    for (const name of ['README.md', 'list.json', 'table.csv'])
      expect(said(name)).toContain('not a health file');
    expect(said('alone.xml')).toContain('table TONG_HOP alone');
    expect(said('messages.hl7')).toContain('mới / new 1');
    expect(said('messages.hl7')).toContain('giữ lại / put aside 1');
    expect(lines.join('\n')).toContain('Event ADT A99 is not taken at this door');
  });

  test('says which file could not be read, takes the others, and ends with 1', async () => {
    await put('a.json', bundle('transaction', circle()));
    await put(
      'cut.gz',
      gzipSync(Buffer.from(bundle('transaction', circle()).repeat(5_000))).subarray(0, 4_000),
    );
    const { code: exit, lines } = await importAs(
      'an',
      join(folder, 'absent.json'),
      join(folder, 'cut.gz'),
      join(folder, 'a.json'),
    );
    expect(exit).toBe(1);
    expect(lines[0]).toContain('there is no such file');
    expect(lines[1]).toContain('broken or cut short');
    expect(lines[2]).toContain('mới / new 3');
  });

  test('60 synthetic patients of another country come in without an error, twice the same (needs ../shared/data/synthea-r4)', async (context) => {
    const archive = fileURLToPath(
      new URL('../../../../../../shared/data/synthea-r4/bundles.tar.gz', import.meta.url),
    );
    if (!existsSync(archive))
      return context.skip('../shared/data/synthea-r4 is not here; the Bundles above cover the same ground');
    const first = await importAs('an', archive);
    expect(first.code).toBe(0);
    expect(first.lines.filter((line) => line.startsWith('✓'))).toHaveLength(60);
    expect(first.lines.join('\n')).toContain(
      'mới / new 10.018, cập nhật / updated 0, không đổi / unchanged 58, thôi dùng / retired 0, giữ lại / put aside 0',
    );
    const again = await importAs('binh', archive);
    expect(again.lines.join('\n')).toContain(
      'mới / new 0, cập nhật / updated 0, không đổi / unchanged 10.076',
    );
  }, 300_000);
});

/** A ustar archive of small files. */
function tar(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const blocks = files.flatMap(([name, text]) => {
    const body = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\0', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
