import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import type { PersonChoice } from '../pages/pick-person-page.ts';
import { agree, begin, callback, letIn, makeApp, password, refresh, tokensOf } from './an-app.ts';
import { who } from './connected.ts';
import { startSite, Visitor } from './start-site.ts';
import type { Site } from './start-site.ts';

const scope = 'openid fhirUser launch online_access patient/*.rs';
const people: readonly PersonChoice[] = [
  { id: 'p-an', name: 'Trần Văn An', born: '03/02/1980' },
  { id: 'p-binh', name: 'Trần Thị Bình' },
];
let site: Site;
let lan = '';
let asked: Actor[] = [];

beforeAll(async () => {
  site = await startSite({
    people: {
      byText: async (actor, text) => {
        asked.push(actor);
        return people.filter(({ name }) => name.includes(text));
      },
      byId: async (actor, id) => {
        asked.push(actor);
        return people.find((one) => one.id === id);
      },
    },
  });
  const doctor = { password, display: 'BS Lan', roles: [{ role: 'station-doctor', facilityId: 'f-tram' }] };
  ({ accountId: lan } = await site.identity.createPerson({ ...doctor, username: 'bs.lan' }));
  await site.identity.createPerson({ ...doctor, username: 'bs.minh', display: 'BS Minh' });
});
afterAll(() => site.stop());

const makeLaunchable = (): ReturnType<typeof makeApp> =>
  makeApp(site, `${scope} launch/patient`, { launchUri: 'https://app.example/launch' });

async function open(
  clientId: string,
  about: { patientId: string; encounterId?: string } = { patientId: 'p-an' },
): Promise<{ launch: string; iss: string }> {
  const address = new URL(await site.identity.apps.launch(lan, clientId, about));
  expect(`${address.origin}${address.pathname}`).toBe('https://app.example/launch');
  return { launch: address.searchParams.get('launch') ?? '', iss: address.searchParams.get('iss') ?? '' };
}

describe('an app opened from a person’s page', () => {
  it('is told for whom, and works on that person alone', async () => {
    const { clientId } = await makeLaunchable();
    const { launch, iss } = await open(clientId, { patientId: 'p-an', encounterId: 'e-1' });
    expect(iss).toBe(`${site.url}/fhir`);
    const way = await begin(site, clientId, scope, { username: 'bs.lan', query: { launch } });
    expect(way.page.body).toContain('Dữ liệu của: Trần Văn An');
    await agree(way, 'patient/*.rs fhirUser');
    const tokens = await tokensOf(site, clientId, way);
    expect(tokens).toMatchObject({ patient: 'p-an', encounter: 'e-1', need_patient_banner: true });
    expect((await who(site, tokens.access_token)).body).toMatchObject({
      launch: { patientId: 'p-an', encounterId: 'e-1' },
      facilityId: 'f-tram',
      permissions: [],
    });
    const next = await refresh(site, clientId, tokens.refresh_token);
    expect(next.body).toMatchObject({ patient: 'p-an', encounter: 'e-1' });
  });

  it('opens at once the next time, and each opening keeps its own person', async () => {
    const { clientId } = await makeLaunchable();
    const first = await letIn(site, clientId, scope, {
      username: 'bs.lan',
      query: { launch: (await open(clientId)).launch },
    });
    const second = await begin(site, clientId, scope, {
      visitor: first.visitor,
      query: { launch: (await open(clientId, { patientId: 'p-binh' })).launch },
    });
    expect(second.page.body).toBe('');
    const tokens = await tokensOf(site, clientId, second);
    expect(tokens.patient).toBe('p-binh');
    expect((await refresh(site, clientId, first.tokens.refresh_token)).body.patient).toBe('p-an');
    expect((await refresh(site, clientId, tokens.refresh_token)).body.patient).toBe('p-binh');
    await site.identity.withdrawConsent(lan, clientId);
    const third = await begin(site, clientId, scope, {
      visitor: first.visitor,
      query: { launch: (await open(clientId)).launch },
    });
    expect(third.page.body).toContain('xin quyền truy cập');
  });

  it('a launch is good once', async () => {
    const { clientId } = await makeLaunchable();
    const { launch } = await open(clientId);
    await letIn(site, clientId, scope, { username: 'bs.lan', query: { launch } });
    const again = new Visitor();
    await begin(site, clientId, scope, { visitor: again, query: { launch } });
    expect(new URL(again.at).searchParams.get('error')).toBe('invalid_request');
  });

  it('of two who bring the same launch one gets in', async () => {
    const { clientId } = await makeLaunchable();
    const { launch } = await open(clientId);
    const both = await Promise.all(
      [1, 2].map(() => begin(site, clientId, scope, { username: 'bs.lan', query: { launch } })),
    );
    const shown = both.map(({ page }) => page.body.includes('xin quyền truy cập'));
    expect(shown.filter(Boolean)).toHaveLength(1);
  });

  it('another doctor who got hold of it does not get in, and it is used up', async () => {
    const { clientId } = await makeLaunchable();
    const { launch } = await open(clientId);
    const other = await begin(site, clientId, scope, { username: 'bs.minh', query: { launch } });
    expect(other.page).toMatchObject({ status: 403 });
    expect(other.page.body).toContain('Lần mở này không còn dùng được');
    const own = await begin(site, clientId, scope, { username: 'bs.lan', query: { launch } });
    expect(new URL(own.visitor.at).searchParams.get('error')).toBe('invalid_request');
  });

  it('another app cannot use it, and an old one is gone', async () => {
    const { clientId } = await makeLaunchable();
    const other = await makeLaunchable();
    const { launch } = await open(clientId);
    const way = await begin(site, other.clientId, scope, { query: { launch } });
    expect(new URL(way.visitor.at).searchParams.get('error')).toBe('invalid_request');
    site.wait(6 * 60 * 1000);
    const late = await begin(site, clientId, scope, { query: { launch } });
    expect(new URL(late.visitor.at).searchParams.get('error')).toBe('invalid_request');
  });

  it('somebody who went out of reach meanwhile is not opened', async () => {
    const { clientId } = await makeLaunchable();
    const { launch } = await open(clientId, { patientId: 'p-gone' });
    const way = await begin(site, clientId, scope, { username: 'bs.lan', query: { launch } });
    expect(way.page).toMatchObject({ status: 403 });
  });

  it('an app without a place to be opened at, or closed, cannot be opened', async () => {
    const plain = await makeApp(site, scope);
    await expect(site.identity.apps.launch(lan, plain.clientId, { patientId: 'p-an' })).rejects.toMatchObject(
      {
        code: 'record.not-found',
      },
    );
    const { clientId } = await makeLaunchable();
    expect((await site.identity.apps.launchable()).map((app) => app.clientId)).toContain(clientId);
    await site.identity.disableClient(clientId);
    expect((await site.identity.apps.launchable()).map((app) => app.clientId)).not.toContain(clientId);
  });
});

describe('an app that a doctor opens by itself', () => {
  const alone = 'openid launch/patient patient/*.rs';

  it('asks for whom among the people whom she reaches, and works on that one', async () => {
    const { clientId } = await makeLaunchable();
    const way = await begin(site, clientId, alone, { username: 'bs.lan' });
    expect(way.page.body).toContain('Mở Sổ tim mạch cho ai?');
    asked = [];
    const address = `${way.visitor.at.split('?')[0]}`;
    const found = await way.visitor.open(`${address}?q=Trần`);
    expect(found.body).toContain('Trần Văn An');
    expect(found.body).toContain('sinh 03/02/1980');
    expect(asked[0]).toMatchObject({ accountId: lan, facilityId: 'f-tram' });
    expect((await way.visitor.open(`${address}?q=Ai`)).body).toContain('Không tìm thấy ai');
    const page = await way.visitor.open(`${address}?patient=p-binh`);
    expect(page.body).toContain('Dữ liệu của: Trần Thị Bình');
    await agree({ ...way, page }, 'patient/*.rs');
    expect((await tokensOf(site, clientId, way)).patient).toBe('p-binh');
  });

  it('cannot name somebody out of reach, neither in the address nor in the form', async () => {
    const { clientId } = await makeLaunchable();
    const way = await begin(site, clientId, alone, { username: 'bs.lan' });
    const address = `${way.visitor.at.split('?')[0]}`;
    expect((await way.visitor.open(`${address}?patient=p-stranger`)).body).toContain('cho ai?');
    const page = await way.visitor.open(`${address}?patient=p-binh`);
    const sent = await way.visitor.send(page, { answer: 'agree', allow: alone, patient: 'p-stranger' });
    expect(sent.body).toContain('cho ai?');
    expect(way.visitor.at).not.toContain(callback);
  });
});
