import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { unpack } from '../pack.ts';

let sen: TestPlatform;
let now = new Date();
let system: CallAs;
let first: CallAs;
let second: CallAs;

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  system = await sen.asSystem();
  first = await sen.as('quantri');
  const roles = [{ role: 'administrator' }];
  await sen.platform.identity.createPerson({ username: 'quantri2', display: 'Quản trị 2', roles });
  second = await sen.as('quantri2');
});
afterAll(() => sen.stop());

const json = { 'content-type': 'application/fhir+json' };
const parameters = (values: Readonly<Record<string, string>>): RequestInit => ({
  method: 'POST',
  headers: json,
  body: JSON.stringify({
    resourceType: 'Parameters',
    parameter: Object.entries(values).map(([name, valueString]) => ({ name, valueString })),
  }),
});
const why = {
  reason: 'Người bệnh yêu cầu xoá dữ liệu của mình',
  legalGround: 'Luật 91/2025/QH15',
};
const put = async (resource: Stored): Promise<void> => {
  const path = `/fhir/${resource.resourceType}/${resource.id}`;
  const answer = await system(path, { method: 'PUT', headers: json, body: JSON.stringify(resource) });
  expect(answer.status, await answer.text()).toBeLessThan(300);
};
interface Told {
  readonly parameter: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
}
const said = (told: Told, name: string): unknown =>
  Object.entries(told.parameter.find((one) => one.name === name) ?? {}).find(([key]) => key !== 'name')?.[1];
async function ask(path: string, as = first): Promise<string> {
  const answer = await as(`/fhir/${path}/$expunge`, parameters(why));
  const text = await answer.text();
  expect(answer.status, text).toBe(202);
  return said(JSON.parse(text) as Told, 'request') as string;
}
const approve = (path: string, request: string, as = second): Promise<Response> =>
  as(`/fhir/${path}/$expunge`, parameters({ approve: request }));

/** Every place of every table of every schema in which a text stands, packs unpacked, and what the planner remembers. */
async function placesOf(...words: readonly string[]): Promise<string[]> {
  const { database } = sen;
  const found: string[] = [];
  const look = (place: string, text: string): void => {
    if (words.some((word) => text.includes(word))) found.push(place);
  };
  const { rows: tables } = await database.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  expect(tables.length).toBeGreaterThan(30);
  for (const { name } of tables) {
    const { rows } = await database.query<{ text: string }>(`select t::text as text from ${name} t`);
    for (const { text } of rows) look(name, text);
  }
  const { rows: packs } = await database.query<{ bucket: number; id: number; body: Buffer }>(
    'select bucket, id, body from record.pack',
  );
  for (const pack of packs) for (const text of unpack(pack.body, pack, sen.platform.keys)) look('pack', text);
  const { rows: stats } = await database.query<{ text: string }>(
    `select concat(most_common_vals::text, histogram_bounds::text, most_common_elems::text) as text from pg_stats
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { text } of stats) look('statistics', text);
  return found;
}

type Stored = Readonly<Record<string, unknown>> & { resourceType: string; id: string };
const patient = (id: string, name: string): Stored => ({
  resourceType: 'Patient',
  id,
  name: [{ text: name }],
  identifier: [{ system: 'urn:test:number', value: `so-${id}` }],
});
const note = (id: string, of: string, text: string): Stored => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text },
  subject: { reference: `Patient/${of}` },
});

describe('erasure by law', () => {
  it('takes a whole record away, with versions, names, numbers, packs and exports; nothing of it stands in any table', async () => {
    const [name, folded] = ['Quách Thị Bíẩn', 'quach thi bian'];
    await put(patient('e-bian', name));
    await put(patient('e-bian', `${name} Cũ`));
    await put(note('e-note', 'e-bian', 'Chứng kínđáo'));
    await put(note('e-gone', 'e-bian', 'Chứng kínđáo'));
    await system('/fhir/Observation/e-gone', { method: 'DELETE' });
    await put(patient('e-other', 'Người Khác'));
    await put({
      ...note('e-shared', 'e-other', 'của người khác'),
      performer: [{ reference: 'Patient/e-bian' }],
    });
    await sen.database.query('analyze record.resource');
    const before = await placesOf(name, folded, 'e-bian', 'kínđáo');
    expect(new Set(before)).toEqual(
      expect.objectContaining(new Set(['pack', 'record.resource', 'record.alias'])),
    );
    const exported = await system('/fhir/$export?_type=Patient', { headers: { prefer: 'respond-async' } });

    const request = await ask('Patient/e-bian');
    const answer = await approve('Patient/e-bian', request);
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    const told = JSON.parse(text) as Told;
    expect(said(told, 'state')).toBe('done');
    expect(said(told, 'resources')).toBe(3);
    expect(said(told, 'named')).toBe(1);

    expect(await placesOf(name, folded, 'Quách', 'quach', 'kínđáo', 'kindao', 'so-e-bian')).toEqual([]);
    // The id that a system chose stands in the audit, which names what was touched, and in what another's line says of her.
    const named = new Set(await placesOf('e-bian'));
    expect([...named].filter((place) => place !== 'audit.event' && place !== 'pack')).toEqual([]);
    for (const path of ['Patient/e-bian', 'Observation/e-note', 'Patient/e-bian/_history/1'])
      expect((await system(`/fhir/${path}`)).status, path).toBe(404);
    expect((await system('/fhir/Patient/e-bian/_history')).status).toBe(404);
    expect((await system('/fhir/Patient/e-other')).status).toBe(200);
    expect((await system(new URL(exported.headers.get('content-location')!).pathname)).status).toBe(404);
  });

  it('of one resource leaves the others of the same write as they were', async () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        patient('p-an', 'Vũ An'),
        note('p-1', 'p-an', 'Mạch'),
        note('p-2', 'p-an', 'Điều thầmkín'),
        note('p-3', 'p-an', 'Cân nặng'),
      ].map((resource) => ({
        resource,
        request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
      })),
    };
    const written = await system('/fhir/', { method: 'POST', headers: json, body: JSON.stringify(bundle) });
    expect(written.status, await written.text()).toBe(200);
    const texts = async (): Promise<string[]> =>
      Promise.all(
        ['Patient/p-an', 'Observation/p-1', 'Observation/p-3'].map(async (path) =>
          (await system(`/fhir/${path}`)).text(),
        ),
      );
    const before = await texts();
    expect((await approve('Observation/p-2', await ask('Observation/p-2'))).status).toBe(200);
    expect(await texts()).toEqual(before);
    expect(await placesOf('thầmkín')).toEqual([]);
    await put(note('p-2', 'p-an', 'Điều mới'));
    expect(JSON.parse(await (await system('/fhir/Observation/p-2')).text())).toMatchObject({
      meta: { versionId: '1' },
    });
  });

  it('leaves a line in the audit: who, what kind, how many', async () => {
    await put(patient('a-an', 'Hồ Văn Ẩn'));
    await approve('Patient/a-an', await ask('Patient/a-an'));
    const { rows } = await sen.database.query<object>(
      "select resource_type, count, actor_id from audit.event where query = '$expunge' and count is not null order by at desc limit 1",
    );
    const admin = await sen.platform.identity.findAccountByName('quantri2');
    expect(rows[0]).toEqual({ resource_type: 'Patient', count: 1, actor_id: admin!.id });
  });
});

describe('who may erase', () => {
  it('nobody alone: who asked cannot approve, and a request is carried out once', async () => {
    await put(patient('w-an', 'Đinh An'));
    const request = await ask('Patient/w-an');
    const own = await approve('Patient/w-an', request, first);
    expect([own.status, await own.text()]).toEqual([403, expect.stringContaining('hai người')]);
    expect((await first('/fhir/Patient/w-an/$expunge', parameters(why))).status).toBe(409);
    expect((await second('/fhir/Patient/w-an/$expunge', parameters(why))).status).toBe(409);
    expect((await system('/fhir/Patient/w-an')).status).toBe(200);
    const both = await Promise.all([approve('Patient/w-an', request), approve('Patient/w-an', request)]);
    expect(Math.min(...both.map(({ status }) => status))).toBe(200);
    expect((await system('/fhir/Patient/w-an')).status).toBe(404);
    expect((await approve('Patient/w-an', request)).status).toBe(409);
  });

  it('no citizen, doctor, system or stranger, not even to look at a request', async () => {
    await put(patient('n-an', 'Ngô An'));
    const request = await ask('Patient/n-an');
    const callers: [string, CallAs][] = [['system', system]];
    for (const name of ['hoa', 'bs.lan', 'bs.minh']) callers.push([name, await sen.as(name)]);
    for (const [name, call] of callers) {
      expect((await call('/fhir/Patient/n-an/$expunge', parameters(why))).status, name).toBe(403);
      expect((await approve('Patient/n-an', request, call)).status, name).toBe(403);
      expect((await call(`/fhir/$expunge-status/${request}`)).status, name).toBe(403);
      expect((await call(`/fhir/$expunge-status/${request}`, { method: 'DELETE' })).status, name).toBe(403);
    }
    expect((await fetch(`${sen.url}/fhir/Patient/n-an/$expunge`, parameters(why))).status).toBe(401);
    expect((await system('/fhir/Patient/n-an')).status).toBe(200);
  });

  it('a request names its record, has words, can be taken back, and is over after seven days', async () => {
    await put(patient('r-an', 'Phan An'));
    await put(patient('r-binh', 'Phan Bình'));
    expect((await first('/fhir/Patient/r-an/$expunge', parameters({ reason: 'ngắn' }))).status).toBe(400);
    expect((await first('/fhir/Patient/khong-co/$expunge', parameters(why))).status).toBe(404);
    expect((await first('/fhir/Subscription/x/$expunge', parameters(why))).status).toBe(404);
    const request = await ask('Patient/r-an');
    expect((await approve('Patient/r-binh', request)).status).toBe(404);
    expect((await approve('Patient/r-an', 'khong-co')).status).toBe(404);
    expect((await second(`/fhir/$expunge-status/${request}`, { method: 'DELETE' })).status).toBe(204);
    expect((await approve('Patient/r-an', request)).status).toBe(409);
    const late = await ask('Patient/r-an');
    const today = now;
    now = new Date(today.getTime() + 7 * 24 * 3_600_000 + 1000);
    try {
      [first, second] = [await sen.as('quantri'), await sen.as('quantri2')];
      expect((await approve('Patient/r-an', late)).status).toBe(409);
      expect(
        said(JSON.parse(await (await first(`/fhir/$expunge-status/${late}`)).text()) as Told, 'state'),
      ).toBe('expired');
      await ask('Patient/r-an');
    } finally {
      now = today;
      [first, second] = [await sen.as('quantri'), await sen.as('quantri2')];
    }
  });
});
