import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineModule, defineRoute } from '../../module/define-module.ts';
import { findFreePort } from '../../testing/start-platform.ts';
import { readTls, reloadTls } from '../tls.ts';
import { trustProxies } from '../trusted-proxies.ts';
import { makeCertificate } from './make-certificate.ts';
import { startHttp, type HttpUnderTest } from './start-http.ts';

const folder = mkdtempSync(join(tmpdir(), 'sen-tls-'));
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
const desk = defineModule({
  id: 'desk',
  title: { vi: 'Quầy', en: 'Desk' },
  permissions: {},
  routes: [
    defineRoute({
      method: 'POST',
      path: '/api/desk/notes',
      allow: 'public',
      input: z.object({}),
      output: z.object({ ok: z.boolean() }),
      handle: async () => ({ ok: true }),
    }),
  ],
});
/** Forms and a page as the sign-in pages have them. */
const identityPlugin: Parameters<typeof startHttp>[1] = {
  identityPlugin: async (app) => {
    app.get('/oidc/sign-in/:uid', async (_request, reply) => reply.type('text/html').send('<p>page'));
    app.post('/oidc/sign-in/:uid', async (request) => ({ ip: request.ip }));
    app.post('/oidc/token', async () => ({ ok: true }));
  },
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
const call = (
  url: string,
  options: { method?: string; headers?: Record<string, string>; ca?: Buffer } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? secureRequest : plainRequest;
    const { method = 'GET', headers = {}, ca } = options;
    const request = send(url, { method, headers, agent: false, ...(ca && { ca }) }, (answer) => {
      let body = '';
      answer.on('data', (part) => (body += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });

afterAll(() => rmSync(folder, { recursive: true }));

describe('an own certificate', () => {
  let http: HttpUnderTest;
  let redirectPort: number;
  let url: string;
  beforeAll(async () => {
    await makeCertificate(files.cert, files.key);
    redirectPort = await findFreePort();
    http = await startHttp([desk], {
      ...identityPlugin,
      tls: files,
      redirect: { port: redirectPort, host: '127.0.0.1' },
      publicUrl: 'https://sen.example',
    });
    url = `https://localhost:${(http.app.server.address() as AddressInfo).port}`;
  });
  afterAll(() => http.stop());
  const ca = (): Buffer => readFileSync(files.cert);
  const handshake = (options: object): Promise<{ protocol: string | null; cipher: string; serial: string }> =>
    new Promise((resolve, reject) => {
      const { port } = http.app.server.address() as AddressInfo;
      const socket: TLSSocket = connect({ port, host: 'localhost', ca: ca(), ...options }, () => {
        const found = { protocol: socket.getProtocol(), cipher: socket.getCipher().name };
        resolve({ ...found, serial: socket.getPeerCertificate().serialNumber });
        socket.destroy();
      });
      socket.on('error', reject);
    });

  it('speaks https and tells browsers to stay with it', async () => {
    const answer = await call(`${url}/healthz`, { ca: ca() });
    expect(answer.status).toBe(200);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });

  it('speaks TLS 1.3, and 1.2 with forward secrecy; nothing older and nothing weak', async () => {
    expect(await handshake({})).toMatchObject({ protocol: 'TLSv1.3' });
    expect(await handshake({ maxVersion: 'TLSv1.2' })).toMatchObject({
      protocol: 'TLSv1.2',
      cipher: expect.stringMatching(/^ECDHE-.*(?:GCM|CHACHA)/) as string,
    });
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(handshake(old)).rejects.toThrow();
    const weak = { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA' };
    await expect(handshake(weak)).rejects.toThrow();
  });

  it('sends whoever comes by plain http on to the right address, and takes nothing there', async () => {
    const base = `http://127.0.0.1:${redirectPort}`;
    const moved = await call(`${base}/ward?bed=3`, { headers: { host: 'evil.example' } });
    expect(moved.status).toBe(308);
    expect(moved.headers.location).toBe('https://sen.example/ward?bed=3');
    for (const trick of ['//evil.example', '/\\evil.example', '///evil.example/%2f..'])
      expect((await call(base + trick)).headers.location).toMatch(/^https:\/\/sen\.example\/[^/\\]/);
    expect((await call(`${base}/api/desk/notes`, { method: 'POST' })).status).toBe(403);
  });

  it('takes up a new certificate without a restart, and keeps the old one while the new pair does not fit', async () => {
    const before = await handshake({});
    const server = {
      contexts: [] as unknown[],
      setSecureContext: (one: unknown) => server.contexts.push(one),
    };
    const logged: string[] = [];
    const keep = (message: string): void => void logged.push(message);
    const watch = reloadTls(server as never, files, { debug: keep, info: keep, warn: keep, error: keep }, 20);
    const key = readFileSync(files.key);
    await makeCertificate(files.cert, join(folder, 'other.pem'));
    await sleep(150);
    expect(server.contexts).toHaveLength(0);
    expect(logged).toEqual(['http.certificate-unusable']);
    await makeCertificate(files.cert, files.key);
    await sleep(150);
    watch.stop();
    expect(readFileSync(files.key).equals(key)).toBe(false);
    expect(server.contexts).toHaveLength(1);
    expect(logged).toEqual(['http.certificate-unusable', 'http.certificate-renewed']);
    (http.app.server as unknown as TLSSocket & { setSecureContext(o: object): void }).setSecureContext(
      readTls(files),
    );
    expect((await handshake({})).serial).not.toBe(before.serial);
  });

  it('refuses to start with a certificate that is over, foreign or no certificate', async () => {
    const old = { cert: join(folder, 'old.pem'), key: join(folder, 'old-key.pem') };
    await makeCertificate(old.cert, old.key, -1);
    expect(() => readTls(old)).toThrow('expired');
    expect(() => readTls({ cert: files.cert, key: old.key })).toThrow('not the key of');
    expect(() => readTls({ cert: files.key, key: files.key })).toThrow('not a certificate');
    expect(() => readTls({ cert: files.cert, key: files.cert })).toThrow('not a private key');
    expect(() => readTls({ cert: join(folder, 'gone'), key: files.key })).toThrow('cannot be read');
  });
});

describe('behind a proxy', () => {
  let http: HttpUnderTest;
  beforeAll(async () => {
    http = await startHttp([desk], { ...identityPlugin, publicUrl: 'https://sen.example' });
  });
  afterAll(() => http.stop());
  const post = (headers: Record<string, string>, path = '/api/desk/notes'): Promise<Answer> =>
    call(http.url + path, { method: 'POST', headers });

  it('takes what the proxy heard by https, and sends on or refuses what it heard in clear', async () => {
    expect((await post({ 'x-forwarded-proto': 'https' })).status).toBe(200);
    const refused = await post({ 'x-forwarded-proto': 'http' });
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'request.line-open' });
    expect((await post({ 'x-forwarded-proto': 'http, https' })).status).toBe(403);
    const page = await call(`${http.url}/ward`, { headers: { 'x-forwarded-proto': 'http' } });
    expect([page.status, page.headers.location]).toEqual([308, 'https://sen.example/ward']);
    expect((await call(`${http.url}/healthz`, { headers: { 'x-forwarded-proto': 'http' } })).status).toBe(
      200,
    );
  });

  it('believes X-Forwarded-For only from a proxy that is named', () => {
    const trusts = trustProxies(['10.0.0.5', '10.1.0.0/16', 'fd00::/8']);
    const asked = ['10.0.0.5', '::ffff:10.0.0.5', '10.1.2.3', 'fd12::1', '127.0.0.1', '::1'];
    expect(asked.map(trusts)).toEqual(asked.map(() => true));
    const others = ['10.0.0.6', '10.2.0.1', '192.0.2.1', '2001:db8::1', 'nonsense', ''];
    expect(others.map(trusts)).toEqual(others.map(() => false));
  });

  it('counts a guesser by the address that the proxy saw, not by what the guesser wrote in front of it', async () => {
    const answer = await call(`${http.url}/oidc/sign-in/x`, {
      method: 'POST',
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9, 198.51.100.7' },
    });
    expect(JSON.parse(answer.body)).toEqual({ ip: '198.51.100.7' });
  });
});

describe('what another web site makes a browser send', () => {
  let http: HttpUnderTest;
  beforeAll(async () => {
    http = await startHttp([desk], { ...identityPlugin, publicUrl: 'http://localhost:1234' });
  });
  afterAll(() => http.stop());
  const post = async (headers: Record<string, string>, path = '/oidc/sign-in/x'): Promise<number> =>
    (await call(http.url + path, { method: 'POST', headers })).status;

  it.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://evil.localhost:1234' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'http://localhost:9999' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, 200],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:1234' }, 200],
    [{ origin: 'http://localhost:1234' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{}, 200],
  ])('a form with %j is answered %i', async (headers, status) =>
    expect(await post(headers as Record<string, string>)).toBe(status),
  );

  it('leaves apps alone that fetch a token with their own secret', async () => {
    expect(await post({ 'sec-fetch-site': 'cross-site', origin: 'https://app.example' }, '/oidc/token')).toBe(
      200,
    );
  });
});

describe('headers of every answer', () => {
  let http: HttpUnderTest;
  beforeAll(async () => {
    http = await startHttp([desk], identityPlugin);
  });
  afterAll(() => http.stop());

  it.each(['/healthz', '/oidc/sign-in/x', '/api/nothing', '/fhir/nothing', '/nothing'])(
    'of %s',
    async (path) => {
      const { headers } = await call(http.url + path);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|http:/);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['x-powered-by'] ?? headers['server']).toBeUndefined();
    },
  );

  it('let no page use the place or the microphone, and none but its own the camera', async () => {
    const { headers } = await call(`${http.url}/healthz`);
    expect(headers['permissions-policy']).toMatch(/camera=\(self\).*geolocation=\(\).*microphone=\(\)/);
  });

  it('let nothing in data run as a page, and keep no personal answer anywhere', async () => {
    const { headers } = await call(`${http.url}/api/desk/notes`, { method: 'POST' });
    expect(headers['content-security-policy']).not.toContain('self');
    expect(headers['cache-control']).toBe('no-store');
  });
});
