import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueWorker } from '../authority/issue.ts';
import { signResources } from '../fhir/sign-resources.ts';
import { startProvider, type ProviderSimulator } from '../simulators/provider-simulator.ts';
import { startStamps, type StampSimulator } from '../simulators/stamp-simulator.ts';
import { aHouse, lan, theDay, type TestHouse } from '../test/a-house.ts';
import { stampOverHttp } from '../time/call-authority.ts';
import { askForStamp, readStamp } from '../time/stamp.ts';
import { gather } from './gather.ts';
import { pkcs11Key, readTokenKey, type TokenPlace } from './pkcs11-key.ts';
import { listCredentials, readCredential, remoteKey, type RemotePlace } from './remote-key.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await aHouse();
});

const absence = 'Debian’s softhsm2 and opensc are not installed';
const patience = { callMs: 300, confirmMs: 600, pollMs: 20 };
/** Where nothing goes wrong a slow machine may take its time. */
const patient = { callMs: 10_000, confirmMs: 20_000, pollMs: 20 };

describe('a key that a remote provider keeps', () => {
  let provider: ProviderSimulator;
  let place: RemotePlace;
  let certificate: Uint8Array;
  beforeAll(async () => {
    provider = await startProvider();
    place = { url: provider.url, token: provider.token, credentialId: provider.credentialId };
    const issued = await issueWorker({
      worker: { name: 'Lan', licence: '1/BN', facilityName: 'Trạm', practitionerId: 'lan' },
      now: new Date('2026-01-01T00:00:00Z'),
      to: new Date('2028-01-01T00:00:00Z'),
      issuer: house.issuing,
      publicKey: provider.publicKey,
    });
    certificate = issued.certificate;
    provider.certificates = [Buffer.from(certificate).toString('base64')];
  });
  afterAll(() => provider.stop());

  it('signs after the worker confirmed on her phone, and nothing but digests leaves', async () => {
    expect(await listCredentials(place, 'lan')).toEqual(['lan-1']);
    const { alg, certificates } = await readCredential(place);
    expect(alg).toBe('RS256');
    const bytes = Buffer.from('một bản ghi');
    const signature = await remoteKey(place, alg, certificates, patient).sign(bytes);
    const key = createPublicKey({ key: Buffer.from(provider.publicKey), format: 'der', type: 'spki' });
    expect(verify('sha256', bytes, key, signature)).toBe(true);
  });

  it('asks for one confirmation for many', async () => {
    const before = { ...provider.asked };
    const desk = await house.desk();
    const key = gather(remoteKey(place, 'RS256', [certificate, house.issuing.certificate], patient), 25);
    const versions = Array.from({ length: 25 }, (_, at) => ({
      resourceType: 'Basic',
      id: `b${at}`,
      versionId: '1',
      text: `{"resourceType":"Basic","id":"b${at}"}`,
    }));
    const all = await Promise.all(versions.map((one) => signResources([one], lan, { ...desk, key })));
    expect(all).toHaveLength(25);
    expect(provider.asked.confirmations - before.confirmations).toBe(1);
    expect(provider.asked.signatures - before.signatures).toBe(25);
  });

  it.each([
    ['down', 'signature.key-unreachable'],
    ['slow', 'signature.key-unreachable'],
    ['refused', 'signature.key-refused'],
    ['never-confirmed', 'signature.key-refused'],
    ['twice', 'signature.key-refused'],
  ] as const)('that is %s signs nothing and says %s', async (fault, code) => {
    provider.fault = fault;
    try {
      await expect(remoteKey(place, 'RS256', [certificate], patience).sign(Buffer.from('x'))).rejects.toThrow(
        code,
      );
    } finally {
      provider.fault = 'none';
    }
  });
});

describe('a key on a PKCS #11 token', () => {
  const module = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'].find(
    existsSync,
  );
  const isThere = module !== undefined && existsSync('/usr/bin/pkcs11-tool');
  let folder = '';
  let token: TokenPlace;
  beforeAll(() => {
    if (!isThere) return;
    folder = mkdtempSync(join(tmpdir(), 'sen-softhsm-'));
    mkdirSync(join(folder, 'tokens'));
    writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`);
    const env = { SOFTHSM2_CONF: join(folder, 'softhsm2.conf') };
    const run = (file: string, line: string[]): void =>
      void execFileSync(file, line, { env: { ...process.env, ...env }, stdio: 'pipe' });
    run('softhsm2-util', ['--init-token', '--free', '--label', 'sen', '--pin', '1234', '--so-pin', '5678']);
    for (const [label, kind] of [
      ['lan', 'EC:prime256v1'],
      ['minh', 'rsa:2048'],
    ] as const)
      run('pkcs11-tool', [
        '--module',
        module!,
        '--token-label',
        'sen',
        '--login',
        '--pin',
        '1234',
        '--keypairgen',
        '--key-type',
        kind,
        '--label',
        label,
        '--id',
        label === 'lan' ? '01' : '02',
      ]);
    token = { module: module!, tokenLabel: 'sen', keyLabel: 'minh', pin: '1234', env };
  });
  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  it.each([
    ['minh', 'RS256'],
    ['lan', 'ES256'],
  ] as const)('signs there with the key of %s (%s), and the key never leaves it', async (keyLabel, alg) => {
    if (!isThere) return;
    const place = { ...token, keyLabel };
    const bytes = Buffer.from('một bản ghi');
    const key = createPublicKey({ key: Buffer.from(await readTokenKey(place)), format: 'der', type: 'spki' });
    const signature = await pkcs11Key(place, alg, []).sign(bytes);
    expect(verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  it('signs with no other key where the label is of none', async (ctx) => {
    if (!isThere) ctx.skip(absence);
    const nobody = pkcs11Key({ ...token, keyLabel: 'nobody' }, 'RS256', []).sign(Buffer.from('x'));
    await expect(nobody).rejects.toThrow('signature.key-unreachable');
  });

  it('refuses a wrong PIN and an unknown token with different words', async (ctx) => {
    if (!isThere) ctx.skip(absence);
    const sign = (place: TokenPlace): Promise<Uint8Array> =>
      pkcs11Key(place, 'RS256', []).sign(Buffer.from('x'));
    await expect(sign({ ...token, pin: '0000' })).rejects.toThrow('signature.key-refused');
    await expect(sign({ ...token, tokenLabel: 'other' })).rejects.toThrow('signature.key-unreachable');
  });
});

describe('a time-stamp authority', () => {
  let stamps: StampSimulator;
  beforeAll(async () => {
    stamps = await startStamps(house.clock, () => theDay);
  });
  afterAll(() => stamps.stop());

  it('stamps over HTTP, of these bytes and no others', async () => {
    const bytes = Buffer.from('một bản ghi');
    const token = await askForStamp(stampOverHttp(stamps.url), bytes);
    expect(readStamp(token, bytes).at).toEqual(theDay);
    expect(() => readStamp(token, Buffer.from('bản khác'))).toThrow('of other bytes');
  });

  it.each([
    ['down', 'signature.stamp-unreachable'],
    ['slow', 'signature.stamp-unreachable'],
    ['nonsense', 'signature.stamp-refused'],
    ['another', 'signature.stamp-refused'],
  ] as const)('that is %s stops the signing with %s', async (fault, code) => {
    stamps.fault = fault;
    try {
      await expect(askForStamp(stampOverHttp(stamps.url, 300), Buffer.from('x'))).rejects.toThrow(code);
    } finally {
      stamps.fault = 'none';
    }
  });
});
