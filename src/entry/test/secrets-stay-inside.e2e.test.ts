import { connect } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';

const folder = mkdtempSync(join(tmpdir(), 'sen-planted-'));
const secrets = {
  SEN_METRICS_TOKEN: 'planted-metrics-token-7f3a',
  SEN_SMTP_URL: 'smtp://relay:planted-relay-password-91cc@127.0.0.1:9',
};
const planted = {
  name: 'Bí Mật Thị Lộ',
  plainName: 'Bi%20Mat%20Thi%20Lo',
  number: '001099123456',
  phone: '0912345678',
  password: 'planted-password-of-a-person',
  token: 'planted-token-of-somebody-else-0123456789',
};
const telling = [...Object.values(planted), 'Bí Mật', 'planted-metrics-token', 'planted-relay-password'];

let sen: TestPlatform;
let system: CallAs;
let token = '';
const lines: string[] = [];
const answers: string[] = [];

/** A call whose refusal is kept to be looked through. */
const refused = async (path: string, init: RequestInit = {}, call?: CallAs): Promise<number> => {
  const answer = await (call === undefined ? fetch(sen.url + path, init) : call(path, init));
  const text = await answer.text();
  if (answer.status >= 400) answers.push([...answer.headers].join('\n') + text);
  return answer.status;
};

beforeAll(async () => {
  writeFileSync(join(folder, 'smtp'), secrets.SEN_SMTP_URL);
  sen = await startPlatform({
    log: 'debug',
    logTo: { write: (line) => void lines.push(line) },
    env: { SEN_METRICS_TOKEN: secrets.SEN_METRICS_TOKEN, SEN_SMTP_URL_FILE: join(folder, 'smtp') },
  });
  await sen.people();
  const plain = await sen.asSystem();
  system = (path, init = {}) => plain(path, init);
  token = await sen.platform.identity.issueToken(
    (await sen.platform.identity.findAccountByName('bs.lan'))!.id,
  );
}, 120_000);
afterAll(async () => {
  await sen.stop();
  rmSync(folder, { recursive: true });
});

it('neither the log at its most talkative nor any refusal tells a secret or a person', async () => {
  const fhir = { 'content-type': 'application/fhir+json' };
  const person = {
    resourceType: 'Patient',
    name: [{ text: planted.name }],
    identifier: [{ system: 'urn:x', value: planted.number }],
    telecom: [{ system: 'phone', value: planted.phone }],
  };
  await refused('/fhir/Patient', { method: 'POST', headers: fhir, body: JSON.stringify(person) }, system);
  const wrong: [string, RequestInit, CallAs?][] = [
    [
      '/fhir/Patient',
      { method: 'POST', headers: fhir, body: `{"resourceType":"Patient","name":"${planted.name}"}` },
      system,
    ],
    [
      '/fhir/Patient',
      { method: 'POST', headers: fhir, body: `{"resourceType":"Patient","${planted.number}` },
      system,
    ],
    [
      '/fhir/Patient',
      { method: 'POST', headers: fhir, body: JSON.stringify({ ...person, birthDate: planted.phone }) },
      system,
    ],
    [
      '/fhir/Patient',
      { method: 'POST', headers: fhir, body: JSON.stringify({ ...person, gender: planted.name }) },
      system,
    ],
    [`/fhir/Patient?birthdate=${planted.number}`, {}, system],
    [`/fhir/Patient?name:wrong=${planted.plainName}`, {}, system],
    [`/fhir/Patient?identifier=${planted.number}`, {}],
    [`/fhir/Patient?identifier=${planted.number}`, { headers: { authorization: `Bearer ${planted.token}` } }],
    [`/nothing/${planted.plainName}`, {}],
    [`/api/nothing?name=${planted.plainName}`, { headers: { authorization: `Bearer ${planted.token}` } }],
    [
      '/oidc/token',
      {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'password', username: 'hoa', password: planted.password }),
      },
    ],
    [
      '/oidc/token',
      {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`x:${planted.password}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      },
    ],
    [
      '/oidc/sign-in/nothing',
      { method: 'POST', body: new URLSearchParams({ username: planted.name, password: planted.password }) },
    ],
    [
      '/welcome',
      { method: 'POST', body: new URLSearchParams({ key: planted.token, password: planted.password }) },
    ],
    ['/metrics', { headers: { authorization: 'Bearer wrong', 'x-forwarded-for': '203.0.113.9' } }],
    [
      '/fhir',
      {
        method: 'POST',
        headers: fhir,
        body: JSON.stringify({
          resourceType: 'Bundle',
          type: 'transaction',
          entry: [{ resource: { ...person, gender: 'x' }, request: { method: 'POST', url: 'Patient' } }],
        }),
      },
      system,
    ],
    [
      '/fhir/$graphql',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `{ PatientList(name: "${planted.name}") { nothing } }` }),
      },
      system,
    ],
  ];
  for (const [path, init, call] of wrong) {
    const status = await refused(path, init, call);
    expect(status, path).toBeGreaterThanOrEqual(400);
    expect(status, path).toBeLessThan(500);
  }
  for (const text of [...telling, token]) {
    expect(
      lines.filter((line) => line.includes(text)),
      `the log tells ${text}`,
    ).toEqual([]);
  }
  for (const text of [
    'planted-metrics-token',
    'planted-relay-password',
    planted.password,
    planted.token,
    token,
  ])
    expect(
      answers.filter((answer) => answer.includes(text)),
      `an answer tells ${text}`,
    ).toEqual([]);
  expect(lines.length).toBeGreaterThan(wrong.length);
});

it('the log has no line that a caller wrote into it', async () => {
  const before = lines.length;
  await refused('/healthz', {
    headers: { 'x-request-id': 'a"} forged', 'user-agent': 'a"} {"level":"error","msg":"forged"}' },
  });
  const { port } = new URL(sen.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.end(
        'GET /x%0a%7b%22msg%22%3a%22forged%22%7d HTTP/1.1\r\nHost: x\r\nX-Request-Id: forged"}\r\n\r\n',
      ),
    );
    socket.on('close', () => resolve());
    socket.resume();
  });
  for (const line of lines.slice(before)) {
    const read = JSON.parse(line) as { msg: string };
    expect(read.msg).toMatch(/^[\w .:-]+$/);
    expect(line).not.toContain('forged');
  }
});

it('no address that Sen gives out holds a name or a number of a person', async () => {
  const found = await system(`/fhir/Patient?name=${planted.plainName}&_count=1`);
  const bundle = (await found.json()) as { entry?: { fullUrl: string }[] };
  for (const { fullUrl } of bundle.entry ?? []) expect(fullUrl).not.toContain(planted.number);
});
