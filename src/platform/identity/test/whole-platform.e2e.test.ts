import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform } from '../../testing/start-platform.ts';
import type { TestPlatform } from '../../testing/start-platform.ts';
import { Visitor } from './start-site.ts';

const password = 'sen nở giữa đầm 2026';
let sen: TestPlatform;

beforeAll(async () => {
  sen = await startPlatform();
  await sen.platform.identity.createPerson({
    username: 'minh',
    password,
    display: 'Minh',
    roles: [{ role: 'citizen' }],
  });
});
afterAll(() => sen.stop());

describe('signing in to the whole of Sen', () => {
  it('the pages keep their own strict policy behind the server’s, and the tokens open the house', async () => {
    const verifier = 'v'.repeat(43);
    const query = new URLSearchParams({
      client_id: 'sen-web',
      redirect_uri: `${sen.url}/signed-in`,
      response_type: 'code',
      scope: 'openid profile',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const visitor = new Visitor();
    const page = await visitor.open(`${sen.url}/oidc/auth?${query.toString()}`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('x-request-id')).toBeTruthy();
    await visitor.send(page, { username: 'minh', password });
    const code = new URL(visitor.at).searchParams.get('code') ?? '';
    const answer = await fetch(`${sen.url}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'sen-web',
        code,
        code_verifier: verifier,
        redirect_uri: `${sen.url}/signed-in`,
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const opened = await fetch(`${sen.url}/fhir/Organization`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(opened.status).toBe(200);
    expect((await fetch(`${sen.url}/fhir/Organization`)).status).toBe(401);
    const wrong = await fetch(`${sen.url}/fhir/Organization`, {
      headers: { authorization: `Bearer ${'x'.repeat(43)}` },
    });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="sen", error="invalid_token"');
  });

  it('the SMART document stands beside the FHIR doors and is open to every origin', async () => {
    const answer = await fetch(`${sen.url}/fhir/.well-known/smart-configuration`);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toMatchObject({ issuer: sen.url, token_endpoint: `${sen.url}/oidc/token` });
  });
});
