import { createHash, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personalRecord } from '#modules/personal-record/module.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { TestPeople } from '#platform/testing/people.ts';
import type { Verification } from '../api.ts';
import { payloadOf } from '../domain/canonical-json.ts';
import { signingInput } from '../fhir/sign-jws.ts';
import { signatures } from '../module.ts';

let sen: TestPlatform;
let people: TestPeople;
let lan: CallAs;
let minh: CallAs;
let admin: CallAs;
let system: CallAs;
/** The key of the station's computer, and the certificate that names Lan as who works there. */
let device: { readonly key: KeyObject; readonly der: Uint8Array; readonly serial: string };

beforeAll(async () => {
  sen = await startPlatform({ modules: [personalRecord, signatures] });
  people = await sen.people();
  [lan, minh, admin, system] = await Promise.all([
    sen.as('bs.lan'),
    sen.as('bs.minh'),
    sen.as('quantri'),
    sen.asSystem(),
  ]);
  device = await issueDevice();
}, 240_000);
afterAll(() => sen.stop());

async function send(
  call: CallAs,
  path: string,
  body: object,
  type = 'application/json',
): Promise<{ status: number; body: Record<string, unknown>; text: string }> {
  const answer = await call(path, {
    method: 'POST',
    headers: { 'content-type': type },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    body: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}

async function issueDevice(): Promise<typeof device> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const { status, body, text } = await send(admin, '/api/signatures/certificates', {
    practitionerId: people.lan.practitionerId,
    facilityId: people.station,
    keeper: 'device',
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  });
  expect(status, text).toBe(200);
  const serial = String(body['serial']);
  const [row] = await sen
    .contextOf('signatures')
    .sql.query<{ der: Buffer }>('select der from signatures.certificate where serial = $1', [serial]);
  return { key: privateKey, der: row!.der, serial };
}

/** A note that Lan wrote at the station while the line was down. */
async function aNote(performer = people.lan.practitionerId): Promise<{ target: string; text: string }> {
  const { status, body, text } = await send(
    system,
    '/fhir/Observation',
    {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Mạch' },
      subject: { reference: `Patient/${people.hoa.patientId}` },
      performer: [{ reference: `Practitioner/${performer}` }],
      valueQuantity: { value: 78, unit: 'lần/phút' },
    },
    'application/fhir+json',
  );
  expect(status, text).toBe(201);
  const id = String(body['id']);
  const stored = await (await system(`/fhir/Observation/${id}`)).text();
  return { target: `Observation/${id}/_history/1`, text: stored };
}

/** What the station's own program makes of it: a detached JWS, without stamp and without validation data. */
function signThere(texts: readonly string[], with_: Pick<typeof device, 'key' | 'der'> = device): string {
  const digest = createHash('sha256').update(with_.der);
  const thumb = digest.digest();
  const header = Buffer.from(
    JSON.stringify({
      alg: 'ES256',
      kid: thumb.toString('hex'),
      x5c: [Buffer.from(with_.der).toString('base64')],
      'x5t#S256': thumb.toString('base64url'),
      sigT: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      b64: false,
      crit: ['b64', 'sigT'],
    }),
  ).toString('base64url');
  const raw = signBytes('sha256', signingInput(header, payloadOf(texts)), {
    key: with_.key,
    dsaEncoding: 'ieee-p1363',
  });
  return JSON.stringify({ protected: header, signature: raw.toString('base64url') });
}

const bring = (call: CallAs, targets: readonly string[], jws: string) =>
  send(call, '/api/signatures/device', { targets, jws });
const codeOf = ({ text }: { readonly text: string }): string => /"code":"([^"]+)"/.exec(text)?.[1] ?? text;

describe('what a station signed while it was away', () => {
  it('is countersigned at the sync: stamped, verifiable, closed to change, and in the audit under her name', async () => {
    const note = await aNote();
    const done = await bring(lan, [note.target], signThere([note.text]));
    expect(done.status, done.text).toBe(200);
    const [, id] = note.target.split('/');
    const verdict = (await (await lan(`/api/signatures/of/Observation/${id!}`)).json()) as Verification;
    expect(verdict).toMatchObject({
      result: 'valid',
      signatures: [{ faults: [], signer: { name: 'Trần Thị Lan' }, certificate: { then: 'good' } }],
    });
    const changed = await system(`/fhir/Observation/${id!}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/fhir+json' },
      body: note.text.replace('"final"', '"amended"'),
    });
    expect(changed.status).toBe(409);
    const { rows } = await sen.database.query<{ actor_id: string }>(
      `select actor_id from audit.event where action = 'sign' and resource_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ actor_id: people.lan.accountId }]);
    expect(codeOf(await bring(lan, [note.target], signThere([note.text])))).toBe('signature.signed');
  });

  it('is refused where it is of other words, of another version, of another worker or by another key', async () => {
    const note = await aNote();
    const other = await aNote(people.minh.practitionerId);
    const words = note.text.replace('78', '87');
    expect(codeOf(await bring(lan, [note.target], signThere([words])))).toBe('signature.key-refused');
    expect(codeOf(await bring(lan, [note.target.replace(/\d+$/, '2')], signThere([note.text])))).toBe(
      'signature.changed-meanwhile',
    );
    expect(codeOf(await bring(lan, [other.target], signThere([other.text])))).toBe('signature.not-yours');
    // Right by itself, but with a key that is not the certificate's.
    const stolen = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    const forged = signThere([note.text], { key: stolen, der: device.der });
    expect(codeOf(await bring(lan, [note.target], forged))).toBe('signature.key-refused');
    // Nobody brings it in another one's name.
    expect((await bring(minh, [note.target], signThere([note.text]))).status).toBeGreaterThanOrEqual(403);
    expect((await bring(await sen.as('hoa'), [note.target], signThere([note.text]))).status).toBe(403);
    expect((await bring(lan, [note.target], signThere([note.text]))).status).toBe(200);
  });

  it('is refused once the computer’s certificate was revoked', async () => {
    const lost = await issueDevice();
    const note = await aNote();
    const jws = signThere([note.text], lost);
    const revoked = await send(admin, `/api/signatures/certificates/${lost.serial}/revoke`, {
      reason: 'máy bị mất',
    });
    expect(revoked.status, revoked.text).toBeLessThan(300);
    expect(codeOf(await bring(lan, [note.target], jws))).toBe('signature.key-refused');
  });
});
