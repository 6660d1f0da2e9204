import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { makeCertificate } from '#platform/http/test/make-certificate.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';

const folder = mkdtempSync(join(tmpdir(), 'sen-own-tls-'));
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
let sen: TestPlatform;
let url: string;
beforeAll(async () => {
  await makeCertificate(files.cert, files.key);
  sen = await startPlatform({ env: { SEN_TLS_CERT: files.cert, SEN_TLS_KEY: files.key } });
  url = sen.settings.publicUrl;
}, 120_000);
afterAll(async () => {
  await sen.stop();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
const call = (path: string, options: RequestOptions = {}, body = ''): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const ca = readFileSync(files.cert);
    const asked = request(url + path, { ...options, ca }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });

it('the whole house answers by https with a certificate of its own, and calls itself so', async () => {
  expect(url).toMatch(/^https:\/\/localhost:\d+$/);
  expect((await call('/readyz')).status).toBe(200);
  const found = JSON.parse((await call('/.well-known/openid-configuration')).body) as Record<string, string>;
  expect(found['issuer']).toBe(url);
  expect(found['token_endpoint']).toMatch(/^https:/);
  const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({
    name: 'lis',
    scope: 'system/*.cruds',
  });
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'system/*.cruds' }).toString();
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  const token = await call('/oidc/token', { method: 'POST', headers }, form);
  expect(token.status, token.body).toBe(200);
  const { access_token: bearer } = JSON.parse(token.body) as { access_token: string };
  const people = await call('/fhir/Patient?_count=1', { headers: { authorization: `Bearer ${bearer}` } });
  expect(people.status).toBe(200);
  expect(people.headers['strict-transport-security']).toContain('max-age=31536000');
});

it('cookies of the sign-in are for encrypted lines only', async () => {
  const query = new URLSearchParams({
    client_id: 'sen-web',
    response_type: 'code',
    redirect_uri: `${url}/signed-in`,
    scope: 'openid',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  });
  const { headers } = await call(`/oidc/auth?${query.toString()}`);
  const cookies = headers['set-cookie'] ?? [];
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatch(/; secure/i);
});

it('sockets are open over the same line', async () => {
  const socket = new WebSocket(`${url.replace('https', 'wss')}/fhir/$subscription-events`, {
    ca: readFileSync(files.cert),
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.terminate();
});
