import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { ReadCard } from '../api.ts';

let sen: TestPlatform;
let now = new Date('2026-11-23T08:00:00Z');
let hoa: CallAs;
let lan: CallAs;
let minh: CallAs;
let hoaId = '';

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  const people = await sen.people();
  hoaId = people.hoa.patientId;
  const { record } = sen.context();
  const patient = JSON.parse((await record.read('Patient', hoaId)).text) as Patient;
  await record.update({
    ...patient,
    identifier: [
      { system: identifierSystem.personalNumber, value: '001188123456' },
      { system: identifierSystem.insuranceCard, value: 'GD4010123456789' },
    ],
  });
  [hoa, lan, minh] = [await sen.as('hoa'), await sen.as('bs.lan'), await sen.as('bs.minh')];
});
afterAll(() => sen.stop());

const post = async <T>(as: CallAs, path: string, body: object = {}): Promise<{ status: number; body: T }> => {
  const answer = await as(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as T };
};
const read = async (as: CallAs, text: string): Promise<ReadCard> =>
  (await post<ReadCard>(as, '/api/health-card/read', { text })).body;
const showCode = async (): Promise<string> =>
  (await post<{ code: string }>(hoa, '/api/health-card/show')).body.code;

it('the code on a phone leads the doctor of her station to her, open', async () => {
  expect(await read(lan, await showCode())).toEqual({
    kind: 'phone',
    person: {
      id: hoaId,
      name: 'Nguyễn Thị Hoa',
      birthDate: '1988-03-12',
      gender: 'female',
      number: '001••••••456',
      inReach: true,
    },
  });
});

it('a doctor who never met her learns who stands there, and her record stays shut', async () => {
  expect((await read(minh, await showCode())).person).toMatchObject({ id: hoaId, inReach: false });
  expect((await minh(`/fhir/Patient/${hoaId}`)).status).toBe(403);
});

it('a code that ran out, one that was changed and one of a strange key lead nowhere', async () => {
  const code = await showCode();
  const changed = code.replace(hoaId, 'somebody-else');
  expect(await read(lan, changed)).toEqual({ kind: 'phone', problem: 'forged' });
  expect(await read(lan, code.replace(/^SEN1\.\d+/u, 'SEN1.999'))).toEqual({
    kind: 'phone',
    problem: 'forged',
  });
  const [, , until] = code.split('.');
  expect(await read(lan, code.replace(`.${until}.`, '.zzzzzz.'))).toEqual({
    kind: 'phone',
    problem: 'forged',
  });
  const before = now;
  now = new Date(now.getTime() + 121_000);
  expect(await read(lan, code)).toEqual({ kind: 'phone', problem: 'expired' });
  now = before;
});

it('the keys are renewed, the old one is still known for a while, and only public halves are told', async () => {
  const code = await showCode();
  const before = now;
  const keys = async (): Promise<Record<string, string>[]> =>
    ((await (await fetch(`${sen.url}/api/health-card/keys`)).json()) as { keys: Record<string, string>[] })
      .keys;
  const [first] = await keys();
  expect(Object.keys(first!).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  now = new Date(now.getTime() + 91 * 86_400_000);
  // Many phones in one moment make one new key.
  await Promise.all(
    Array.from({ length: 8 }, () =>
      sen.contextOf('health-card').transaction(async (ctx) => {
        const { signingKey } = await import('../card-keys.ts');
        return signingKey(ctx);
      }),
    ),
  );
  expect(await keys()).toHaveLength(2);
  expect(code.startsWith(`SEN1.${first!['kid']}.`)).toBe(true);
  now = before;
});

it('a card of paper is found by its number, however it is typed, until she ends it', async () => {
  const made = await post<{ card: { id: string; ending: string }; code: string; number: string }>(
    hoa,
    '/api/health-card/printed',
  );
  const { card, code, number } = made.body;
  for (const text of [code, number, number.toLowerCase().replaceAll('-', ' ')])
    expect(await read(lan, text)).toMatchObject({ kind: 'printed', person: { id: hoaId } });
  const { rows } = await sen.database.query<{ all: string }>(
    'select string_agg(p::text, chr(10)) as all from health_card.printed p',
  );
  expect(rows[0]!.all).not.toContain(number.replaceAll('-', ''));
  const others = await post(await sen.as('bs.lan'), `/api/health-card/printed/${card.id}/end`);
  expect(others.status).toBe(403);
  expect((await post(hoa, `/api/health-card/printed/${card.id}/end`)).status).toBe(200);
  expect(await read(lan, code)).toEqual({ kind: 'printed', problem: 'ended' });
});

it('of the cards of paper the five newest hold', async () => {
  const codes: string[] = [];
  for (let at = 0; at < 6; at += 1) {
    now = new Date(now.getTime() + 1000);
    codes.push((await post<{ code: string }>(hoa, '/api/health-card/printed')).body.code);
  }
  expect(await read(lan, codes[0]!)).toEqual({ kind: 'printed', problem: 'ended' });
  for (const code of codes.slice(1)) expect((await read(lan, code)).person?.id).toBe(hoaId);
});

it('a card of the state names its holder; one that says somebody else is not believed', async () => {
  const chip = '001188123456|012345678|NGUYỄN THỊ HOA|12031988|Nữ|Hà Nội|01012022';
  expect(await read(minh, chip)).toMatchObject({
    kind: 'chip-card',
    person: { id: hoaId, inReach: false },
    stated: { name: 'Nguyễn Thị Hoa', personalNumber: '001188123456' },
  });
  const other = await read(minh, '001188123456||TRẦN VĂN TÁM|05051955|Nam|Hà Nội|01012022');
  expect(other).toMatchObject({ kind: 'chip-card', problem: 'differs' });
  expect(other.person).toBeUndefined();
  const insurance = `GD4010123456789|${Buffer.from('Nguyễn Thị Hoa').toString('hex')}|12/03/1988|2|-|01 - 001|01/01/2026|-`;
  expect(await read(lan, insurance)).toMatchObject({ kind: 'insurance-card', person: { inReach: true } });
  expect(await read(lan, chip.replace('001188123456', '001188999999'))).toMatchObject({ problem: 'nobody' });
});

it('a number by itself finds only whom the reader reaches anyway', async () => {
  expect(await read(lan, '001188123456')).toMatchObject({ kind: 'number', person: { id: hoaId } });
  expect(await read(minh, '001188123456')).toEqual({ kind: 'number', problem: 'nobody' });
  expect(await read(lan, 'xin chào')).toEqual({ problem: 'not-a-card' });
});

it('who asks stands in the log, and a code opens nothing to a citizen or to nobody', async () => {
  const code = await showCode();
  await read(minh, code);
  const { rows } = await sen.database.query<{ outcome: string }>(
    `select outcome from audit.event where actor_id = $1 and patient_id = $2 order by id desc limit 1`,
    [(await sen.people()).minh.accountId, hoaId],
  );
  expect(rows).toMatchObject([{ outcome: 'refused' }]);
  expect((await post(hoa, '/api/health-card/read', { text: code })).status).toBe(403);
  expect(
    (await post((path, init) => fetch(`${sen.url}${path}`, init), '/api/health-card/read', { text: code }))
      .status,
  ).toBe(401);
  expect((await post(lan, '/api/health-card/show')).status).toBe(403);
});
