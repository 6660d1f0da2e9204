import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestToken } from '../../module/request-token.ts';
import { anActor } from '../../testing/an-actor.ts';
import { startPlatform, type CallAs, type TestPlatform } from '../../testing/start-platform.ts';
import { openExportFolder } from '../bulk/export-folder.ts';
import { createExport, filesOf, findExport } from '../bulk/exports.ts';
import { runExport } from '../bulk/run-export.ts';
import { createLiveTerminology } from '../live-terminology.ts';
import { createSamePersons } from '../same-person/same-persons.ts';
import { createTexts } from '../texts.ts';
import { encounter, observation, patient } from './examples.ts';

interface Manifest {
  readonly transactionTime: string;
  readonly output: readonly FileLine[];
  readonly deleted: readonly FileLine[];
}
interface FileLine {
  readonly type: string;
  readonly url: string;
  readonly count: number;
  readonly extension: Readonly<Record<string, string>>;
}
type Line = Readonly<Record<string, unknown>> & { readonly resourceType: string; readonly id: string };

let sen: TestPlatform;
let system: CallAs;
const begin = { prefer: 'respond-async', accept: 'application/fhir+json' };

beforeAll(async () => {
  sen = await startPlatform();
  await sen.people();
  system = await sen.asSystem();
  const json = { 'content-type': 'application/fhir+json' };
  const put = async (resource: { resourceType: string; id: string }): Promise<void> => {
    const answer = await system(`/fhir/${resource.resourceType}/${resource.id}`, {
      method: 'PUT',
      headers: json,
      body: JSON.stringify(resource),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  };
  for (const id of ['x-an', 'x-binh', 'x-chi']) {
    await put({ ...patient({ gender: 'female' }), id });
    for (const value of [60, 70, 80])
      await put({
        ...observation(id, {
          valueQuantity: { value, unit: '/min' },
          status: value === 80 ? 'preliminary' : 'final',
        }),
        id: `${id}-${value}`,
      });
  }
  await put({
    resourceType: 'Group',
    id: 'x-nhom',
    type: 'person',
    actual: true,
    member: [{ entity: { reference: 'Patient/x-an' } }, { entity: { reference: 'Patient/x-chi' } }],
  } as never);
});
afterAll(() => sen.stop());

const pathOf = (address: string): string => address.slice(address.indexOf('/fhir'));

async function exported(
  path: string,
  call = system,
): Promise<{ manifest: Manifest; lines: Line[]; status: string }> {
  const accepted = await call(`/fhir${path}`, { headers: begin });
  expect(accepted.status, await accepted.text()).toBe(202);
  const status = pathOf(accepted.headers.get('content-location') ?? '');
  for (let wait = 0; wait < 200; wait += 1) {
    const told = await call(status);
    if (told.status === 202) {
      expect(told.headers.get('x-progress')).toMatch(/^\d+ %/);
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    const text = await told.text();
    expect(told.status, text).toBe(200);
    const manifest = JSON.parse(text) as Manifest;
    const lines: Line[] = [];
    for (const file of manifest.output) lines.push(...(await linesOf(file, call)));
    return { manifest, lines, status };
  }
  throw new Error('the export did not end');
}

async function linesOf(file: FileLine, call = system): Promise<Line[]> {
  const answer = await call(pathOf(file.url));
  expect(answer.headers.get('content-type')).toBe('application/fhir+ndjson');
  const text = await answer.text();
  expect(createHash('sha256').update(text).digest('hex')).toBe(file.extension['urn:sen:sha256']);
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  expect(lines).toHaveLength(file.count);
  return lines;
}

const idsOf = (lines: readonly Line[], type: string): string[] =>
  lines
    .filter(({ resourceType, id }) => resourceType === type && id.startsWith('x-'))
    .map(({ id }) => id)
    .toSorted();
const three = (id: string): string[] => [`${id}-60`, `${id}-70`, `${id}-80`];

describe('export', () => {
  it('brings every resource once, each file of one type with its checksum', async () => {
    const { manifest, lines } = await exported('/$export');
    for (const file of manifest.output)
      expect(new Set((await linesOf(file)).map((l) => l.resourceType))).toEqual(new Set([file.type]));
    const { rows } = await sen.database.query<{ count: number }>(
      'select count(*)::int as count from record.resource',
    );
    expect(lines).toHaveLength(rows[0]!.count);
    expect(new Set(lines.map(({ resourceType, id }) => `${resourceType}/${id}`)).size).toBe(lines.length);
    expect(idsOf(lines, 'Patient')).toEqual(['x-an', 'x-binh', 'x-chi']);
  });

  it('lies closed on the disk until it is fetched, and each file only opens in its own place', async () => {
    const { status } = await exported('/$export?_type=Patient,Observation');
    const folder = join(sen.settings.filesDir, 'exports', status.split('/').at(-1)!);
    const names = (await readdir(folder)).toSorted();
    expect(names).toHaveLength(2);
    const [one, two] = await Promise.all(names.map((name) => readFile(join(folder, name))));
    for (const bytes of [one!, two!]) expect(bytes.toString('latin1')).not.toContain('resourceType');
    await writeFile(join(folder, names[1]!), one!);
    const moved = await system(
      `${status.replace('$export-status', '$export-file')}/${names[1]!.split('.')[0]}`,
    );
    await moved.text();
    expect(moved.status).toBe(500);
  });

  it('of patients leaves out what belongs to nobody, and of types what was not asked for', async () => {
    const { lines } = await exported('/Patient/$export');
    expect(lines.some(({ resourceType }) => resourceType === 'Organization')).toBe(false);
    expect(idsOf(lines, 'Observation')).toHaveLength(9);
    const some = await exported('/$export?_type=Patient,Group');
    expect(new Set(some.lines.map(({ resourceType }) => resourceType))).toEqual(
      new Set(['Patient', 'Group']),
    );
  });

  it('of a group brings its members alone', async () => {
    const { lines } = await exported('/Group/x-nhom/$export');
    expect(idsOf(lines, 'Patient')).toEqual(['x-an', 'x-chi']);
    expect(idsOf(lines, 'Observation')).toEqual([...three('x-an'), ...three('x-chi')]);
    const narrowed = await exported('/Group/x-nhom/$export?_typeFilter=Observation%3Fstatus%3Dpreliminary');
    expect(idsOf(narrowed.lines, 'Observation')).toEqual(['x-an-80', 'x-chi-80']);
  });

  it('takes what meets one of several filters, once, with only the elements that were asked for', async () => {
    const filters = [
      'status=preliminary',
      'status=preliminary,final&value-quantity=gt75',
      'value-quantity=60',
    ]
      .map((query) => `_typeFilter=${encodeURIComponent(`Observation?${query}`)}`)
      .join('&');
    const { lines } = await exported(`/$export?_type=Observation&_elements=status&${filters}`);
    const wanted = ['x-an', 'x-binh', 'x-chi'].flatMap((id) => [`${id}-60`, `${id}-80`]).toSorted();
    expect(idsOf(lines, 'Observation')).toEqual(wanted);
    expect(lines[0]).toHaveProperty('status');
    expect(lines[0]).not.toHaveProperty('code');
  });

  it('since a time brings what changed and says what was deleted', async () => {
    const gone = { ...encounter('x-an'), id: 'x-gone' };
    const json = { 'content-type': 'application/fhir+json' };
    await system('/fhir/Encounter/x-gone', { method: 'PUT', headers: json, body: JSON.stringify(gone) });
    const { manifest: before } = await exported('/$export?_type=Patient');
    await system('/fhir/Encounter/x-gone', { method: 'DELETE' });
    await system('/fhir/Patient/x-binh', {
      method: 'PUT',
      headers: json,
      body: JSON.stringify({ ...patient({ gender: 'male' }), id: 'x-binh' }),
    });
    const since = encodeURIComponent(before.transactionTime);
    const { manifest, lines } = await exported(`/$export?_type=Patient,Encounter&_since=${since}`);
    expect(idsOf(lines, 'Patient')).toEqual(['x-binh']);
    const [bundle] = await linesOf(manifest.deleted[0]!);
    expect(bundle).toMatchObject({
      resourceType: 'Bundle',
      entry: [{ request: { method: 'DELETE', url: 'Encounter/x-gone' } }],
    });
  });

  it('a download that was cut off goes on where it stopped', async () => {
    const { manifest } = await exported('/$export?_type=Patient');
    const path = pathOf(manifest.output[0]!.url);
    const whole = Buffer.from(await (await system(path)).arrayBuffer());
    const rest = await system(path, { headers: { range: 'bytes=100-' } });
    expect(rest.status).toBe(206);
    expect(rest.headers.get('content-range')).toBe(`bytes 100-${whole.length - 1}/${whole.length}`);
    expect(Buffer.from(await rest.arrayBuffer())).toEqual(whole.subarray(100));
  });

  it('is taken back by who began it, with its files', async () => {
    const { status, manifest } = await exported('/$export?_type=Patient');
    const id = status.split('/').at(-1)!;
    const folder = join(sen.dataDir, 'files', 'exports', id);
    expect(existsSync(folder)).toBe(true);
    expect((await system(status, { method: 'DELETE' })).status).toBe(202);
    expect((await system(status)).status).toBe(404);
    expect((await system(pathOf(manifest.output[0]!.url))).status).toBe(404);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('who may export', () => {
  it('no person, no stranger, and nobody sees the export of another', async () => {
    expect((await fetch(`${sen.url}/fhir/$export`, { headers: begin })).status).toBe(401);
    for (const name of ['hoa', 'bs.lan', 'quantri'])
      expect((await (await sen.as(name))('/fhir/$export', { headers: begin })).status, name).toBe(403);
    const { status, manifest } = await exported('/$export?_type=Patient');
    const other = await sen.asSystem();
    for (const path of [status, pathOf(manifest.output[0]!.url)])
      expect((await other(path)).status, path).toBe(404);
    expect((await other(status, { method: 'DELETE' })).status).toBe(404);
    expect((await system(status)).status).toBe(200);
  });

  it('a system takes out only the types of its scopes, and only the persons of its facility', async () => {
    const narrow = await sen.asSystem('system/Patient.rs');
    const { lines } = await exported('/$export', narrow);
    expect(new Set(lines.map(({ resourceType }) => resourceType))).toEqual(new Set(['Patient']));
    expect((await narrow('/fhir/$export?_type=Observation', { headers: begin })).status).toBe(403);
    const people = await sen.people();
    const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({
      name: 'trạm',
      scope: 'system/*.rs',
      facilityId: people.station,
    } as never);
    const token = await requestToken(sen.url, clientId, clientSecret, 'system/*.rs');
    const station: CallAs = (path, init = {}) =>
      fetch(sen.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
    const own = await exported('/Patient/$export', station);
    expect(own.lines.filter(({ resourceType }) => resourceType === 'Patient').map(({ id }) => id)).toEqual([
      people.hoa.patientId,
    ]);
    expect((await station('/fhir/Group/x-nhom/$export', { headers: begin })).status).toBe(403);
  });

  it('one that asks wrongly is told what is wrong', async () => {
    expect((await system('/fhir/$export')).status).toBe(400);
    for (const query of [
      '_type=Khong',
      '_since=2026',
      '_outputFormat=csv',
      '_typeFilter=code%3D1',
      'patient=x',
      'la=1',
    ]) {
      const answer = await system(`/fhir/$export?${query}`, { headers: begin });
      expect(answer.status, query).toBe(400);
      expect(await answer.text()).toContain(query.split('=')[0]);
    }
    const lenient = { ...begin, prefer: 'respond-async, handling=lenient' };
    const taken = await system('/fhir/$export?_type=Group&la=1', { headers: lenient });
    expect(taken.status).toBe(202);
    await system(pathOf(taken.headers.get('content-location')!), { method: 'DELETE' });
  });
});

/** An export of its own beside the running server, and all that runs it. */
async function beginApart(accountId: string, filters: readonly { type: string; query: string }[]) {
  const path = await mkdtemp(join(tmpdir(), 'sen-exports-'));
  const { database } = sen;
  const { keys } = sen.platform;
  const texts = createTexts(keys);
  const audit = { append: async () => undefined, appendAll: async () => undefined };
  const host = {
    database,
    audit,
    texts,
    keys,
    soleSystems: {},
    now: () => new Date(),
    terminology: createLiveTerminology({ database, texts }),
    same: createSamePersons({ database }),
    subscriptions: {} as never,
  };
  const actor = anActor({ kind: 'system', accountId, scopes: ['system/*.rs'] });
  const id = (await createExport(
    database,
    { actor, wish: { level: 'system', filters }, request: '' },
    new Date(),
    2,
    async () => undefined,
  ))!;
  return { host, id, path, folder: openExportFolder(path, host.keys) };
}

/** Every resource of the store once, in files that are what their checksums say. */
async function expectAllOnce({ id, path, folder }: Awaited<ReturnType<typeof beginApart>>): Promise<void> {
  const names: string[] = [];
  for (const file of await filesOf(sen.database, id)) {
    let text = '';
    for await (const piece of (await folder.read(id, file.number)).setEncoding('utf8')) text += String(piece);
    expect(createHash('sha256').update(text).digest('hex')).toBe(file.sha256);
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const { resourceType, id: name } = JSON.parse(line) as Line;
      names.push(`${resourceType}/${name}`);
    }
  }
  expect(new Set(names).size).toBe(names.length);
  const { rows } = await sen.database.query<{ count: number }>(
    'select count(*)::int as count from record.resource',
  );
  expect(names).toHaveLength(rows[0]!.count);
  await rm(path, { recursive: true, force: true });
}

it('a run that is cut off goes on without losing or doubling a resource', async () => {
  const apart = await beginApart('cut-off', [
    { type: 'Observation', query: 'status=preliminary,final' },
    { type: 'Observation', query: 'status=final' },
  ]);
  const { host, id, folder } = apart;
  const { database } = sen;
  let writes = 0;
  const broken = new Set<string>();
  const failing = {
    ...folder,
    write: (...given: Parameters<typeof folder.write>) => {
      writes += 1;
      // Cut off once in the middle of the first leg's files, and once in the leg behind it.
      const place = given[1].type === 'Observation' ? 'second leg' : writes === 3 ? 'first leg' : '';
      if (place === '' || broken.has(place)) return folder.write(...given);
      broken.add(place);
      throw new Error('cut off');
    },
  };
  for (let run = 0; run < 5 && (await findExport(database, id))?.state !== 'done'; run += 1)
    await runExport(host, failing, id, { gatherMost: 1 }).catch(() => undefined);
  expect(broken.size).toBe(2);
  expect(await readdir(join(apart.path, id))).toHaveLength((await filesOf(database, id)).length);
  await expectAllOnce(apart);
});

it('a run that was thought dead and still goes on spoils nothing of the run that took over', async () => {
  const apart = await beginApart('slow', []);
  const { host, id, folder } = apart;
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  let isHeld: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (isHeld = resolve));
  const slow = {
    ...folder,
    write: async (...given: Parameters<typeof folder.write>) => {
      isHeld();
      await held;
      return folder.write(...given);
    },
  };
  const first = runExport(host, slow, id);
  await reached;
  const second = runExport(host, folder, id);
  await second;
  goOn();
  await first;
  expect((await findExport(sen.database, id))?.state).toBe('done');
  await expectAllOnce(apart);
});
