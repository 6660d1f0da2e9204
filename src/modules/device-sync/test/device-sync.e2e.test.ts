import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceId } from '#kernel/offline/device-id.ts';
import type { DownloadLine, WriteAnswer } from '#kernel/offline/doors.ts';
import { modules } from '#modules/index.ts';
import { defineModule } from '#platform/module/define-module.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';

let sen: TestPlatform;
let lan: CallAs;
let station: string;
let hoa: string;

/** What another module may offer to devices. */
let batches = ['lô 1'];
const title = { vi: 'Kho vắc xin', en: 'Vaccine store' };
const store = defineModule({
  id: 'vaccine-store',
  title,
  permissions: { 'vaccine-store.see': title, 'vaccine-store.keep': title },
  roles: [{ id: 'station-doctor', title, grants: ['vaccine-store.see'] }],
  references: [
    {
      name: 'batches',
      allow: 'vaccine-store.see',
      read: ({ actor }) => ({ of: actor.facilityId, batches }),
    },
    { name: 'keys-of-the-store', allow: 'vaccine-store.keep', version: () => '1', read: () => ['secret'] },
  ],
});
const own = [...modules.filter(({ id }) => id === 'device-sync'), store];

beforeAll(async () => {
  sen = await startPlatform({ modules: own });
  const people = await sen.people();
  station = people.station;
  hoa = people.hoa.patientId;
  lan = await sen.as('bs.lan');
});
afterAll(() => sen.stop());

async function post<T>(call: CallAs, path: string, body: unknown): Promise<{ status: number; json: T }> {
  const headers = { 'content-type': 'application/json', 'accept-language': 'vi' };
  const answer = await call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, json: (await answer.json().catch(() => ({}))) as T };
}

const register = (call: CallAs, name: string) =>
  post<{ id: string; share: string; code?: string }>(call, '/api/device-sync/devices', { name });

/** All lines from a cursor on, and where to go on. */
async function download(
  device: string,
  from?: string,
): Promise<{ lines: DownloadLine[]; cursor: string; references: Record<string, string> }> {
  const lines: DownloadLine[] = [];
  let cursor = from;
  for (;;) {
    const query = new URLSearchParams({ device, ...(cursor !== undefined && { cursor }) });
    const answer = await lan(`/api/device-sync/lines?${query}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    const page = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as DownloadLine);
    const end = page.pop()!;
    if (end.kind !== 'page') throw new Error('a page without its end');
    lines.push(...page);
    cursor = end.next;
    if (end.isLast) return { lines, cursor, references: end.references ?? {} };
  }
}

const observation = (id: string, patient: string, value: number) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: new Date().toISOString(),
  valueQuantity: { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
});

const entryOf = (resource: { resourceType: string; id?: string }, condition: object) => ({
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}`, ...condition },
});

const write = (id: string, ...entry: object[]) => ({
  id,
  savedAt: new Date().toISOString(),
  bundle: { resourceType: 'Bundle', type: 'transaction', entry },
});

async function send(call: CallAs, ...writes: object[]): Promise<WriteAnswer[]> {
  const { status, json } = await post<{ answers: WriteAnswer[] }>(call, '/api/device-sync/outbox', {
    writes,
  });
  expect(status).toBe(200);
  return json.answers;
}

const fresh = { ifNoneMatch: '*' };

describe('what a worker did without a network', () => {
  it('is taken once however often it is sent, under the ids it got on the device', async () => {
    const id = deviceId(new Date(), hoa);
    const one = write('write-1', entryOf(observation(id, hoa, 54), fresh));
    const [first] = await send(lan, one);
    expect(first).toMatchObject({ outcome: 'accepted', versions: { [`Observation/${id}`]: '1' } });
    const again = await Promise.all([send(lan, one), send(lan, one, one)]);
    expect(again.flat()).toEqual([first, first, first]);
    const history = (await (await lan(`/fhir/Observation/${id}/_history`)).json()) as { entry: unknown[] };
    expect(history.entry).toHaveLength(1);
  });

  it('registers somebody new together with what was found', async () => {
    const patient = deviceId(new Date());
    const fact = deviceId(new Date(), patient);
    const managingOrganization = { reference: `Organization/${station}` };
    const person = {
      resourceType: 'Patient',
      id: patient,
      name: [{ text: 'Lò Thị Mai' }],
      managingOrganization,
    };
    const [answer] = await send(
      lan,
      write('write-2', entryOf(person, fresh), entryOf(observation(fact, patient, 3.2), fresh)),
    );
    expect(answer).toMatchObject({ outcome: 'accepted' });
    expect((await lan(`/fhir/Observation/${fact}`)).status).toBe(200);
  });

  it('is answered with what the centre has where somebody else changed it meanwhile, and takes no other write back', async () => {
    const read = (await (await lan(`/fhir/Patient/${hoa}`)).json()) as { meta: { versionId: string } };
    const mine = { ...read, resourceType: 'Patient', id: hoa, maritalStatus: { text: 'Đã kết hôn' } };
    const condition = { ifMatch: `W/"${read.meta.versionId}"` };
    const other = { ...mine, maritalStatus: { text: 'Goá' } };
    const answers = await send(
      lan,
      write('write-3', entryOf(mine, condition)),
      write('write-4', entryOf(other, condition)),
      write('write-5', entryOf(observation(deviceId(new Date(), hoa), hoa, 55), fresh)),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'conflict', 'accepted']);
    expect(answers[1]).toMatchObject({
      theirs: [{ name: `Patient/${hoa}`, resource: { maritalStatus: { text: 'Đã kết hôn' } } }],
    });
  });

  it('is refused with a sentence for the worker, and sent again corrected it is taken', async () => {
    const id = deviceId(new Date(), hoa);
    const wrong = { ...observation(id, hoa, 56), status: 'done' };
    const [refused] = await send(lan, write('write-6', entryOf(wrong, fresh)));
    expect(refused).toMatchObject({ outcome: 'refused', code: 'record.invalid' });
    expect(refused?.outcome === 'refused' && refused.sentence.length).toBeGreaterThan(10);
    const [taken] = await send(lan, write('write-7', entryOf(observation(id, hoa, 56), fresh)));
    expect(taken).toMatchObject({ outcome: 'accepted' });
  });

  it('overwrites nothing: an entry without its condition, a wildcard and an id of another shape are refused', async () => {
    const id = deviceId(new Date(), hoa);
    const answers = await send(
      lan,
      write('write-8', entryOf(observation(id, hoa, 57), {})),
      write('write-9', entryOf(observation(id, hoa, 57), { ifMatch: '*' })),
      write('write-10', {
        ...entryOf(observation(id, hoa, 57), fresh),
        request: { method: 'POST', url: 'Observation' },
      }),
      write('write-11', entryOf(observation('my-own-id', hoa, 57), fresh)),
    );
    expect(answers.map((answer) => answer.outcome === 'refused' && answer.code)).toEqual([
      'device.write-unfit',
      'device.write-unfit',
      'device.write-unfit',
      'record.id-not-yours',
    ]);
  });

  it('does not reach people whom the worker may not write about, nor is it taken from a citizen', async () => {
    const minh = await sen.as('bs.minh');
    const body = {
      writes: [write('write-12', entryOf(observation(deviceId(new Date(), hoa), hoa, 58), fresh))],
    };
    expect((await post(minh, '/api/device-sync/outbox', body)).status).toBe(403);
    expect((await post(await sen.as('hoa'), '/api/device-sync/outbox', body)).status).toBe(403);
  });
});

describe('the people of a station', () => {
  it('come names first and then whole, and afterwards only what changed, whoever changed it', async () => {
    const { json: device } = await register(lan, 'Điện thoại trạm');
    const first = await download(device.id);
    const early = first.lines.findIndex(
      (line) => line.kind === 'person' && line.id === hoa && line.early === true,
    );
    const whole = first.lines.findIndex(
      (line) => line.kind === 'person' && line.id === hoa && line.early !== true,
    );
    expect(early).toBeGreaterThanOrEqual(0);
    expect(whole).toBeGreaterThan(early);
    expect((await download(device.id, first.cursor)).lines).toEqual([]);

    const added = await sen.context().record.create(observation('', hoa, 60) as never);
    const news = await download(device.id, first.cursor);
    expect(news.lines.map(({ kind }) => kind)).toEqual(['person']);
    expect(JSON.stringify(news.lines)).toContain(added.id);

    const { text } = await sen.context().record.read('Patient', hoa);
    const { managingOrganization: _left, ...rest } = JSON.parse(text) as Record<string, unknown>;
    await sen.context().record.update(rest as never);
    expect((await download(device.id, news.cursor)).lines).toEqual([{ kind: 'gone', id: hoa }]);
    await sen
      .context()
      .record.update({ ...rest, managingOrganization: { reference: `Organization/${station}` } } as never);
    expect((await download(device.id, news.cursor)).lines).toMatchObject([{ kind: 'person', id: hoa }]);
  });

  it('come to nobody else: not through the device of another, not without a sign-in, not with a made-up cursor', async () => {
    const { json: device } = await register(lan, 'Máy tính trạm');
    const minh = await sen.as('bs.minh');
    expect((await minh(`/api/device-sync/lines?device=${device.id}`)).status).toBe(403);
    expect((await fetch(`${sen.url}/api/device-sync/lines?device=${device.id}`)).status).toBe(401);
    const anew = await lan(
      `/api/device-sync/lines?device=${device.id}&cursor=${encodeURIComponent("f~1~' or 1=1")}`,
    );
    expect(anew.status).toBe(200);
    expect((await lan('/api/device-sync/lines?device=unknown')).status).toBe(404);
  });
});

describe('reference data for devices', () => {
  const ask = (call: CallAs, name: string, headers: Record<string, string> = {}, device?: string) =>
    call(`/api/device-sync/reference/${name}${device === undefined ? '' : `?device=${device}`}`, { headers });

  it('is told at the end of each download by name and version, and fetched whole where it changed', async () => {
    const { json: device } = await register(lan, 'Điện thoại giữ danh mục');
    const { references, cursor } = await download(device.id);
    expect(Object.keys(references).toSorted()).toEqual(['batches', 'icd10', 'procedures', 'station-drugs']);
    const first = await ask(lan, 'batches', {}, device.id);
    const etag = first.headers.get('etag') ?? '';
    expect([first.status, etag]).toEqual([200, `"${references['batches']}"`]);
    expect(await first.json()).toEqual({ of: station, batches: ['lô 1'] });
    expect((await ask(lan, 'batches', { 'if-none-match': etag })).status).toBe(304);
    batches = ['lô 1', 'lô 2'];
    expect((await download(device.id, cursor)).references).not.toEqual(references);
    const again = await ask(lan, 'batches', { 'if-none-match': etag });
    expect(await again.json()).toEqual({ of: station, batches });
  });

  it('leaves a line in the log for each question', async () => {
    const lines = async (): Promise<number> => {
      const { rows } = await sen.database.query<{ n: number }>({
        text: 'select count(*)::int as n from audit.event where query = $1 and outcome = $2',
        values: ['GET /api/device-sync/reference/:name', 'ok'],
      });
      return rows[0]!.n;
    };
    const before = await lines();
    await ask(lan, 'batches');
    expect(await lines()).toBe(before + 1);
  });

  it('comes to nobody who may not hold it: by name, by the device of another, lost, elsewhere, or without a sign-in', async () => {
    expect((await ask(lan, 'keys-of-the-store')).status).toBe(404);
    expect((await ask(lan, 'nothing')).status).toBe(404);
    expect((await ask(await sen.as('hoa'), 'batches')).status).toBe(403);
    expect((await ask(await sen.as('bs.minh'), 'batches')).status).toBe(403);
    expect((await fetch(`${sen.url}/api/device-sync/reference/batches`)).status).toBe(401);
    const { json: device } = await register(lan, 'Điện thoại của lan');
    expect((await ask(lan, 'batches', {}, 'of-somebody-else')).status).toBe(404);
    await post(lan, `/api/device-sync/devices/${device.id}/lost`, {});
    expect((await ask(lan, 'batches', {}, device.id)).status).toBe(410);
  });
});

describe('a lost device', () => {
  it('gets its key share no more, is told to wipe itself at each door, and says that it did', async () => {
    const { json: device } = await register(lan, 'Điện thoại sẽ mất');
    const unlock = () =>
      post<{ share?: string; code?: string }>(lan, `/api/device-sync/devices/${device.id}/unlock`, {});
    expect((await unlock()).json.share).toBe(device.share);
    const minh = await sen.as('bs.minh');
    expect((await post(minh, `/api/device-sync/devices/${device.id}/lost`, {})).status).toBe(403);

    const admin = await sen.as('quantri');
    expect((await post(admin, `/api/device-sync/devices/${device.id}/lost`, {})).status).toBe(200);
    expect(await unlock()).toMatchObject({ status: 410, json: { code: 'device.lost' } });
    expect((await lan(`/api/device-sync/lines?device=${device.id}`)).status).toBe(410);
    const one = write('write-20', entryOf(observation(deviceId(new Date(), hoa), hoa, 61), fresh));
    expect((await post(lan, '/api/device-sync/outbox', { device: device.id, writes: [one] })).status).toBe(
      410,
    );
    const { rows } = await sen.database.query<{ share: string | null }>({
      text: 'select share from device_sync.device where id = $1',
      values: [device.id],
    });
    expect(rows).toEqual([{ share: null }]);

    await post(lan, `/api/device-sync/devices/${device.id}/end`, { wiped: true });
    const { devices } = (await (await lan('/api/device-sync/devices')).json()) as {
      devices: { id: string; state: string }[];
    };
    expect(devices.find(({ id }) => id === device.id)?.state).toBe('wiped');
    expect((await unlock()).status).toBe(410);
  });
});

describe('a worker who moves to another station', () => {
  it('can still send what she did; the people of the old one come no more', async () => {
    const { json: device } = await register(lan, 'Máy theo người');
    await sen.database.query({
      text: "update device_sync.device set facility_id = 'elsewhere' where id = $1",
      values: [device.id],
    });
    expect((await lan(`/api/device-sync/lines?device=${device.id}`)).status).toBe(409);
    const one = write('write-30', entryOf(observation(deviceId(new Date(), hoa), hoa, 62), fresh));
    const sent = await post<{ answers: WriteAnswer[] }>(lan, '/api/device-sync/outbox', {
      device: device.id,
      writes: [one],
    });
    expect(sent.json.answers[0]).toMatchObject({ outcome: 'accepted' });
  });
});
