import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Bundle, Condition } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '#modules/subscriptions/test/a-subscription.ts';
import { startReceiver, until, type Receiver } from '#modules/subscriptions/test/receiver.ts';
import { modules } from '#modules/index.ts';
import { can } from '#platform/access/can.ts';
import { requestToken } from '#platform/module/request-token.ts';
import { defaultRates, readRates } from '#platform/http/rates.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { isExpected } from './expected.ts';
import { differencesOf } from './exports.ts';
import { listen, subscribe } from './listeners.ts';
import { asksForHer, sampleInput } from './sample-input.ts';
import { makeWorld, roles, type Asker, type Line, type World } from './world.ts';

// What the papers of a record print, what a file hangs on, and one type that few readers see.
const types = [
  'AllergyIntolerance',
  'Condition',
  'DocumentReference',
  'Immunization',
  'MedicationStatement',
  'MolecularSequence',
];

let sen: TestPlatform;
let world: World;
let receiver: Receiver;
beforeAll(async () => {
  const rates = readRates(
    Object.keys(defaultRates)
      .flatMap((kind) => ['address', 'person', 'system'].map((whose) => `${kind}:${whose}=100000000`))
      .join(','),
  );
  receiver = await startReceiver();
  sen = await startPlatform({
    rates,
    env: { SEN_OUTGOING_ALLOW: '127.0.0.1' },
    subscriptionPace: { pollMs: 50, firstWaitMs: 50, longestWaitMs: 200, errorAfter: 2, offAfter: 50 },
  });
  world = await makeWorld(sen, { types, more: marked });
}, 300_000);
afterAll(async () => {
  await sen.stop();
  await receiver.stop();
});

/** Each line bears a word that stands in no other, where a reader of papers would see it. */
function marked(type: string, nth: number): object {
  const mark = `zq${nth}x`;
  const content = [{ attachment: { contentType: 'text/plain', data: btoa(mark) } }];
  return {
    AllergyIntolerance: { code: { text: mark } },
    Condition: { code: { text: mark } },
    DocumentReference: { content, description: mark },
    Immunization: { vaccineCode: { text: mark } },
    MedicationStatement: { medicationCodeableConcept: { text: mark } },
    MolecularSequence: { identifier: [{ system: 'urn:sen:test', value: mark }] },
  }[type]!;
}
const markOf = ({ resource }: Line): string => /zq\d+x/.exec(JSON.stringify(resource))?.[0] ?? 'no mark';
const says = (text: string, line: Line): boolean => text.includes(markOf(line));
const markedLines = (): Line[] => world.lines.filter(({ type }) => types.includes(type));
const askerOf = (role: string): Asker => world.askers.find((one) => one.role === role)!;

/** The text that a page or a paper shows of somebody; nothing where it is refused. */
async function shown(asker: Asker, path: string, body?: object): Promise<string> {
  const answer = await asker.call(path, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (answer.status >= 500) throw new Error(`${path} answered ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (answer.status !== 200) return '';
  return answer.headers.get('content-type') === 'application/pdf' ? textOfPdf(bytes) : bytes.toString('utf8');
}

/** What a page shows to whoever sees everything; the same for all who ask. */
const whole = new Map<string, Promise<string>>();
function shownToAll(path: string, body?: object): Promise<string> {
  const known = whole.get(path) ?? shown(askerOf('national-system'), path, body);
  whole.set(path, known);
  return known;
}

/** Poppler reads the paper as a stranger's program would. */
function textOfPdf(bytes: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'sen-paper-'));
  const path = join(folder, 'paper.pdf');
  try {
    writeFileSync(path, bytes);
    return execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(roles)('a %s', (role) => {
  it('opens the files of those papers of a record that she may read, and no other', async () => {
    const papers = markedLines().filter(({ type }) => type === 'DocumentReference');
    const opened = new Set<Line>();
    for (const line of papers) {
      const path = `/api/personal-record/${line.patientId}/file/DocumentReference/${line.id}/0`;
      if (says(await shown(askerOf(role), path), line)) opened.add(line);
    }
    expect(
      differencesOf(
        papers,
        (line) => opened.has(line),
        (line) => isExpected(askerOf(role), line),
      ),
    ).toEqual({ leaks: [], refusals: [] });
  }, 120_000);

  it.each(['summary', 'timeline'])(
    'sees on the page of the %s what she may read, and nothing else',
    async (page) => {
      const asker = askerOf(role);
      for (const [patientId, person] of world.persons) {
        const path = `/api/personal-record/${patientId}/${page}`;
        const lines = markedLines().filter((line) => line.patientId === patientId);
        const body = page === 'timeline' ? { limit: 500 } : undefined;
        const all = await shownToAll(path, body);
        const text = role === 'national-system' ? all : await shown(asker, path, body);
        // A page is about one person: who may not know her sees nothing of it. Else what it shows to whoever sees everything.
        const her = world.lines.find((line) => line.type === 'Patient' && line.patientId === patientId)!;
        const shows = lines.filter((line) => says(all, line));
        expect(shows.length, person.name).toBeGreaterThan(0);
        expect(
          differencesOf(
            lines,
            (line) => says(text, line),
            (line) => shows.includes(line) && isExpected(asker, her) && isExpected(asker, line),
          ),
        ).toEqual({ leaks: [], refusals: [] });
      }
    },
    120_000,
  );

  it('is given by $summary only what she may read', async () => {
    const asker = askerOf(role);
    // Every third person, turned from role to role.
    for (const [nth, patientId] of [...world.persons.keys()].entries()) {
      if ((nth + roles.indexOf(role)) % 3 !== 0) continue;
      const text = await shown(asker, `/fhir/Patient/${patientId}/$summary`);
      const lines = markedLines().filter((line) => line.patientId === patientId);
      const { leaks } = differencesOf(
        lines,
        (line) => says(text, line),
        (line) => isExpected(asker, line),
      );
      expect(leaks).toEqual([]);
    }
  }, 120_000);

  it('subscribes only where it is a system', async () => {
    const wanted = {
      criteria: 'Condition?_lastUpdated=gt2020-01-01',
      endpoint: receiver.url,
      content: 'empty',
    };
    const id = await subscribe(askerOf(role), wanted);
    expect(id !== undefined).toBe(role.endsWith('-system'));
    if (id !== undefined) await send(askerOf(role).call, 'DELETE', `/Subscription/${id}`);
  });

  it('reads a Binary only where it is a system of the whole country', async () => {
    const { id } = await sen
      .context()
      .record.create({ resourceType: 'Binary', contentType: 'text/plain', data: btoa('zq0x') });
    const { status } = await askerOf(role).call(`/fhir/Binary/${id}`, { headers: { accept: 'text/plain' } });
    expect(status).toBe(role === 'national-system' ? 200 : 403);
  });
});

describe('the routes of modules', () => {
  const shut = ['nobody’s', 'in charge, closed', 'treated now, closed to the facility', 'well known'];
  const all = modules.flatMap(({ routes = [], streams = [] }) => [...routes, ...streams]);
  const herLine = (id: string): Line =>
    world.lines.find(({ type, patientId }) => type === 'Patient' && patientId === id)!;
  it.each(roles)(
    'tell a %s nothing of whom she may not see, asked about her or about all',
    async (role) => {
      const asker = askerOf(role);
      const actor = await world.actorOf(role);
      // What is one's own account and what keeps accounts speaks of no record.
      const mine = all.filter(
        ({ allow }) =>
          !['account.own', 'identity.manage'].includes(allow) &&
          (allow === 'public' || can(actor, allow, {}, []) === 'allow'),
      );
      const hidden = [...world.persons].filter(([id]) => !isExpected(asker, herLine(id)));
      const wrong: string[] = [];
      for (const [nth, route] of mine.entries()) {
        const { method, path } = route;
        const place = `${method} ${path}`;
        const isAboutOne = path.includes(':') || ('input' in route && asksForHer(route.input));
        if (!isAboutOne && method !== 'GET') continue;
        // Every second of them, turned from route to route.
        const isAsked = (name: string): boolean =>
          shut.includes(name) && (shut.indexOf(name) + nth) % 2 === 0;
        const persons = hidden.filter(([, { name }]) => isAsked(name));
        const ids = isAboutOne ? persons.flatMap(([id]) => [id, ...visitsOf(id)]) : [''];
        for (const id of ids) {
          const input = 'input' in route ? sampleInput(route.input, id) : {};
          const answer = await asker.call(fill(path, id), {
            method,
            headers: { 'content-type': 'application/json' },
            ...(method !== 'GET' && { body: JSON.stringify(input) }),
          });
          const text = await answer.text();
          if (answer.status >= 500) wrong.push(`${place} answered ${answer.status}: ${text.slice(0, 200)}`);
          if (answer.status >= 300) continue;
          const told = hidden.filter(([one]) => text.includes(one)).map(([, { name }]) => name);
          const lines = markedLines().filter((line) => says(text, line) && !isExpected(asker, line));
          if (told.length + lines.length > 0)
            wrong.push(`${place} tells of ${[...told, ...lines.map(markOf)].slice(0, 3).join(', ')}`);
        }
      }
      expect(wrong).toEqual([]);
    },
    240_000,
  );

  const fill = (path: string, id: string): string => path.replaceAll(/:\w+/gu, id);
  const visitsOf = (of: string): string[] =>
    world.lines.flatMap(({ type, patientId, id }) => (type === 'Encounter' && patientId === of ? [id] : []));
});

describe('a printed summary', () => {
  const persons = ['in charge', 'in charge, a reason stated', 'in an emergency, closed', 'her child of 15'];
  it.each(['citizen', 'station-doctor', 'pharmacist', 'receptionist'])(
    'bears for a %s what the page shows her, and nothing else',
    async (role) => {
      for (const [patientId, { name }] of world.persons) {
        if (!persons.includes(name)) continue;
        const page = await shown(askerOf(role), `/api/personal-record/${patientId}/summary`);
        const paper = await shown(askerOf(role), `/api/personal-record/${patientId}/summary.pdf`);
        const lines = markedLines().filter((line) => line.patientId === patientId);
        expect(lines.filter((line) => says(paper, line)).map(markOf), name).toEqual(
          lines.filter((line) => says(page, line)).map(markOf),
        );
      }
    },
    120_000,
  );
});

it('a signed summary is opened by the person it is about and by who signed it, and by nobody who merely knows its code', async () => {
  const signatures = sen.contextOf('signatures');
  const signer = (await sen.platform.identity.findAccountByName('x.station-doctor'))!.id;
  for (const [patientId, { name }] of world.persons) {
    if (name !== 'in charge' && name !== 'herself') continue;
    const code = name === 'herself' ? 'AAAA-AAAA' : 'BBBB-BBBB';
    const { sha256 } = await signatures.files.put(Readable.from([Buffer.from('zq0x')]));
    await signatures.sql.query(
      `insert into signatures.document (code, sha256, kind, patient_id, made_by, made_at)
       values ($1, $2, 'summary', $3, $4, now())`,
      [code, sha256, patientId, signer],
    );
    const opened = [];
    for (const { role, call } of world.askers)
      if ((await call(`/api/signatures/documents/${code}/file`)).status === 200) opened.push(role);
    // Who signed one person's paper is tied to the other no longer.
    expect(opened, name).toEqual(name === 'herself' ? ['citizen'] : ['station-doctor']);
  }
});

describe('a subscription', () => {
  const told = ['Condition', 'DocumentReference', 'MolecularSequence'];
  const systems = ['facility-system', 'national-system'];
  const channels = ['rest-hook', 'websocket'] as const;

  it('tells its system of what it may read, by each channel and by $events, and of nothing else', async () => {
    const open = [];
    for (const role of systems)
      for (const type of told)
        for (const channel of channels) {
          const criteria = `${type}?_lastUpdated=gt2020-01-01`;
          const path = `/${role}/${type}`;
          const wanted = {
            criteria,
            type: channel,
            content: channel === 'websocket' ? 'id-only' : 'full-resource',
            maxCount: 20,
            ...(channel === 'rest-hook' && { endpoint: receiver.url + path }),
          };
          const id = (await subscribe(askerOf(role), wanted))!;
          const socket = channel === 'websocket' ? await listen(askerOf(role), id) : undefined;
          open.push({ role, type, channel, id, path, socket });
        }
    const lines = world.lines.filter(({ type }) => told.includes(type));
    await touch(lines);
    // What is told is told in order: when the last word is heard, everything before it was.
    const known = lines.filter(({ person, bits }) => person.name === 'in charge' && (bits & 1) === 0);
    const last = new Map<string, string>();
    for (const { type, resource, bits } of known)
      if (type !== 'Condition' || bits === 0)
        last.set(type, (await sen.context().record.create(resource as Condition)).id);
    for (const { role, type, path, socket, id } of open) {
      const heard = (): string =>
        socket?.heard.join('\n') ??
        receiver.received
          .filter((one) => one.path.endsWith(path))
          .map(({ body }) => body)
          .join('\n');
      const own = lines.filter((line) => line.type === type);
      const meant = (line: Line): boolean => isExpected(askerOf(role), line);
      const isLastTold = known.some((line) => line.type === type && meant(line));
      await until(
        () =>
          own.every((line) => !meant(line) || heard().includes(line.id)) &&
          (!isLastTold || heard().includes(last.get(type)!)),
        120_000,
      );
      const asked = await send(askerOf(role).call, 'GET', `/Subscription/${id}/$events`);
      expect(asked.status, asked.text).toBe(200);
      for (const text of [heard(), asked.text])
        expect(
          differencesOf(own, (line) => text.includes(line.id), meant),
          `${role} ${type} ${path}`,
        ).toEqual({ leaks: [], refusals: [] });
      socket?.close();
    }
  }, 240_000);
});

let touches = 0;

/** A new version of each line, as a system of the whole country writes it; each time another one, for the same text again is no change and tells nobody. */
async function touch(lines: readonly Line[]): Promise<void> {
  touches++;
  const entry = lines.map(({ type, id, resource }) => ({
    resource: { ...resource, id, language: touches % 2 === 1 ? 'vi' : 'en' },
    request: { method: 'PUT', url: `${type}/${id}` },
  }));
  await sen
    .context()
    .record.bundle({ resourceType: 'Bundle', type: 'transaction', entry } as unknown as Bundle);
}

it('an open socket of a system that is closed is closed too, and hears nothing more', async () => {
  const scope = 'system/*.cruds';
  const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({ name: 'x', scope });
  const token = await requestToken(sen.url, clientId, clientSecret, scope);
  const asker: Asker = {
    ...askerOf('national-system'),
    call: (path, init = {}) =>
      fetch(sen.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
  };
  const wanted = { criteria: 'Condition?_lastUpdated=gt2020-01-01', type: 'websocket', content: 'id-only' };
  const { heard, isClosed } = await listen(asker, (await subscribe(asker, wanted))!);
  await sen.platform.identity.disableClient(clientId);
  await until(isClosed);
  const before = heard.length;
  await touch(markedLines().filter(({ type, person }) => type === 'Condition' && person.name === 'nobody’s'));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(heard).toHaveLength(before);
}, 60_000);
