import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { SettingsRefused } from '../../settings/read-settings.ts';
import { eicar, startClamd, type ClamdSimulator } from './clamd-simulator.ts';

let folder: string;
let clamd: ClamdSimulator;
let sen: TestPlatform;
let system: CallAs;
const leaked = 'con mèo trèo cây cau 77';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sen-leaked-'));
  const hashes = [leaked, 'another one', 'a third'].map((one) =>
    createHash('sha1').update(one).digest('hex').toUpperCase(),
  );
  await writeFile(
    join(folder, 'leaked.txt'),
    hashes
      .toSorted()
      .map((hash) => `${hash}:3\r\n`)
      .join(''),
  );
  clamd = await startClamd();
  sen = await startPlatform({
    env: {
      SEN_SCANNER: `tcp:127.0.0.1:${clamd.port}`,
      SEN_BREACHED_PASSWORDS: join(folder, 'leaked.txt'),
    },
  });
  system = await sen.asSystem();
}, 120_000);
afterAll(async () => {
  await sen.stop();
  await clamd.stop();
  await rm(folder, { recursive: true, force: true });
});

async function send(
  call: CallAs,
  method: string,
  path: string,
  body: object,
  type = 'application/fhir+json',
) {
  const answer = await call(path, { method, headers: { 'content-type': type }, body: JSON.stringify(body) });
  return { status: answer.status, text: await answer.text() };
}
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const paper = (text: string): object => ({
  resourceType: 'DocumentReference',
  status: 'current',
  content: [{ attachment: { contentType: 'text/plain', data: base64(text) } }],
});

it('a file with a virus is kept by no way of writing, and the answer says what to do', async () => {
  const clean = await send(system, 'POST', '/fhir/DocumentReference', paper('giấy ra viện, bản sạch'));
  expect(clean.status, clean.text).toBe(201);
  const { id } = JSON.parse(clean.text) as { id: string };
  const entry = (resource: object) => ({ resource, request: { method: 'POST', url: 'DocumentReference' } });
  const bad = paper(eicar);
  const tries = [
    await send(system, 'POST', '/fhir/DocumentReference', bad),
    await send(system, 'PUT', `/fhir/DocumentReference/${id}`, { ...bad, id }),
    await send(system, 'POST', '/fhir/Binary', {
      resourceType: 'Binary',
      contentType: 'text/plain',
      data: base64(eicar),
    }),
    await send(system, 'POST', '/fhir', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [entry(paper('một tờ giấy sạch khác')), entry(bad)],
    }),
    await send(
      system,
      'PATCH',
      `/fhir/DocumentReference/${id}`,
      [{ op: 'replace', path: '/content/0/attachment/data', value: base64(eicar) }] as unknown as object,
      'application/json-patch+json',
    ),
  ];
  for (const { status, text } of tries) {
    expect(status, text).toBe(422);
    expect(text).toContain('mã độc');
  }
  const { total } = (await (await system('/fhir/DocumentReference?_summary=count')).json()) as {
    total: number;
  };
  expect(total).toBe(1);
});

it('while the scanner is away no file is taken and none is opened, but everything else is written', async () => {
  const made = await send(system, 'POST', '/fhir/Binary', {
    resourceType: 'Binary',
    contentType: 'text/plain',
    data: base64('một tệp đã có từ trước'),
  });
  const { id } = JSON.parse(made.text) as { id: string };
  const { port } = clamd;
  await clamd.stop();
  try {
    const refused = await send(system, 'POST', '/fhir/DocumentReference', paper('một tờ giấy đang chờ'));
    expect(refused.status).toBe(503);
    expect(refused.text).toContain('Chưa quét được vi-rút');
    const opened = await system(`/fhir/Binary/${id}`, { headers: { accept: 'text/plain' } });
    expect(opened.status).toBe(503);
    expect(await opened.text()).not.toContain('từ trước');
    const other = await send(system, 'POST', '/fhir/Patient', { resourceType: 'Patient', active: true });
    expect(other.status).toBe(201);
  } finally {
    clamd = await startClamd(port);
  }
  const opened = await system(`/fhir/Binary/${id}`, { headers: { accept: 'text/plain' } });
  expect(await opened.text()).toBe('một tệp đã có từ trước');
});

it('a password that has leaked is not taken, whoever sets it', async () => {
  const { identity } = sen.platform;
  const account = { username: 'moi', display: 'Mới', roles: [{ role: 'administrator' }] };
  await expect(identity.createPerson({ ...account, password: leaked })).rejects.toMatchObject({
    issues: [{ path: 'password', text: { vi: expect.stringContaining('bị lộ') as string } }],
  });
  const { accountId } = await identity.createPerson({ ...account, password: `${leaked} và con chó` });
  await expect(identity.setPassword(accountId, leaked)).rejects.toMatchObject({ code: 'request.invalid' });
});

it('Sen does not start with a list of leaked passwords that it could not search', async () => {
  await writeFile(join(folder, 'wrong.txt'), 'matkhau\n123456\n');
  const started = startPlatform({ env: { SEN_BREACHED_PASSWORDS: join(folder, 'wrong.txt') } });
  await expect(started).rejects.toThrow(SettingsRefused);
}, 60_000);
