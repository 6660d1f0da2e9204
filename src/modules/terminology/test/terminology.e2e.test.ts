import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';

const icd10 = 'http://hl7.org/fhir/sid/icd-10';
const icd10Set = 'urn:sen:value-set:icd-10';

let sen: TestPlatform;
let lan: CallAs;
let hoa: CallAs;
let system: CallAs;

beforeAll(async () => {
  sen = await startPlatform();
  await sen.people();
  lan = await sen.as('bs.lan');
  hoa = await sen.as('hoa');
  system = await sen.asSystem();
});
afterAll(() => sen.stop());

interface Answer {
  readonly status: number;
  readonly json: any; // oxlint-disable-line typescript/no-explicit-any -- answers of many shapes, each looked at by its path
}

async function get(as: CallAs, path: string): Promise<Answer> {
  const answer = await as(path);
  return { status: answer.status, json: await answer.json() };
}

async function send(as: CallAs, method: string, path: string, body: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/fhir+json' };
  const answer = await as(path, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) };
}

/** Value of an out parameter. */
function out(answer: Answer, name: string): unknown {
  const found = answer.json.parameter.find((one: { name: string }) => one.name === name);
  return found && Object.entries(found as object).find(([key]) => key.startsWith('value'))?.[1];
}

const codesOf = (answer: Answer): string[] =>
  (answer.json.expansion.contains ?? []).map((one: { code: string }) => one.code);

describe('asking about codes', () => {
  it('tells a doctor what a code means, without its dot and by POST as well', async () => {
    const one = await get(lan, `/fhir/CodeSystem/$lookup?system=${icd10}&code=e119`);
    expect(one.status).toBe(200);
    expect(out(one, 'display')).toBe('Bệnh đái tháo đường không phụ thuộc insuline (Chưa có biến chứng)');
    const two = await send(lan, 'POST', '/fhir/CodeSystem/$lookup', {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'coding',
          valueCoding: { system: 'http://hl7.org/fhir/administrative-gender', code: 'female' },
        },
        { name: 'displayLanguage', valueCode: 'en' },
      ],
    });
    expect(out(two, 'display')).toBe('Female');
  });

  it('finds diabetes by words without marks in any order', async () => {
    const answer = await get(lan, `/fhir/ValueSet/$expand?url=${icd10Set}&filter=duong%20thao%20dai&count=5`);
    expect(answer.status).toBe(200);
    expect(codesOf(answer)).toHaveLength(5);
    expect(answer.json.expansion.total).toBeGreaterThan(40);
    for (const { display } of answer.json.expansion.contains) expect(display).toMatch(/đái tháo đường/i);
  });

  it('pages through a set without loss or repeat', async () => {
    const seen: string[] = [];
    for (let offset = 0; offset < 60; offset += 20) {
      const page = await get(
        lan,
        `/fhir/ValueSet/$expand?url=${icd10Set}&filter=E1&offset=${offset}&count=20`,
      );
      seen.push(...codesOf(page));
    }
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('says that a wrong name does not make a right code wrong, and tells the right name', async () => {
    const query =
      'url=http://hl7.org/fhir/ValueSet/administrative-gender&system=http://hl7.org/fhir/administrative-gender';
    const answer = await get(lan, `/fhir/ValueSet/$validate-code?${query}&code=male&display=Trai`);
    expect(out(answer, 'result')).toBe(true);
    expect(out(answer, 'display')).toBe('Nam');
    expect(out(answer, 'message')).toContain('Nam');
    const wrong = await get(lan, `/fhir/ValueSet/$validate-code?${query}&code=boy`);
    expect(out(wrong, 'result')).toBe(false);
  });

  it('knows how two codes stand to each other', async () => {
    const ask = (a: string, b: string) =>
      get(lan, `/fhir/CodeSystem/$subsumes?system=${icd10}&codeA=${a}&codeB=${b}`);
    expect(out(await ask('E11', 'E11.9'), 'outcome')).toBe('subsumes');
    expect(out(await ask('E11.9', 'IV'), 'outcome')).toBe('subsumed-by');
    expect(out(await ask('E11', 'e11'), 'outcome')).toBe('equivalent');
    expect(out(await ask('E11', 'I10'), 'outcome')).toBe('not-subsumed');
  });

  it('leads an old province to the one that it became, and back', async () => {
    const url = 'urn:sen:concept-map:don-vi-hanh-chinh-2024-2025';
    const forth = await get(
      lan,
      `/fhir/ConceptMap/$translate?url=${url}&system=urn:vn:don-vi-hanh-chinh&code=27`,
    );
    expect(JSON.stringify(forth.json)).toContain('Tỉnh Bắc Ninh');
    const none = await get(
      lan,
      `/fhir/ConceptMap/$translate?url=${url}&system=urn:vn:don-vi-hanh-chinh&version=2025-07-01&code=24`,
    );
    expect(out(none, 'result')).toBe(false);
    const back = await get(
      lan,
      `/fhir/ConceptMap/$translate?url=${url}&system=urn:vn:don-vi-hanh-chinh&code=24&reverse=true`,
    );
    expect(
      back.json.parameter.filter((one: { name: string }) => one.name === 'match').length,
    ).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(back.json)).toContain('Tỉnh Bắc Giang');
  });

  it('refuses clearly what it does not hold', async () => {
    const snomed = await get(
      lan,
      `/fhir/ValueSet/$expand?url=${encodeURIComponent('http://snomed.info/sct?fhir_vs')}`,
    );
    expect(snomed.status).toBe(422);
    expect(JSON.stringify(snomed.json)).toContain('snomed');
    expect((await get(lan, '/fhir/ValueSet/$expand?url=http://nobody/x')).status).toBe(404);
    expect((await get(lan, `/fhir/CodeSystem/$lookup?system=${icd10}&code=Q00.99`)).status).toBe(404);
    expect((await get(lan, `/fhir/ValueSet/$expand?url=${icd10Set}`)).status).toBe(422);
  });

  it('asks a stranger to sign in', async () => {
    const answer = await fetch(`${sen.url}/fhir/CodeSystem/$lookup?system=${icd10}&code=E11`);
    expect(answer.status).toBe(401);
  });
});

describe('lists of the house', () => {
  it('are read and found like any other resource', async () => {
    const one = await get(hoa, '/fhir/CodeSystem/ma-loai-kcb');
    expect(one.json).toMatchObject({ url: 'urn:vn:ma-loai-kcb', content: 'complete', status: 'active' });
    expect(one.json.concept[0]).toMatchObject({ code: '01', display: 'Khám bệnh' });
    const found = await get(lan, `/fhir/CodeSystem?url=${icd10}`);
    expect(found.json.entry.map((entry: { resource: { id: string } }) => entry.resource.id)).toEqual([
      'icd-10',
    ]);
    const total = await get(lan, '/fhir/ValueSet?_summary=count');
    expect(total.json.total).toBeGreaterThan(1000);
  });

  it('are found page by page until the end', async () => {
    const seen: string[] = [];
    let next: string | undefined = '/fhir/CodeSystem?_count=400&_elements=url';
    while (next !== undefined) {
      const page: Answer = await get(lan, next);
      seen.push(...(page.json.entry ?? []).map((entry: { resource: { id: string } }) => entry.resource.id));
      const link = page.json.link.find((one: { relation: string }) => one.relation === 'next') as
        { url: string } | undefined;
      next = link && link.url.slice(link.url.indexOf('/fhir/'));
    }
    expect(seen.length).toBeGreaterThan(1000);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('cannot be written over', async () => {
    const { json } = await get(system, '/fhir/CodeSystem/ma-loai-kcb');
    expect((await send(system, 'PUT', '/fhir/CodeSystem/ma-loai-kcb', json)).status).toBe(405);
  });

  it('never show an English name of ICD-10', async () => {
    const { json } = await get(lan, '/fhir/CodeSystem/icd-10');
    expect(json.content).toBe('fragment');
    expect(JSON.stringify(json)).not.toContain('Cholera due to');
  });
});

describe('lists that a trusted system stores', () => {
  const list = (version: string, codes: readonly string[]) => ({
    resourceType: 'CodeSystem',
    id: `wards-${version}`,
    url: 'urn:hospital:wards',
    version,
    status: 'active',
    content: 'complete',
    concept: codes.map((code) => ({ code, display: `Khoa ${code}` })),
  });

  it('are part of every answer at once, version by version', async () => {
    for (const [version, codes] of [
      ['1', ['A']],
      ['2', ['A', 'B']],
    ] as const)
      expect(
        (await send(system, 'PUT', `/fhir/CodeSystem/wards-${version}`, list(version, codes))).status,
      ).toBe(201);
    const set = {
      resourceType: 'ValueSet',
      id: 'all-wards',
      url: 'urn:hospital:all-wards',
      status: 'active',
      compose: {
        include: [{ system: 'urn:hospital:wards' }],
        exclude: [{ system: 'urn:hospital:wards', concept: [{ code: 'A' }] }],
      },
    };
    expect((await send(system, 'PUT', '/fhir/ValueSet/all-wards', set)).status).toBe(201);
    expect(codesOf(await get(lan, '/fhir/ValueSet/$expand?url=urn:hospital:all-wards'))).toEqual(['B']);
    expect(codesOf(await get(lan, '/fhir/ValueSet/all-wards/$expand'))).toEqual(['B']);
    const ask = (version: string) =>
      get(lan, `/fhir/CodeSystem/$validate-code?url=urn:hospital:wards&version=${version}&code=B`);
    expect(out(await ask('1'), 'result')).toBe(false);
    expect(out(await ask('2'), 'result')).toBe(true);
    await send(system, 'PUT', '/fhir/CodeSystem/wards-2', list('2', ['A', 'C']));
    expect(codesOf(await get(lan, '/fhir/ValueSet/$expand?url=urn:hospital:all-wards'))).toEqual(['C']);
  });

  it('are not taken from a citizen', async () => {
    expect((await send(hoa, 'PUT', '/fhir/CodeSystem/mine', list('9', ['X']))).status).toBe(403);
  });

  it('cannot bring the server to a stop with a regular expression or a circle', async () => {
    const expand = (compose: object) =>
      send(lan, 'POST', '/fhir/ValueSet/$expand', {
        resourceType: 'Parameters',
        parameter: [{ name: 'valueSet', resource: { resourceType: 'ValueSet', status: 'active', compose } }],
      });
    const bomb = {
      include: [{ system: icd10, filter: [{ property: 'display', op: 'regex', value: '(a+)+b' }] }],
    };
    expect((await expand(bomb)).status).toBe(422);
    const good = {
      include: [{ system: icd10, filter: [{ property: 'code', op: 'regex', value: 'E1[01]' }] }],
    };
    expect(codesOf(await expand(good))).toEqual(['E10', 'E11']);
    const circle = (id: string, other: string) => ({
      resourceType: 'ValueSet',
      id,
      url: `urn:circle:${id}`,
      status: 'active',
      compose: { include: [{ valueSet: [`urn:circle:${other}`] }] },
    });
    await send(system, 'PUT', '/fhir/ValueSet/circle-a', circle('circle-a', 'circle-b'));
    await send(system, 'PUT', '/fhir/ValueSet/circle-b', circle('circle-b', 'circle-a'));
    expect((await get(lan, '/fhir/ValueSet/$expand?url=urn:circle:circle-a')).status).toBe(422);
  });
});
