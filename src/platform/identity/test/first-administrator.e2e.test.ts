import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { who } from './connected.ts';
import { startSite, Visitor } from './start-site.ts';
import type { Site } from './start-site.ts';

const password = 'sen nở giữa đầm 2026';
let site: Site;

beforeAll(async () => {
  site = await startSite();
  await site.identity.createPerson({
    username: 'hoa',
    password,
    display: 'Nguyễn Thị Hoa',
    roles: [{ role: 'citizen' }],
    patientId: 'p-hoa',
  });
});
afterAll(() => site.stop());

describe('the first administrator', () => {
  it('sets her password by a link that works once, and no second link is offered', async () => {
    const address = (await site.identity.firstAdministratorLink()) ?? '';
    expect(address).toContain('/welcome?key=');
    const visitor = new Visitor();
    const page = await visitor.open(address);
    expect(page.body).toContain('Đặt mật khẩu của bạn');
    const short = await visitor.send(page, { password: 'ngắn', repeat: 'ngắn' });
    expect(short.body).toContain('ít nhất 14 ký tự');
    const differs = await visitor.send(short, { password, repeat: `${password}!` });
    expect(differs.body).toContain('chưa giống nhau');
    expect((await visitor.send(differs, { password, repeat: password })).body).toContain('Đã lưu mật khẩu');
    expect((await visitor.open(address)).status).toBe(410);
    expect(await site.identity.firstAdministratorLink()).toBeUndefined();
    const administrator = await site.identity.findAccountByName('quantri');
    expect(administrator?.roles).toEqual([{ role: 'administrator' }]);
    const token = await site.identity.issueToken(administrator?.id ?? '');
    expect((await who(site, token)).body).toMatchObject({
      permissions: expect.arrayContaining(['identity.manage', 'doors.mend', 'record.expunge']) as unknown,
      purpose: 'administration',
    });
  });

  it('a link older than a day, and one that was replaced, no longer work', async () => {
    const { accountId } = await site.identity.createPerson({
      username: 'moi',
      display: 'Mới',
      roles: [{ role: 'citizen' }],
    });
    const first = await site.identity.createWelcomeLink(accountId);
    const second = await site.identity.createWelcomeLink(accountId);
    expect((await new Visitor().open(first)).status).toBe(410);
    expect((await new Visitor().open(second)).status).toBe(200);
    site.wait(25 * 60 * 60 * 1000);
    expect((await new Visitor().open(second)).status).toBe(410);
  });
});

describe('cleaning up', () => {
  it('what has expired goes, what lives stays', async () => {
    const token = await site.identity.issueToken((await site.identity.findAccountByName('hoa'))?.id ?? '');
    await site.test.database.query(
      "INSERT INTO identity.oidc_payload (kind, id, payload, expires_at) VALUES ('AccessToken', 'old', '{}', now() - interval '1 second')",
    );
    expect(await site.identity.removeExpired()).toBeGreaterThan(0);
    expect((await who(site, token)).status).toBe(200);
    expect(
      (await site.test.database.query("SELECT 1 FROM identity.oidc_payload WHERE id = 'old'")).rowCount,
    ).toBe(0);
  });
});
