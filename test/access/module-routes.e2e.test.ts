import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '#modules/index.ts';
import type { Actor } from '#platform/access/actor.ts';
import { can } from '#platform/access/can.ts';
import { gatherRoles } from '#platform/access/roles.ts';
import { defaultRates, readRates } from '#platform/http/rates.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { mountedRoutes } from './mounted-routes.ts';
import { operationRows, routeRows, walkedApart, type RouteRow } from './route-rows.ts';
import { ways } from './ways.ts';

/** Who holds which right. A right that has no row here, or is given to somebody else, stops the build until somebody has looked at it. */
const holders: Readonly<Record<string, readonly string[]>> = {
  'access.open': ['station-doctor', 'hospital-doctor', 'nurse', 'pharmacist', 'station-worker'],
  'access.own': ['citizen'],
  'access.review': ['supervisor'],
  'apps.launch': ['station-doctor', 'hospital-doctor'],
  'assistant.answer': ['nurse', 'station-doctor', 'station-worker'],
  'assistant.own': ['citizen'],
  'assistant.quality': ['administrator', 'supervisor'],
  'assistant.resume': ['administrator'],
  'audit.facility': ['supervisor', 'data-protection-officer'],
  'audit.own': ['citizen'],
  'audit.trace': ['health-department', 'data-protection-officer'],
  'booking.desk': ['hospital-doctor', 'nurse', 'receptionist', 'station-doctor', 'station-worker'],
  'booking.find': ['citizen', 'hospital-doctor', 'nurse', 'receptionist', 'station-doctor', 'station-worker'],
  'booking.keep': ['hospital-doctor', 'receptionist', 'station-doctor', 'station-worker'],
  'booking.own': ['citizen'],
  'commune-station.books': ['station-doctor', 'station-worker'],
  'commune-station.close': ['station-doctor'],
  'commune-station.country': ['ministry'],
  'commune-station.day': ['station-doctor', 'station-worker'],
  'commune-station.reports': ['health-department', 'ministry', 'station-doctor', 'station-worker'],
  'commune-station.review': ['health-department', 'ministry'],
  'computers.keep': ['supervisor', 'administrator'],
  'data-requests.agree-owner': ['health-department'],
  'data-requests.agree-protection': ['data-protection-officer'],
  'data-requests.ask': ['researcher'],
  'data-requests.see': ['health-department', 'data-protection-officer', 'researcher'],
  'device-sync.keep': ['administrator', 'supervisor'],
  'device-sync.see': ['administrator', 'nurse', 'station-doctor', 'station-worker', 'supervisor'],
  'device-sync.use': ['nurse', 'station-doctor', 'station-worker'],
  'directory.judge-licences': ['directory-keeper', 'health-department'],
  'directory.keep': ['directory-keeper', 'health-department'],
  'directory.keep-all': ['directory-keeper'],
  'directory.read': ['administrator', 'citizen', 'hospital-doctor', 'integration', 'station-doctor'],
  'doors.mend': ['administrator'],
  'doors.send': ['integration'],
  'health-card.own': ['citizen'],
  'health-card.read': [
    'station-doctor',
    'hospital-doctor',
    'nurse',
    'pharmacist',
    'receptionist',
    'station-worker',
  ],
  'identity.manage': ['administrator'],
  'immunisation.exchange': ['nurse', 'station-doctor', 'station-worker'],
  'immunisation.give': ['hospital-doctor', 'nurse', 'station-doctor', 'station-worker'],
  'immunisation.see': ['hospital-doctor', 'nurse', 'station-doctor', 'station-worker'],
  'immunisation.store': ['nurse', 'station-doctor', 'station-worker'],
  'merging.decide': ['registry-officer'],
  'merging.own': ['citizen'],
  'messages.answer': ['station-doctor', 'hospital-doctor'],
  'messages.own': ['citizen'],
  'outpatient.print': ['hospital-doctor', 'nurse', 'station-doctor', 'station-worker'],
  'own-data.answer': ['station-doctor', 'hospital-doctor'],
  'own-data.keep': ['citizen'],
  'people.search': [
    'station-doctor',
    'hospital-doctor',
    'nurse',
    'pharmacist',
    'receptionist',
    'station-worker',
  ],
  'programmes.keep': ['station-doctor', 'station-worker'],
  'programmes.see': ['nurse', 'station-doctor', 'station-worker'],
  'public-health.figures': ['health-department', 'public-health-officer'],
  'questionnaires.fill': [
    'citizen',
    'station-doctor',
    'hospital-doctor',
    'integration',
    'nurse',
    'station-worker',
  ],
  'questionnaires.manage': ['administrator'],
  'questionnaires.read': [
    'administrator',
    'citizen',
    'hospital-doctor',
    'integration',
    'nurse',
    'station-doctor',
    'station-worker',
  ],
  'record.expunge': ['administrator'],
  'record.read': [
    'citizen',
    'station-doctor',
    'hospital-doctor',
    'nurse',
    'pharmacist',
    'receptionist',
    'public-health-officer',
    'integration',
    'station-worker',
  ],
  'record.write': [
    'citizen',
    'station-doctor',
    'hospital-doctor',
    'nurse',
    'pharmacist',
    'receptionist',
    'integration',
    'station-worker',
  ],
  'registry.correct': ['station-doctor', 'hospital-doctor', 'nurse', 'receptionist', 'station-worker'],
  'registry.find': ['station-doctor', 'hospital-doctor', 'nurse', 'receptionist', 'station-worker'],
  'registry.match': [
    'station-doctor',
    'hospital-doctor',
    'nurse',
    'receptionist',
    'integration',
    'station-worker',
  ],
  'registry.model': ['administrator', 'registry-officer'],
  'registry.pregnancy': ['station-doctor', 'hospital-doctor', 'nurse', 'station-worker'],
  'registry.register': ['station-doctor', 'hospital-doctor', 'nurse', 'receptionist', 'station-worker'],
  'sharing.own': ['citizen'],
  'signatures.issue': ['administrator'],
  'signatures.sign': ['station-doctor', 'hospital-doctor'],
  'subscriptions.manage': ['administrator'],
  'terminology.read': [
    'citizen',
    'station-doctor',
    'hospital-doctor',
    'administrator',
    'integration',
    'station-worker',
  ],
  'verification.attach': [
    'citizen',
    'station-doctor',
    'hospital-doctor',
    'nurse',
    'receptionist',
    'registry-officer',
    'health-department',
  ],
  'verification.decide': ['registry-officer', 'health-department'],
  'verification.own': ['citizen'],
  'verification.repair': ['station-doctor', 'hospital-doctor', 'nurse', 'receptionist'],
  'verification.run': ['registry-officer', 'health-department', 'administrator'],
  'verification.see': [
    'station-doctor',
    'hospital-doctor',
    'nurse',
    'receptionist',
    'registry-officer',
    'health-department',
  ],
};

/** Routes without a right, and why. */
const open: Readonly<Record<string, string>> = {
  'GET /api/me': 'tells each caller who she is; refuses nobody in particular by itself',
  'POST /api/doors/registers/:register/updates':
    'a register signs its news with the secret of its line; everything else is refused',
  'GET /api/directory/facilities/:id': 'the directory of facilities is for everybody who looks for care',
  'GET /api/directory/find/counts': 'the same',
  'GET /api/directory/find/facilities': 'the same',
  'GET /api/directory/find/places': 'names of places, the same for everybody',
  'GET /api/directory/places/:era/:code': 'names of places, the same for everybody',
  'POST /api/directory/licence-check':
    'whether a licence is good, asked with its number and the holder’s name',
  'GET /api/health-card/keys': 'public halves of keys; a station without a network checks codes with them',
  'POST /api/sharing/open':
    'whoever has a link that a person shared; its address is 256 drawn bits, and she ends it',
  'POST /api/sharing/shl/:secret': 'the same for viewers of others',
  'GET /api/sharing/shl/file/:ticket': 'the closed file of such a link, by a ticket that is good once',
  'GET /.well-known/jwks.json':
    'public halves of keys that sign vaccination cards; whoever reads one looks here',
  'GET /api/sharing/issuer': 'the same for our own page',
  'GET /api/signatures/documents/:code':
    'whoever holds a paper with its code may check it; tells who signed and when',
  'POST /api/signatures/verify': 'checks what the caller brings along',
  'POST /api/signatures/ocsp': 'states of certificates are public by RFC 6960',
  'GET /api/signatures/issuing.crl': 'lists of revoked certificates are public by RFC 5280',
  'GET /api/signatures/root.cer': 'certificates are public',
  'GET /api/signatures/issuing.cer': 'certificates are public',
};

const routes = modules.flatMap((module) => [...(module.routes ?? []), ...(module.streams ?? [])]);
const roles = gatherRoles(modules.flatMap((module) => module.roles ?? []));

describe('the written table', () => {
  it('has a row for each right, and each right has the holders of its row', () => {
    const held: Record<string, string[]> = {};
    for (const { id, grants } of roles.values()) for (const grant of grants) (held[grant] ??= []).push(id);
    for (const list of Object.values(held)) list.sort();
    const written = Object.entries(holders).map(([right, list]) => [right, list.toSorted()]);
    expect(held).toEqual(Object.fromEntries(written));
  });

  it('has a row for each route that asks for no right, and none for a route that is gone', () => {
    const found = routes
      .filter(({ allow }) => allow === 'public')
      .map(({ method, path }) => `${method} ${path}`);
    expect(found.toSorted()).toEqual(Object.keys(open).toSorted());
  });
});

let sen: TestPlatform;
beforeAll(async () => {
  const rates = readRates(
    Object.keys(defaultRates)
      .flatMap((kind) => ['address', 'person', 'system'].map((whose) => `${kind}:${whose}=100000000`))
      .join(','),
  );
  sen = await startPlatform({ rates });
}, 120_000);
afterAll(() => sen.stop());

describe('each route of each module', () => {
  const calls = new Map<string, CallAs>();
  const actors = new Map<string, Actor>();
  beforeAll(async () => {
    const { station, hoa, lan } = await sen.people();
    const { identity } = sen.platform;
    for (const role of roles.keys()) {
      if (role === 'integration') continue;
      const isStaff = !['citizen', 'administrator', 'researcher', 'health-department'].includes(role);
      await identity.createPerson({
        username: `r.${role}`,
        display: role,
        roles: [{ role, ...(isStaff && { facilityId: station }) }],
        ...(role === 'citizen' && { patientId: hoa.patientId }),
        ...(role.endsWith('-doctor') && { practitionerId: lan.practitionerId }),
      });
      const account = await identity.findAccountByName(`r.${role}`);
      const authorization = `Bearer ${await identity.issueToken(account!.id)}`;
      calls.set(role, (path, init = {}) =>
        fetch(sen.url + path, { ...init, headers: { ...(init.headers as object), authorization } }),
      );
      actors.set(role, await identity.actorOf({ id: 'test', headers: { authorization } }));
    }
    calls.set('integration', await sen.asSystem());
  }, 120_000);

  const ask = async (
    call: CallAs,
    method: string,
    path: string,
  ): Promise<{ status: number; code: string }> => {
    const filled = path.replaceAll(/:\w+/gu, '00000000-0000-4000-8000-000000000000');
    const answer = await call(filled, {
      method,
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      ...(method !== 'GET' && { body: '{}' }),
    });
    const text = await answer.text();
    const { code = '' } = text.startsWith('{') ? (JSON.parse(text) as { code?: string }) : {};
    return { status: answer.status, code };
  };

  /** Everybody who signs in as a person keeps her own account. */
  const mayCall = (role: string, allow: string): boolean =>
    allow === 'account.own' ? role !== 'integration' : holders[allow]?.includes(role) === true;

  it('is open to a role where the written table says so and shut to it otherwise, for all of them', () => {
    const wrong = routes.flatMap(({ method, path, allow }) =>
      [...actors]
        .filter(
          ([role, actor]) =>
            allow !== 'public' && (can(actor, allow, {}, []) === 'allow') !== mayCall(role, allow),
        )
        .map(([role]) => `${role}: ${method} ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  // Whether a role holds a right is judged above for all; here, that each route asks for its right before it does anything.
  it('is shut to whoever has not signed in, and to roles that do not hold its right', async () => {
    const wrong: string[] = [];
    for (const [nth, { method, path, allow }] of routes.entries()) {
      if (allow === 'public') continue;
      const stranger = await ask((at, init) => fetch(sen.url + at, init), method, path);
      if (stranger.status !== 401) wrong.push(`nobody: ${method} ${path} answered ${stranger.status}`);
      for (const [at, [role, call]] of [...calls].entries()) {
        const may = mayCall(role, allow);
        if (!may && (nth + at) % 8 !== 0) continue;
        const { status } = await ask(call, method, path);
        if (status >= 500) wrong.push(`${role}: ${method} ${path} answered ${status}`);
        if (!may && status !== 403) wrong.push(`${role}: ${method} ${path} answered ${status}`);
        if (may && status === 401) wrong.push(`${role}: ${method} ${path} is refused`);
      }
    }
    expect(wrong).toEqual([]);
  }, 240_000);
});

const operations = modules.flatMap((module) => module.operations ?? []);
const declared = new Set(routes.map(({ method, path }) => `${method} ${path}`));

function operationPaths(): Set<string> {
  const paths = operations.flatMap(({ code, resourceTypes, level }) =>
    level === 'system'
      ? [`/fhir/$${code}`]
      : resourceTypes.flatMap((type) => [`/fhir/${type}/$${code}`, `/fhir/${type}/:id/$${code}`]),
  );
  return new Set(paths.flatMap((path) => [`GET ${path}`, `POST ${path}`]));
}

describe('each route of the platform', () => {
  it('has a row that says how it is walked, and there is none for a route that is gone', () => {
    const apart = operationPaths();
    const mounted = mountedRoutes(sen.platform.http).filter((one) => !declared.has(one) && !apart.has(one));
    expect(mounted).toEqual(Object.keys(routeRows).toSorted());
  });

  it('of modules too is found where the router prints it, so that no route can be hidden', () => {
    const mounted = new Set(mountedRoutes(sen.platform.http));
    expect([...declared].filter((one) => !mounted.has(one))).toEqual([]);
  });
});

it('each operation of a module has a row, and there is none for one that is gone', () => {
  const codes = new Set(operations.map(({ code }) => code));
  expect([...codes].toSorted()).toEqual(Object.keys(operationRows).toSorted());
});

it('each row names a way that is walked, or a test that is there', () => {
  const holds = (place: string): boolean => {
    const [path = '', name = ''] = place.split('#');
    return existsSync(path) && readFileSync(path, 'utf8').includes(name);
  };
  const isTrue = (row: RouteRow): boolean => {
    if ('test' in row) return holds(row.test);
    if ('way' in row) return row.way in ways || row.way in walkedApart;
    return row.none.length > 10;
  };
  const rows = Object.entries({ ...routeRows, ...operationRows });
  expect(rows.filter(([, row]) => !isTrue(row)).map(([name]) => name)).toEqual([]);
  expect(Object.values(walkedApart).filter((place) => !holds(place))).toEqual([]);
});
