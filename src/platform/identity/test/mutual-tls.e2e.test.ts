import 'reflect-metadata';
import { webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateFinder, isSubject, thumbprintOf } from '../oidc/mutual-tls.ts';
import { askToken, startSite } from './start-site.ts';
import type { Site } from './start-site.ts';

x509.cryptoProvider.set(webcrypto as Crypto);
const header = 'x-client-cert';
const subject = 'CN=his.benh-vien-a.example,O=Bệnh viện A,C=VN';
let site: Site;
let known: string;
let stranger: string;
let ended: string;

async function makeCertificate(name: string, until = new Date(Date.now() + 86_400_000)): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys: keys as CryptoKeyPair,
    notBefore: new Date(Date.now() - 172_800_000),
    notAfter: until,
    signingAlgorithm: algorithm,
  });
  return certificate.toString('pem');
}

beforeAll(async () => {
  site = await startSite({ certificateHeader: header });
  known = await makeCertificate(subject);
  stranger = await makeCertificate('CN=other.example,O=Other,C=VN');
  ended = await makeCertificate(subject, new Date(Date.now() - 1000));
});
afterAll(() => site.stop());

const shown = (pem: string, verdict = 'SUCCESS'): Record<string, string> => ({
  [header]: encodeURIComponent(pem),
  [`${header}-verify`]: verdict,
});
const ask = (clientId: string, headers: Record<string, string>): ReturnType<typeof askToken> =>
  askToken(site, { grant_type: 'client_credentials', client_id: clientId }, headers);
const whoWith = async (token: string, headers: Record<string, string>): Promise<number> =>
  (await fetch(`${site.url}/who`, { headers: { authorization: `Bearer ${token}`, ...headers } })).status;

describe('a system that proves itself by a certificate', () => {
  it('of an authority: by its subject, while the proxy found it good and it has not run out', async () => {
    const { clientId, clientSecret } = await site.identity.createClient({
      name: 'HIS',
      scope: 'system/*.rs',
      certificateSubject: subject,
    });
    expect(clientSecret).toBeUndefined();
    expect((await ask(clientId, shown(known))).status).toBe(200);
    for (const headers of [
      {},
      shown(stranger),
      shown(known, 'FAILED:self signed'),
      shown(known, ''),
      shown(ended),
      { [header]: 'no certificate', [`${header}-verify`]: 'SUCCESS' },
    ])
      expect(await ask(clientId, headers)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('of its own making: by the very certificate, changed like keys are', async () => {
    const { clientId } = await site.identity.createClient({
      name: 'HIS',
      scope: 'system/*.rs',
      certificates: known,
    });
    expect((await ask(clientId, shown(known, 'NONE'))).status).toBe(200);
    expect((await ask(clientId, shown(stranger))).status).toBe(401);
    await site.identity.apps.rotate(clientId, { certificates: stranger });
    expect((await ask(clientId, shown(known))).status).toBe(401);
    expect((await ask(clientId, shown(stranger))).status).toBe(200);
  });

  it('holds tokens that are good with this certificate alone, and introspection says so', async () => {
    const { clientId } = await site.identity.createClient({
      name: 'HIS',
      scope: 'system/*.rs',
      certificates: known,
    });
    const { body } = await ask(clientId, shown(known));
    expect(await whoWith(body.access_token, shown(known))).toBe(200);
    expect(await whoWith(body.access_token, {})).toBe(401);
    expect(await whoWith(body.access_token, shown(stranger))).toBe(401);
    expect(await whoWith(body.access_token, shown(known))).toBe(200);
    const told = await askToken(
      site,
      { token: body.access_token, client_id: clientId },
      shown(known),
      'introspect',
    );
    expect(told.body).toMatchObject({
      active: true,
      cnf: { 'x5t#S256': thumbprintOf(new X509Certificate(known)) },
    });
  });

  it('a file that is no certificate is not registered', async () => {
    await expect(
      site.identity.createClient({ name: 'x', scope: 'system/*.rs', certificates: 'nothing' }),
    ).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('where a certificate is looked for', () => {
  const from = (
    remoteAddress: string,
    headers: Record<string, string>,
  ): Parameters<ReturnType<typeof certificateFinder>>[0] => ({ headers, socket: { remoteAddress } }) as never;

  it('the header is believed from a trusted proxy alone, and only where a setting names it', () => {
    expect(certificateFinder(header)(from('127.0.0.1', shown(known)))).toBeDefined();
    expect(certificateFinder(header)(from('10.0.0.9', shown(known)))).toBeUndefined();
    expect(
      certificateFinder(header, (one) => one === '10.0.0.9')(from('10.0.0.9', shown(known))),
    ).toBeDefined();
    expect(certificateFinder(undefined)(from('127.0.0.1', shown(known)))).toBeUndefined();
  });

  it('a subject is compared part by part, whatever its blanks and letters', () => {
    const certificate = new X509Certificate(known);
    expect(isSubject(certificate, subject)).toBe(true);
    expect(isSubject(certificate, 'cn=HIS.benh-vien-a.example, O = Bệnh viện A, C=vn')).toBe(true);
    for (const wrong of [
      '',
      'CN=his.benh-vien-a.example',
      'O=Bệnh viện A,CN=his.benh-vien-a.example,C=VN',
      'CN=his.benh-vien-a.example\\,O=Bệnh viện A,C=VN',
      `${subject},C=VN`,
    ])
      expect(isSubject(certificate, wrong)).toBe(false);
  });
});
