import type { Bundle, HealthcareService, Location, Organization, Practitioner } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { directory } from '../module.ts';
import { refillDirectory } from '../refill.ts';
import {
  bareOrganization,
  doctorAt,
  get,
  hospital,
  openDesks,
  post,
  type Desks,
} from './desk-of-bac-ninh.ts';

let sen: TestPlatform;
let desks: Desks;
let stranger: CallAs;
let hospitalId: string;
let doctorId: string;

beforeAll(async () => {
  sen = await startPlatform({ modules: [directory], now: () => new Date('2026-11-23T03:00:00Z') });
  desks = await openDesks(sen);
  stranger = (path, init) => fetch(sen.url + path, init);
  const made = await post(desks.bacNinh, '/desk/facilities', { form: hospital });
  expect(made.status, made.text).toBe(200);
  hospitalId = made.body['id']!;
  const worker = await post(desks.bacNinh, '/desk/workers', { form: doctorAt(hospitalId) });
  expect(worker.status, worker.text).toBe(200);
  doctorId = worker.body['id']!;
}, 120_000);
afterAll(() => sen.stop());

describe('a facility', () => {
  test('that a Department of Health enters is found by everybody, also by words without marks typed halfway', async () => {
    const found = await get(
      stranger,
      '/find/facilities?words=benh+vien+sen+ti&province=24&kind=hospital&service=surgery',
    );
    expect(found.status, found.text).toBe(200);
    expect(found.body).toMatchObject({
      total: 1,
      facilities: [{ id: hospitalId, openNow: true, beds: 100, state: 'open' }],
    });
    expect((await get(stranger, '/find/facilities?words=sen+tien+du&service=dialysis')).body['total']).toBe(
      0,
    );
    expect(found.headers.get('cache-control')).toBe('public, max-age=60');
    const again = await stranger(
      '/api/directory/find/facilities?words=benh+vien+sen+ti&province=24&kind=hospital&service=surgery',
      {
        headers: { 'if-none-match': found.headers.get('etag')! },
      },
    );
    expect(again.status).toBe(304);
  });

  test('has a page with hours, services and beds by department, by its code too', async () => {
    const page = await get(stranger, '/facilities/24991');
    expect(page.body).toMatchObject({
      id: hospitalId,
      name: hospital.name,
      phone: '+842223123456',
      services: ['emergency', 'examination', 'surgery'],
      bedsByDepartment: [
        { department: 'internal', count: 60 },
        { department: 'surgery', count: 40 },
      ],
    });
    expect((await get(stranger, '/facilities/nobody')).status).toBe(404);
    const counted = await get(stranger, '/find/counts?kind=hospital&words=tien');
    expect(counted.body['provinces']).toEqual([{ code: '24', facilities: 1, beds: 100 }]);
  });

  test('is FHIR in the record: an Organization with separate identifiers, a place, a service each', async () => {
    const { record } = sen.context();
    const organization = JSON.parse((await record.read('Organization', hospitalId)).text) as Organization;
    expect(organization.identifier).toHaveLength(3);
    const services = await record.search(
      'HealthcareService',
      `organization=Organization/${hospitalId}&_count=50`,
    );
    expect(services.matches.map(({ text }) => (JSON.parse(text) as HealthcareService).name)).toHaveLength(5);
    expect((await record.search('Location', `organization=Organization/${hospitalId}`)).matches).toHaveLength(
      1,
    );
  });

  test('is changed once: the same form again writes nothing, and an older form does not write over a newer', async () => {
    const open = await get(desks.bacNinh, `/desk/facilities/${hospitalId}`);
    expect(open.body['form']).toMatchObject({
      ...hospital,
      phone: '+842223123456',
      services: expect.any(Array) as unknown,
    });
    const form = {
      ...(open.body['form'] as unknown as object),
      state: 'paused',
      note: 'Sửa chữa đến 1/12',
      beds: [{ department: 'internal', count: 70 }],
    };
    const changed = await post(desks.bacNinh, `/desk/facilities/${hospitalId}`, {
      version: open.body['version'],
      form,
    });
    expect(changed.status, changed.text).toBe(200);
    expect(changed.body['fields']).toEqual(['state', 'note', 'beds']);
    const same = await post(desks.bacNinh, `/desk/facilities/${hospitalId}`, {
      version: changed.body['version'],
      form,
    });
    expect(same.body['fields']).toEqual([]);
    const late = await post(desks.bacNinh, `/desk/facilities/${hospitalId}`, {
      version: open.body['version'],
      form,
    });
    expect(late.status).toBe(412);
    const page = await get(stranger, '/facilities/24991');
    expect(page.body).toMatchObject({ state: 'paused', openNow: false, beds: 70, note: 'Sửa chữa đến 1/12' });
    const back = await get(desks.bacNinh, `/desk/facilities/${hospitalId}`);
    const restored = await post(desks.bacNinh, `/desk/facilities/${hospitalId}`, {
      version: back.body['version'],
      form: hospital,
    });
    expect(restored.status, restored.text).toBe(200);
    expect((await get(stranger, '/facilities/24991')).body).toMatchObject({
      state: 'open',
      beds: 100,
      note: null,
    });
    expect((back.body['changes'] as unknown as { by: string }[])[0]).toMatchObject({ by: 'syt.bacninh' });
  });

  test('of another province is not changed, nor made, nor taken over, and its code is not given twice', async () => {
    const { body } = await get(desks.haNoi, `/desk/facilities/${hospitalId}`);
    expect(body['mayChange']).toBe(false);
    const tries = [
      [
        desks.haNoi,
        `/desk/facilities/${hospitalId}`,
        { version: body['version'], form: { ...hospital, name: 'Của Hà Nội' } },
      ],
      [
        desks.haNoi,
        `/desk/facilities/${hospitalId}`,
        { version: body['version'], form: { ...hospital, commune: '00004' } },
      ],
      [desks.haNoi, '/desk/facilities', { form: { ...hospital, code: '24992' } }],
      [desks.nobody, '/desk/facilities', { form: { ...hospital, code: '24992' } }],
    ] as const;
    for (const [by, path, sent] of tries) {
      const answer = await post(by, path, sent);
      expect([answer.status, answer.text.includes('địa bàn')], answer.text).toEqual([403, true]);
    }
    expect((await post(desks.bacNinh, '/desk/facilities', { form: hospital })).status).toBe(409);
    expect(
      (
        await post(desks.country, '/desk/facilities', {
          form: { ...hospital, code: '24992', name: 'Phòng khám quốc gia', kind: 'clinic' },
        })
      ).status,
    ).toBe(200);
  });

  test('is kept by desks alone: citizens, doctors and strangers are refused', async () => {
    for (const username of ['hoa', 'bs.lan', 'quantri']) {
      const by = await sen.as(username);
      expect((await get(by, `/desk/facilities/${hospitalId}`)).status, username).toBe(403);
      expect((await post(by, '/desk/facilities', { form: hospital })).status, username).toBe(403);
      expect((await get(by, '/desk/workers?number=004321/BN-GPHN')).status, username).toBe(403);
    }
    expect((await get(stranger, '/desk')).status).toBe(401);
  });

  test('that a door sends is found as well, and goes when its code goes', async () => {
    const { record } = sen.context();
    const { id } = await record.create(bareOrganization('24701', 'Trạm Y tế xã Hoa Đào (giả định)'));
    const found = await get(stranger, '/find/facilities?words=hoa+dao');
    expect(found.body).toMatchObject({
      total: 1,
      facilities: [{ kind: 'station', province: '24', openNow: null }],
    });
    const { identifier: _code, ...coded } = bareOrganization('24701', 'Hoa Đào');
    await record.update({ ...coded, id });
    expect((await get(stranger, '/find/facilities?words=hoa+dao')).body['total']).toBe(0);
  });

  test('with a wrong field is refused with the name of the field', async () => {
    for (const [wrong, path] of [
      [{ code: '2499' }, 'form.code'],
      [{ commune: '99999' }, 'form.commune'],
      [{ kind: 'palace' }, 'form.kind'],
      [{ hours: [{ days: ['mon'], from: '17:00', to: '07:00' }] }, 'form.hours'],
      [{ phone: '12' }, 'form.phone'],
    ] as const) {
      const answer = await post(desks.country, '/desk/facilities', {
        form: Object.assign({}, hospital, { code: '24993' }, wrong),
      });
      expect([answer.status, answer.text.includes(path)], answer.text).toEqual([400, true]);
    }
    for (const bad of ['kind=palace', 'province=x', 'offset=-1', `words=${'a'.repeat(201)}`])
      expect((await get(stranger, `/find/facilities?${bad}`)).status, bad).toBe(400);
    for (const odd of ["'; drop table directory.facility; --", '%26 | ! ( :* <->', '\u0000', '((((', '中文'])
      expect((await get(stranger, `/find/facilities?words=${encodeURIComponent(odd)}`)).status, odd).toBe(
        200,
      );
  });
});

describe('a health worker', () => {
  test('is checked by number and name; a wrong name, a wrong number and an unknown one are the same answer', async () => {
    const ask = (number: string, name: string) => post(stranger, '/licence-check', { number, name });
    expect((await ask('004321/bn-gphn', 'NGO THI BICH DAO')).body).toEqual({
      state: 'active',
      validTo: '2029-01-09',
      asOf: '2026-11-23',
    });
    const unknown = { state: 'unknown', asOf: '2026-11-23' };
    for (const [number, name] of [
      ['004321/BN-GPHN', 'Ngô Thị Đào'],
      ['004322/BN-GPHN', 'Ngô Thị Bích Đào'],
      ['999', 'x'],
    ] as const)
      expect((await ask(number, name)).body).toEqual(unknown);
  });

  test('is in the record without birth date or personal number, which only her own desk sees', async () => {
    const { text } = await sen.context().record.read('Practitioner', doctorId);
    expect(text).not.toContain('027188000123');
    expect(JSON.parse(text) as Practitioner).not.toHaveProperty('birthDate');
    expect((await get(desks.bacNinh, `/desk/workers/${doctorId}`)).text).toContain('027188000123');
    const other = await get(desks.haNoi, `/desk/workers/${doctorId}`);
    expect([other.body['mayChange'], other.text.includes('027188000123')]).toEqual([false, false]);
    const { rows } = await sen.database.query('select * from directory.worker_number');
    expect(JSON.stringify(rows)).not.toContain('027188000123');
  });

  test('keeps her numbers: a licence or a personal number of another is refused', async () => {
    const form = { ...doctorAt(hospitalId), name: 'Người Khác' };
    expect((await post(desks.bacNinh, '/desk/workers', { form })).status).toBe(409);
    const free = { ...form, licences: [{ number: '004999/BN-GPHN' }] };
    expect((await post(desks.bacNinh, '/desk/workers', { form: free })).status).toBe(409);
  });

  test('is changed by her own desk alone, and taken on by another without losing her post', async () => {
    const { body } = await get(desks.bacNinh, `/desk/workers/${doctorId}`);
    const form = body['form'] as unknown as ReturnType<typeof doctorAt>;
    const stolen = await post(desks.haNoi, `/desk/workers/${doctorId}`, {
      version: body['version'],
      form: { ...form, name: 'Khác' },
    });
    expect(stolen.status).toBe(403);
    const changed = await post(desks.bacNinh, `/desk/workers/${doctorId}`, {
      version: body['version'],
      form: {
        ...form,
        posts: [...form.posts, { facilityId: hospitalId, title: 'Trưởng khoa', from: '2026-11-01' }],
      },
    });
    expect(changed.body['fields'], changed.text).toEqual(['posts']);
    const found = await post(desks.bacNinh, '/desk/workers/find', { name: 'ngo thi bich' });
    expect((found.body['workers'] as unknown as { posts: unknown[] }[])[0]!.posts).toHaveLength(2);
  });

  test('whose licence is suspended by the desk is told so at once, to the public and to the sign-in', async () => {
    const judge = (by: CallAs, state: string) =>
      post(by, `/desk/workers/${doctorId}/standing`, {
        number: '004321/BN-GPHN',
        state,
        ground: 'QĐ 12/SYT ngày 1/11/2026',
      });
    expect((await judge(desks.haNoi, 'suspended')).status).toBe(403);
    expect((await judge(desks.bacNinh, 'suspended')).body['standing']).toBe('suspended');
    const asked = await post(stranger, '/licence-check', {
      number: '004321/BN-GPHN',
      name: 'Ngô Thị Bích Đào',
    });
    expect(asked.body['state']).toBe('suspended');
    expect((await sen.context().licences.list(doctorId))[0]?.state).toBe('suspended');
    expect((await judge(desks.bacNinh, 'active')).body['standing']).toBe('active');
  });

  test('whose licence ends soon stands on the list of her desk and of no other', async () => {
    const form = {
      ...doctorAt(hospitalId),
      name: 'Đỗ Văn Sắp Hết',
      personalNumber: undefined,
      licences: [{ number: '005000/BN-GPHN', from: '2022-01-01', to: '2026-12-20' }],
    };
    expect((await post(desks.bacNinh, '/desk/workers', { form })).status).toBe(200);
    const ending = await get(desks.bacNinh, '/desk/ending?days=60');
    expect(ending.body).toMatchObject({
      total: 1,
      workers: [{ name: 'Đỗ Văn Sắp Hết', validTo: '2026-12-20' }],
    });
    expect((await get(desks.haNoi, '/desk/ending?days=60')).body['total']).toBe(0);
    expect((await get(desks.bacNinh, '/desk')).body).toMatchObject({ places: ['24'], ending: 1, ended: 0 });
  });
});

describe('places', () => {
  test('say what an old commune became, what one of today was made of, and what nobody mapped', async () => {
    const old = await get(stranger, '/places/before/00001');
    expect(old.body).toMatchObject({
      name: 'Phường Phúc Xá',
      validTo: '2025-06-30',
      unmapped: false,
      others: [{ code: '00097', whole: true }],
    });
    const now = await get(stranger, '/places/now/00097');
    expect((now.body['others'] as unknown as { code: string }[]).map(({ code }) => code)).toContain('00001');
    expect((await get(stranger, '/places/now/00001')).status).toBe(404);
    const unmapped = await get(stranger, '/find/places?era=before&unmapped=true');
    expect(unmapped.body['total']).toBe(1480);
    const found = await get(stranger, '/find/places?era=now&words=tien+du+bac+ninh');
    expect(found.body).toMatchObject({ total: 1, places: [{ code: '09319' }] });
  });
});

test('a code is given as a FHIR Location of its day, to whoever has signed in', async () => {
  const ask = async (by: CallAs, query: string) => {
    const answer = await by(`/fhir/Location/$place?${query}`);
    return { status: answer.status, bundle: (await answer.json()) as Bundle<Location> };
  };
  const doctor = await sen.as('bs.lan');
  const now = await ask(doctor, 'code=24');
  const before = await ask(doctor, 'code=24&date=2025-06-30');
  expect([now, before].map(({ bundle }) => bundle.entry?.map(({ resource }) => resource?.name))).toEqual([
    ['Tỉnh Bắc Ninh'],
    ['Tỉnh Bắc Giang'],
  ]);
  const commune = await ask(doctor, 'code=09319');
  expect(commune.bundle.entry?.map(({ resource }) => resource?.name)).toEqual([
    'Xã Tiên Du',
    'Tỉnh Bắc Ninh',
  ]);
  expect(commune.bundle.entry?.[0]?.resource?.partOf?.identifier?.value).toBe('24');
  for (const [query, status] of [
    ['code=99999', 404],
    ['code=27', 404],
    ['code=x', 400],
    ['', 400],
    ['code=24&date=x', 400],
  ] as const)
    expect((await ask(doctor, query)).status, query).toBe(status);
  expect((await ask(stranger, 'code=24')).status).toBe(401);
});

test('what is found can be made anew out of the record, and is the same', async () => {
  const read = async () => {
    const tables = ['facility', 'service', 'licence', 'post'].map((table) =>
      sen.database.query(`select * from directory.${table} order by 1, 2`),
    );
    return (await Promise.all(tables)).map(({ rows }) => rows);
  };
  const before = await read();
  await refillDirectory(sen.contextOf('directory'));
  expect(await read()).toEqual(before);
});

test('each change is in the audit with who made it', async () => {
  const { rows } = await sen.database.query<{ actor_id: string }>(
    `select distinct actor_id from audit.event where resource_type = 'Organization' and resource_id = $1 and action in ('create', 'update')`,
    [hospitalId],
  );
  const account = await sen.platform.identity.findAccountByName('syt.bacninh');
  expect(rows.map((row) => row.actor_id)).toEqual([account!.id]);
});
