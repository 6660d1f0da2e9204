import { expect, test } from 'vitest';
import { endpoint } from '#kernel/contract.ts';
import { createClient, requestOf } from './client.ts';
import { RequestProblem } from './problem.ts';

const anything = { parse: (input: unknown) => input };
const lines = endpoint({ method: 'GET', path: '/api/people/:id/lines', input: anything as { parse(i: unknown): { id: string; year?: number } }, output: anything });
const find = endpoint({ method: 'POST', path: '/api/people', input: anything as { parse(i: unknown): { q: string } }, output: anything });

/** A server that gives the prepared answers in turn and remembers what was asked. */
function answering(...answers: Response[]) {
  const asked: { url: string; headers: Headers }[] = [];
  const send = (async (url: string, init: RequestInit) => {
    asked.push({ url, headers: new Headers(init.headers) });
    const answer = answers.shift();
    if (!answer) throw new TypeError('no network');
    return answer;
  }) as typeof fetch;
  return { asked, send };
}

test('path parameters go into the path and the rest into the query', () => {
  expect(requestOf(lines, { id: 'a b', year: 2026 })).toEqual({ url: '/api/people/a%20b/lines?year=2026' });
});

test('what a person typed never stands in an address', () => {
  expect(requestOf(find, { q: 'Nguyễn Thị Hoa' })).toEqual({ url: '/api/people', body: '{"q":"Nguyễn Thị Hoa"}' });
});

test('an expired token is renewed once and the question asked again', async () => {
  const { asked, send } = answering(new Response('{}', { status: 401 }), new Response('{"ok":true}'));
  const client = createClient({ token: async (renew) => (renew ? 'new' : 'old'), language: () => 'vi', fetch: send });
  expect(await client.call(lines, { id: '1' })).toEqual({ ok: true });
  expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer old', 'Bearer new']);
});

test('no network is told apart from a refusal', async () => {
  const { send } = answering();
  const client = createClient({ token: async () => 't', language: () => 'vi', fetch: send });
  await expect(client.call(lines, { id: '1' })).rejects.toMatchObject({ trouble: 'offline' });
});

test('the sentence of the server reaches the reader, with the request id', async () => {
  const body = JSON.stringify({ code: 'access.denied', title: 'Bạn không có quyền xem.' });
  const { send } = answering(new Response(body, { status: 403, headers: { 'x-request-id': 'r-1' } }));
  const client = createClient({ token: async () => 't', language: () => 'vi', fetch: send });
  const problem = await client.call(lines, { id: '1' }).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(RequestProblem);
  expect(problem).toMatchObject({ trouble: 'refused', sentence: 'Bạn không có quyền xem.', requestId: 'r-1' });
});

test('an OperationOutcome names the element that is wrong', async () => {
  const issue = [{ expression: ['Patient.birthDate'], details: { text: 'Ngày sinh sau hôm nay' } }];
  const { send } = answering(new Response(JSON.stringify({ resourceType: 'OperationOutcome', issue }), { status: 422 }));
  const client = createClient({ token: async () => 't', language: () => 'vi', fetch: send });
  await expect(client.fhir('POST', 'Patient', {})).rejects.toMatchObject({
    trouble: 'wrong',
    findings: [{ path: 'Patient.birthDate', sentence: 'Ngày sinh sau hôm nay' }],
  });
});

test('a call that asks for a confirmation is repeated as it was, with a new token, once the person confirmed', async () => {
  const refusal = new Response(JSON.stringify({ code: 'access.step-up-required' }), { status: 403 });
  const { asked, send } = answering(refusal, new Response('{"ok":true}'));
  let sheets = 0;
  const client = createClient({
    token: async (renew) => (renew ? 'new' : 'old'),
    language: () => 'vi',
    fetch: send,
    stepUp: async () => {
      sheets += 1;
      return true;
    },
  });
  expect(await client.call(lines, { id: '1' })).toEqual({ ok: true });
  expect(sheets).toBe(1);
  expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer old', 'Bearer new']);
});

test('who closes the sheet gets the refusal, and nobody is asked twice for one call', async () => {
  const refused = () => new Response(JSON.stringify({ code: 'access.step-up-required' }), { status: 403 });
  let sheets = 0;
  const make = (confirms: boolean) =>
    createClient({
      token: async () => 't',
      language: () => 'vi',
      fetch: answering(refused(), refused()).send,
      stepUp: async () => {
        sheets += 1;
        return confirms;
      },
    });
  await expect(make(false).call(lines, { id: '1' })).rejects.toMatchObject({ code: 'access.step-up-required' });
  await expect(make(true).call(lines, { id: '1' })).rejects.toMatchObject({ code: 'access.step-up-required' });
  expect(sheets).toBe(2);
});
