import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyring } from '#platform/crypt/open-keyring.ts';
import { rotate, type Rotation } from '#platform/crypt/rotate.ts';
import { rotateMaster } from '#platform/crypt/rotate-master.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { packGeneration } from '../pack-cipher.ts';
import { packRotation } from '../pack-rotation.ts';

let sen: TestPlatform;
let system: CallAs;
beforeAll(async () => {
  sen = await startPlatform();
  system = await sen.asSystem();
});
afterAll(() => sen.stop());

const number = '001085098765';
const json = { 'content-type': 'application/fhir+json' };
const send = async (resource: object): Promise<{ id: string }> => {
  const { resourceType } = resource as { resourceType: string };
  const answer = await system(`/fhir/${resourceType}`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(resource),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { id: string };
};
const person = (phone = '0912345678', value = number): object => ({
  resourceType: 'Patient',
  name: [{ text: 'Quách Thị Bíẩn' }],
  identifier: [{ system: 'urn:test:number', value }],
  telecom: [{ system: 'phone', value: phone }],
});
const total = async (query: string): Promise<number> =>
  ((await (await system(`/fhir/${query}&_total=accurate`)).json()) as { total: number }).total;
/** Every value of every column of every table, as text and, of bytes, as they lie there. */
async function tablesWith(...words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sen.database.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sen.database.query<{ text: string }>(`select t::text as text from ${name} t`);
    const hexes = words.map((word) => Buffer.from(word).toString('hex'));
    if (rows.some(({ text }) => [...words, ...hexes].some((word) => text.includes(word)))) found.push(name);
  }
  return found;
}
const generations = async (): Promise<Set<number | undefined>> => {
  const { rows } = await sen.database.query<{ body: Buffer }>('select body from record.pack');
  return new Set(rows.map(({ body }) => packGeneration(body)));
};
const newest = async (): Promise<number> =>
  (
    await sen.database.query<{ newest: number }>(
      `select max(generation) as newest from crypt.data_key where purpose = 'pack'`,
    )
  ).rows[0]!.newest;
const places = () => sen.settings;
const parts = (rotation: Rotation = packRotation(sen.database, sen.platform.keys)) => ({
  database: sen.database,
  keys: sen.platform.keys,
  places: places(),
  rotation,
});
const ranges = Array.from({ length: 64 }, (_, at) => at);
const quick = { ranges, settleMs: 0, rate: 1e9 };

describe('what lies in the database and on the disk', () => {
  it('holds no number, no telephone and no sentence of a person; her name stands in the search index alone', async () => {
    const { id } = await send(person());
    await send({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Chứng kínđáo' },
      note: [{ text: 'chuyện riêng của bà' }],
      subject: { reference: `Patient/${id}` },
    });
    expect(await total(`Patient?identifier=${number}`)).toBe(1);
    expect(await total('Patient?phone=0912345678')).toBe(1);
    expect(await tablesWith(number, '0912345678', 'kínđáo', 'chuyện riêng')).toEqual([]);
    expect(await tablesWith('bian')).toEqual(['record.resource']);
    for (const entry of await readdir(sen.dataDir, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        expect((await readFile(join(entry.parentPath, entry.name))).includes(number), entry.name).toBe(false);
  });

  it('holds no word of where somebody lives, and finds her by the beginnings of its words all the same', async () => {
    const line = 'Ngách Zạwalnghiêngngả';
    for (const resourceType of ['Patient', 'RelatedPerson', 'Person'])
      await send({
        resourceType,
        name: [{ text: 'Quách Thị Địachỉ' }],
        address: [{ line: [line], city: 'Xqvường' }],
        text: {
          status: 'generated',
          div: `<div xmlns="http://www.w3.org/1999/xhtml">ở ${line}, Kfzinhthiên</div>`,
        },
        ...(resourceType === 'RelatedPerson' && {
          patient: { reference: `Patient/${(await send(person())).id}` },
        }),
      });
    for (const query of [
      'Patient?address=ng%C3%A1ch',
      'Patient?address=z',
      'Patient?address=zawalngh',
      'Patient?address=Z%E1%BA%A1walnghi%C3%AAngn',
      'Patient?address=zawal%20ngach%20xqv',
      'Patient?address:contains=nghieng',
      `Patient?address:exact=${encodeURIComponent(line)}`,
      'Patient?address-city=xqvuo',
      'Patient?address=khong-co,xqv',
      'RelatedPerson?address=zawal',
      'Person?address=zawal',
      'Patient?address=xqvuong&_text=kfzinh',
    ])
      expect(await total(query), query).toBe(1);
    // More letters than the index has, two words of which one is not hers, the end of a word: nobody.
    for (const query of [
      'Patient?address=zawalnghiengngo',
      'Patient?address=zawal%20cafe',
      'Patient?address=awal',
      'Patient?address-city=zawal',
    ])
      expect(await total(query), query).toBe(0);
    expect(await tablesWith('zawal', 'Zạwal', 'xqvuong', 'Xqvường', 'kfzinh', 'Kfzinh')).toEqual([]);
  });

  it('holds no word of a sensitive line outside its closed text, and finds the line by its words all the same', async () => {
    const { id } = await send(person('0912345679', '001085098766'));
    const told = (security: readonly object[], word: string): object => ({
      resourceType: 'Observation',
      status: 'final',
      ...(security.length > 0 && { meta: { security } }),
      code: { text: 'x' },
      subject: { reference: `Patient/${id}` },
      valueString: `thựcnghiệm${word} dương tính`,
      text: {
        status: 'generated',
        div: `<div xmlns="http://www.w3.org/1999/xhtml">chuyệnriêng${word}</div>`,
      },
    });
    const label = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HIV' };
    await send(told([label], 'kin'));
    await send(told([], 'ho'));
    expect(await tablesWith('thucnghiemkin', 'chuyenriengkin')).toEqual([]);
    expect(await tablesWith('thucnghiemho')).toEqual(['record.resource']);
    for (const [query, found] of [
      ['value-string=thucnghiemkin', 1],
      ['value-string=THỰCNGHIỆM', 2],
      ['value-string:exact=thựcnghiệmkin dương tính', 1],
      ['value-string=khac', 0],
      ['_text=chuyenriengkin', 1],
      ['_text=chuyenrieng', 2],
      ['_text=khac', 0],
    ] as const)
      expect([query, await total(`Observation?subject=Patient/${id}&${encodeURI(query)}`)]).toEqual([
        query,
        found,
      ]);
    // Across everybody as well.
    expect(await total('Observation?value-string=thucnghiemkin')).toBe(1);
  });

  it('a text that somebody moved to another place is refused and not shown', async () => {
    const [one, two] = [await send(person('0900000001', 'a')), await send(person('0900000002', 'b'))];
    const packOf = `select bucket, pack from record.resource where id = $1`;
    const [from] = (await sen.database.query<{ bucket: number; pack: number }>(packOf, [one.id])).rows;
    const [to] = (await sen.database.query<{ bucket: number; pack: number }>(packOf, [two.id])).rows;
    await sen.database.query(
      `update record.pack set body = (select body from record.pack where bucket = $1 and id = $2) where bucket = $3 and id = $4`,
      [from!.bucket, from!.pack, to!.bucket, to!.pack],
    );
    const answer = await system(`/fhir/Patient/${two.id}`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('0900000001');
    await sen.database.query('delete from record.resource where id = $1', [two.id]);
    await sen.database.query('delete from record.pack where bucket = $1 and id = $2', [to!.bucket, to!.pack]);
  });
});

describe('a rotation of the keys', () => {
  it('closes everything anew while people read, also what an earlier version left in the clear, and destroys the former keys', async () => {
    const { id } = await send(person('0900000003', 'c'));
    const bucket = Number.parseInt(id.slice(0, 3), 16);
    const text = JSON.stringify({ resourceType: 'Patient', id: 'x' });
    await sen.database.query('insert into record.pack (bucket, id, body) values ($1, 1, $2)', [
      bucket,
      zstdCompressSync(Buffer.from(text)),
    ]);
    const done = await rotate(parts(), quick);
    expect(done).toMatchObject({ end: 'done', kept: 0, destroyed: 64 });
    expect(await generations()).toEqual(new Set([await newest()]));
    expect((await system(`/fhir/Patient/${id}`)).status).toBe(200);
    const { rows } = await sen.database.query(
      `select 1 from crypt.data_key where purpose = 'pack' and generation < $1 and wrapped is not null`,
      [await newest()],
    );
    expect(rows).toEqual([]);
  });

  it('killed in the middle goes on where it stood, and no key goes before its time', async () => {
    const { id } = await send(person('0900000004', 'd'));
    const whole = packRotation(sen.database, sen.platform.keys);
    let steps = 0;
    const killed: Rotation = {
      ...whole,
      async step(range, cursor) {
        if ((steps += 1) > 20) throw new Error('killed');
        return whole.step(range, cursor);
      },
    };
    await expect(rotate(parts(killed), quick)).rejects.toThrow('killed');
    expect((await system(`/fhir/Patient/${id}`)).status).toBe(200);
    const again = await rotate(parts(), quick);
    expect(again).toMatchObject({ end: 'done', kept: 0 });
    expect(await generations()).toEqual(new Set([await newest()]));
    expect((await system(`/fhir/Patient/${id}`)).status).toBe(200);
  });

  it('of the master key touches no data, and the former key opens nothing any more', async () => {
    const { id } = await send(person('0900000005', 'e'));
    const former = sen.settings.masterKey;
    const next = `base64:${Buffer.alloc(32, 'next').toString('base64')}`;
    const moved = { dataDir: sen.dataDir, masterKey: next, formerMasterKey: former };
    const before = await generations();
    expect(await rotateMaster(sen.database, moved)).toBeGreaterThan(64);
    expect(await generations()).toEqual(before);
    await expect(openKeyring(sen.database, { dataDir: sen.dataDir, masterKey: former })).rejects.toThrow(
      /SEN_MASTER_KEY/,
    );
    (await openKeyring(sen.database, { dataDir: sen.dataDir, masterKey: next })).stop();
    expect((await system(`/fhir/Patient/${id}`)).status).toBe(200);
    await rotateMaster(sen.database, { dataDir: sen.dataDir, masterKey: former, formerMasterKey: next });
  });
});
