import type { Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { SimulatedPerson } from '#modules/doors/vneid/simulated-person.ts';
import { simulateCommand } from '#modules/doors/vneid/simulate-command.ts';
import { startSimulator } from '#modules/doors/vneid/start-simulator.ts';
import type { Simulator } from '#modules/doors/vneid/start-simulator.ts';
import { startPlatform } from '../../testing/start-platform.ts';
import type { TestPlatform } from '../../testing/start-platform.ts';
import { askToken, authorizationRequest, Visitor } from './start-site.ts';

let sen: TestPlatform;
let eId: Simulator;

const people: SimulatedPerson[] = [];
const client = { clientId: 'sen-test', clientSecret: 'a-secret-of-the-test' };

/** A person of the record and of the e-ID with the same number. */
async function born(
  serial: number,
  more: Partial<Patient> = {},
  told: Partial<SimulatedPerson> = {},
): Promise<string> {
  const personalNumber = `000188${String(serial).padStart(6, '0')}`;
  people.push({
    subject: `s-${serial}`,
    name: `Người ${serial}`,
    birthDate: '1988-03-12',
    personalNumber,
    ...told,
  });
  const { id } = await sen.context().record.create({
    resourceType: 'Patient',
    name: [{ use: 'official', text: `Người ${serial}` }],
    birthDate: '1988-03-12',
    identifier: [{ system: identifierSystem.personalNumber, value: personalNumber }],
    ...more,
  } as Patient);
  return id;
}

beforeAll(async () => {
  eId = await startSimulator({ port: 0, ...client, slowMs: 9000, people: () => Promise.resolve(people) });
  sen = await startPlatform({
    modules: [],
    env: {
      SEN_VNEID_ISSUER: eId.issuer,
      SEN_VNEID_CLIENT_ID: client.clientId,
      SEN_VNEID_CLIENT_SECRET: client.clientSecret,
    },
  });
});
afterAll(async () => {
  await sen.stop();
  await eId.stop();
});

/** From the sign-in page to the e-ID's own page; returns the address that the e-ID was asked at. */
async function toEId(visitor: Visitor, language = 'en'): Promise<{ asked: URL; verifier: string }> {
  const { address, verifier } = authorizationRequest(sen, { ui_locales: language });
  const page = await visitor.open(address);
  const link = /href="([^"]+\/e-id\/begin)"/u.exec(page.body)?.[1];
  if (link === undefined) throw new Error('no way to the e-ID on the page');
  await visitor.open(new URL(link, sen.url).href);
  return { asked: new URL(visitor.at), verifier };
}

/** Says at the e-ID who she is; returns the address to which the e-ID sends the browser back. */
async function agree(asked: URL, subject: string, level: 0 | 1 | 2): Promise<string> {
  const body = new URLSearchParams({ request: asked.searchParams.toString(), subject, level: String(level) });
  const answer = await fetch(`${eId.issuer}/agree`, { method: 'POST', body, redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

async function signIn(
  subject: string,
  level: 0 | 1 | 2,
  visitor = new Visitor(),
): Promise<{ visitor: Visitor; page: { status: number; body: string }; verifier: string }> {
  const { asked, verifier } = await toEId(visitor);
  const page = await visitor.open(await agree(asked, subject, level));
  return { visitor, page, verifier };
}

async function tokenOf({ visitor, verifier }: { visitor: Visitor; verifier: string }): Promise<string> {
  const { body } = await askToken(sen, {
    grant_type: 'authorization_code',
    client_id: 'sen-web',
    code: new URL(visitor.at).searchParams.get('code') ?? '',
    code_verifier: verifier,
    redirect_uri: `${sen.url}/signed-in`,
  });
  return body.access_token;
}

const reads = async (token: string, patientId: string): Promise<number> =>
  (await fetch(`${sen.url}/fhir/Patient/${patientId}`, { headers: { authorization: `Bearer ${token}` } }))
    .status;

const isIn = (visitor: Visitor): boolean => new URL(visitor.at).pathname === '/signed-in';

const accounts = async (patientId: string): Promise<{ id: string }[]> =>
  (await sen.platform.identity.listAccounts()).filter((account) => account.patientId === patientId);

describe('signing in by the national e-ID', () => {
  it('makes a citizen’s account at level 2, opens her own record and no other, and finds her again at level 1', async () => {
    const [hers, other] = [await born(1), await born(2)];
    const first = await signIn('s-1', 2);
    const token = await tokenOf(first);
    expect([await reads(token, hers), await reads(token, other)]).toEqual([200, 403]);
    const [account] = await accounts(hers);
    const again = await signIn('s-1', 1);
    expect(isIn(again.visitor)).toBe(true);
    expect(await reads(await tokenOf(again), hers)).toBe(200);
    expect(await accounts(hers)).toHaveLength(1);
    const { rows } = await sen.database.query<{ action: string; query: string | null }>(
      'SELECT action, query FROM audit.event WHERE actor_id = $1 ORDER BY at, id',
      [account!.id],
    );
    expect(rows.map(({ action, query }) => query ?? action)).toEqual(
      expect.arrayContaining(['identity.e-id-account', 'sign-in']),
    );
    const { rows: sessions } = await sen.database.query<{ methods: string[]; level: number }>(
      'SELECT methods, level FROM identity.session WHERE account_id = $1 ORDER BY created_at',
      [account!.id],
    );
    expect(sessions).toEqual([
      { methods: ['vneid'], level: 2 },
      { methods: ['vneid'], level: 1 },
    ]);
  });

  it('finds the account that her station made for her', async () => {
    const patientId = await born(3);
    const { accountId } = await sen.platform.identity.createPerson({
      username: 'ba.xuan',
      display: 'Bà Xuân',
      roles: [{ role: 'citizen' }],
      patientId,
    });
    expect(isIn((await signIn('s-3', 2)).visitor)).toBe(true);
    expect((await accounts(patientId)).map(({ id }) => id)).toEqual([accountId]);
  });

  it('makes one account also where she comes twice at once', async () => {
    const patientId = await born(4);
    const both = await Promise.all([signIn('s-4', 2), signIn('s-4', 2)]);
    expect(both.some(({ visitor }) => isIn(visitor))).toBe(true);
    expect(await accounts(patientId)).toHaveLength(1);
  });

  it.each([
    ['at level 1 the first time', 10, {}, {}, 1, 'VNeID level 2 is needed'],
    ['where no record holds her number', 11, { identifier: [] }, {}, 2, 'Your record was not found'],
    [
      'where the number has ended in her record',
      12,
      {
        identifier: [
          {
            system: identifierSystem.personalNumber,
            value: '000188000012',
            use: 'old',
            period: { end: '2020-01-01' },
          },
        ],
      },
      {},
      2,
      'Your record was not found',
    ],
    ['where the birth differs', 13, {}, { birthDate: '1990-01-01' }, 2, 'day of birth'],
    ['where the record says that she has died', 14, { deceasedBoolean: true }, {}, 2, 'has died'],
    ['where she stops', 15, {}, {}, 0, 'You stopped at VNeID'],
  ] as const)('lets nobody in %s, and says what to do', async (_when, serial, record, told, level, said) => {
    const patientId = await born(
      serial,
      {
        ...record,
        ...('identifier' in record && record.identifier.length === 0 ? { identifier: undefined } : {}),
      } as unknown as Partial<Patient>,
      told,
    );
    const { visitor, page } = await signIn(`s-${serial}`, level);
    expect(isIn(visitor)).toBe(false);
    expect(page.status).toBe(403);
    expect(page.body).toContain(said);
    expect(page.body).not.toContain(`000188${String(serial).padStart(6, '0')}`);
    expect(await accounts(patientId)).toEqual([]);
  });
});

describe('who tries to come in as somebody else', () => {
  it('does not take over a record whose number was changed, on either side', async () => {
    const patientId = await born(20);
    await born(21);
    expect(isIn((await signIn('s-20', 2)).visitor)).toBe(true);
    const hers = people.find(({ subject }) => subject === 's-20')!;
    const at = people.indexOf(hers);
    people[at] = { ...hers, personalNumber: '000188000021' };
    for (const level of [1, 2] as const) {
      const { visitor, page } = await signIn('s-20', level);
      expect(isIn(visitor)).toBe(false);
      expect(page.body).toContain('no longer agrees');
    }
    people[at] = hers;
    const stored = JSON.parse((await sen.context().record.read('Patient', patientId)).text) as Patient;
    await sen.context().record.update({
      ...stored,
      identifier: [{ system: identifierSystem.personalNumber, value: '000188000099' }],
    });
    expect(isIn((await signIn('s-20', 2)).visitor)).toBe(false);
  });

  it('does not come into an account that another e-ID account is linked to, nor into a worker’s', async () => {
    const patientId = await born(22);
    expect(isIn((await signIn('s-22', 2)).visitor)).toBe(true);
    people.push({ ...people.find(({ subject }) => subject === 's-22')!, subject: 's-22-copy' });
    expect((await signIn('s-22-copy', 2)).page.body).toContain('another VNeID account');
    const worker = await born(23);
    await sen.platform.identity.createPerson({
      username: 'bs.xuan',
      display: 'BS Xuân',
      roles: [{ role: 'citizen' }, { role: 'station-doctor', facilityId: 'f' }],
      patientId: worker,
    });
    expect((await signIn('s-23', 2)).page.body).toContain('Sign in with your name and password');
    expect(await accounts(patientId)).toHaveLength(1);
  });

  it('cannot make somebody’s browser finish a sign-in that began elsewhere', async () => {
    await born(24);
    const attacker = new Visitor();
    const { asked } = await toEId(attacker);
    const back = await agree(asked, 's-24', 2);
    const victim = new Visitor();
    await toEId(victim);
    const page = await victim.open(back);
    expect([page.status, isIn(victim)]).toEqual([400, false]);
    await attacker.open(back);
    expect(isIn(attacker)).toBe(true);
  });

  it('cannot use an answer a second time, nor one whose state it made up', async () => {
    await born(25);
    const visitor = new Visitor();
    const { asked } = await toEId(visitor);
    const back = new URL(await agree(asked, 's-25', 2));
    await visitor.open(back.href);
    expect(isIn(visitor)).toBe(true);
    const again = await visitor.open(back.href);
    expect([again.status, isIn(visitor)]).toEqual([400, false]);
    back.searchParams.set('state', 'x'.repeat(43));
    expect((await visitor.open(back.href)).status).toBe(400);
  });

  it('gains nothing by seeing the answer before the browser does', async () => {
    await born(26);
    eId.setFault('duplicate-callback');
    const { visitor } = await signIn('s-26', 2);
    eId.setFault('none');
    expect(isIn(visitor)).toBe(true);
  });

  it.each([
    'wrong-signature',
    'unsigned',
    'wrong-nonce',
    'wrong-audience',
    'wrong-issuer',
    'other-issuer-answers',
    'expired',
  ] as const)('is not believed where the answer is %s', async (fault) => {
    const patientId = await born(
      30 +
        [
          'wrong-signature',
          'unsigned',
          'wrong-nonce',
          'wrong-audience',
          'wrong-issuer',
          'other-issuer-answers',
          'expired',
        ].indexOf(fault),
    );
    const subject = people.at(-1)!.subject;
    eId.setFault(fault);
    const { visitor, page } = await signIn(subject, 2);
    eId.setFault('none');
    expect(isIn(visitor)).toBe(false);
    expect(page.status).toBe(403);
    expect(page.body).toContain('could not be shown to be VNeID’s');
    expect(await accounts(patientId)).toEqual([]);
  });

  it('waits for a slow e-ID no longer than for a page, and reads that it does not answer', async () => {
    await born(40);
    eId.setFault('slow');
    const { page } = await signIn('s-40', 2);
    eId.setFault('none');
    expect(page.status).toBe(503);
    expect(page.body).toContain('VNeID does not answer');
  }, 60_000);
});

describe('the simulator', () => {
  it('is refused outside a demo on this machine, and needs a port', async () => {
    const lines: string[] = [];
    const run = (demo: boolean, loopback: boolean, ...args: string[]) =>
      simulateCommand({ demo, loopback }, 'en', () => Promise.resolve()).run(args, (line) =>
        lines.push(line),
      );
    expect(await run(false, true, '--port', '0')).toBe(1);
    expect(await run(true, false, '--port', '0')).toBe(1);
    expect(await run(true, true)).toBe(2);
    expect(await run(true, true, '--port', '0', '--fault', 'nonsense')).toBe(2);
    expect(await run(true, true, '--port', '0')).toBe(0);
    expect(lines.filter((line) => line.startsWith('SEN_VNEID_')).length).toBe(3);
  });

  it('sends nobody to another machine and gives nothing to another client', async () => {
    const query = new URLSearchParams({
      client_id: client.clientId,
      redirect_uri: 'https://elsewhere.example/',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'x',
      code_challenge_method: 'S256',
    });
    expect((await fetch(`${eId.issuer}/authorize?${query}`)).status).toBe(400);
    expect((await fetch(`${eId.issuer}/token`, { method: 'POST' })).status).toBe(401);
  });
});
