import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSite } from './start-site.ts';
import type { Site } from './start-site.ts';

let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

describe('what the server says of itself', () => {
  it('both documents name the same doors, and every door they name answers', async () => {
    const openid = (await (
      await fetch(`${site.url}/.well-known/openid-configuration`, { headers: { host: 'evil.example' } })
    ).json()) as Record<string, unknown>;
    const smart = (await (await fetch(`${site.url}/fhir/.well-known/smart-configuration`)).json()) as Record<
      string,
      unknown
    >;
    expect(openid['issuer']).toBe(site.url);
    for (const [name, value] of Object.entries(smart)) {
      // A page for people, no door of OpenID.
      if (name === 'management_endpoint') continue;
      if (name.endsWith('_endpoint') || name === 'jwks_uri' || name === 'issuer')
        expect(openid[name]).toBe(value);
    }
    for (const name of [
      'grant_types_supported',
      'response_types_supported',
      'scopes_supported',
      'token_endpoint_auth_methods_supported',
    ]) {
      for (const value of smart[name] as string[]) expect(openid[name]).toContain(value);
    }
    expect(openid['grant_types_supported']).not.toContain('implicit');
    expect(openid['response_types_supported']).toEqual(['code']);
    expect(openid['code_challenge_methods_supported']).toEqual(['S256']);
    for (const [name, value] of Object.entries(openid)) {
      if (!name.endsWith('_endpoint') && name !== 'jwks_uri') continue;
      const answer = await fetch(String(value), {
        redirect: 'manual',
        method: /token|device|introspection|revocation/u.test(name) ? 'POST' : 'GET',
      });
      expect([name, answer.status]).not.toEqual([name, 404]);
      await answer.arrayBuffer();
    }
  });

  it('the keys it shows are public', async () => {
    const { keys } = (await (await fetch(`${site.url}/oidc/keys`)).json()) as {
      keys: Record<string, unknown>[];
    };
    expect(keys.map((key) => key['alg'])).toEqual(['ES256', 'RS256']);
    for (const key of keys) for (const secret of ['d', 'p', 'q']) expect(key).not.toHaveProperty(secret);
  });

  it('new keys are made on request; the former stay until the time after', async () => {
    const before = (await site.test.database.query('SELECT purpose, sequence FROM identity.server_key'))
      .rowCount;
    await site.identity.rotateKeys();
    await site.identity.rotateKeys();
    const { rows } = await site.test.database.query<{ sequence: number }>(
      "SELECT sequence FROM identity.server_key WHERE purpose = 'es256' ORDER BY sequence",
    );
    expect(before).toBe(4);
    expect(rows.map((row) => row.sequence)).toEqual([2, 3]);
  });
});
