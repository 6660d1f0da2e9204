import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { basic, who } from './connected.ts';
import { askToken, startSite } from './start-site.ts';
import type { Site } from './start-site.ts';

let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

describe('a system that sends records', () => {
  it('gets a token with its secret, in the form or in the header, and acts for its facility', async () => {
    const { clientId, clientSecret = '' } = await site.identity.createClient({
      name: 'Bệnh viện A',
      scope: 'system/*.cruds',
      facilityId: 'f-a',
    });
    const one = await askToken(site, {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const two = await askToken(
      site,
      { grant_type: 'client_credentials', scope: 'system/*.cruds' },
      basic(clientId, clientSecret),
    );
    for (const { status, body } of [one, two]) {
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { token_type: 'Bearer', expires_in: 3600, scope: 'system/*.cruds' },
      });
      expect((await who(site, body.access_token)).body).toMatchObject({
        kind: 'system',
        accountId: clientId,
        roles: ['integration'],
        scopes: ['system/*.cruds'],
        facilityId: 'f-a',
        purpose: 'exchange',
      });
    }
    expect(
      await site.test.database.query(
        "SELECT 1 FROM audit.event WHERE action = 'sign-in' AND actor_kind = 'system' AND actor_id = $1 AND outcome = 'ok'",
        [clientId],
      ),
    ).toMatchObject({ rowCount: 2 });
  });

  it('a wrong secret is refused and written down', async () => {
    const { clientId, clientSecret = '' } = await site.identity.createClient({
      name: 'B',
      scope: 'system/*.rs',
    });
    for (const secret of [
      'wrong',
      `${clientSecret.slice(0, -1)}_`,
      (await site.identity.findClient(clientId))?.secretHash ?? '',
    ]) {
      const answer = await askToken(site, {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
      });
      expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    }
    await expect
      .poll(
        async () =>
          (
            await site.test.database.query(
              "SELECT 1 FROM audit.event WHERE action = 'sign-in' AND outcome = 'refused' AND actor_id = $1",
              [clientId],
            )
          ).rowCount,
      )
      .toBe(3);
  });

  it('gets the part of the scopes that it asks for and holds, never more', async () => {
    const { clientId, clientSecret = '' } = await site.identity.createClient({
      name: 'C',
      scope: 'system/Observation.rs system/Patient.r',
    });
    const ask = (scope: string): ReturnType<typeof askToken> =>
      askToken(site, { grant_type: 'client_credentials', scope }, basic(clientId, clientSecret));
    expect((await ask('system/Observation.rs')).body.scope).toBe('system/Observation.rs');
    expect((await ask('system/*.cruds')).body.scope).toBe('system/Observation.rs system/Patient.r');
    expect(await ask('system/Condition.rs')).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    expect(await ask('user/*.cruds openid')).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
  });

  it('a closed system is out at once', async () => {
    const { clientId, clientSecret = '' } = await site.identity.createClient({
      name: 'D',
      scope: 'system/*.rs',
    });
    const { body } = await askToken(
      site,
      { grant_type: 'client_credentials' },
      basic(clientId, clientSecret),
    );
    expect((await who(site, body.access_token)).status).toBe(200);
    await site.identity.disableClient(clientId);
    expect((await who(site, body.access_token)).status).toBe(401);
    expect(
      (await askToken(site, { grant_type: 'client_credentials' }, basic(clientId, clientSecret))).status,
    ).toBe(401);
  });

  it('hears about its own tokens, not about those of others', async () => {
    const one = await site.identity.createClient({ name: 'E', scope: 'system/*.rs' });
    const two = await site.identity.createClient({ name: 'F', scope: 'system/*.rs' });
    const { body } = await askToken(
      site,
      { grant_type: 'client_credentials' },
      basic(one.clientId, one.clientSecret ?? ''),
    );
    const ask = async (client: typeof one): Promise<unknown> =>
      (
        await askToken(
          site,
          { token: body.access_token },
          basic(client.clientId, client.clientSecret ?? ''),
          'introspect',
        )
      ).body;
    expect(await ask(one)).toMatchObject({
      active: true,
      client_id: one.clientId,
      scope: 'system/*.rs',
      token_type: 'Bearer',
    });
    expect(await ask(two)).toEqual({ active: false });
    await askToken(site, { token: body.access_token }, basic(two.clientId, two.clientSecret ?? ''), 'revoke');
    expect((await who(site, body.access_token)).status).toBe(200);
  });

  it.each([
    '',
    'openid',
    'system/*',
    'user/*.rs',
    'system/*.rs patient/*.rs',
    'system/Observation.rs?subject=Patient/1',
    'system/*.rs?category=x',
  ])('cannot be made with the scope "%s"', async (scope) => {
    await expect(site.identity.createClient({ name: 'x', scope })).rejects.toBeInstanceOf(AppError);
  });
});
