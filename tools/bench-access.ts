/**
 * `npm run bench -- access`: what it costs to know who asks and what she may see. A doctor of a hospital and a system that reaches all ask the
 * same in turns; the difference is the policy. Options: --people N, --asks N (of one kind in one round), --rounds N.
 */
import { signInDoctor, write } from './bench-doctor.ts';
import type { House } from './bench-house.ts';
import { cpuOf, untilAtRest } from './bench-measure.ts';
import { option } from './bench-options.ts';
import type { Report } from './bench-report.ts';
import { measureSignIn } from './bench-sign-in.ts';

const goals = { readMs: 0.15, searchShare: 15, signInsPerSecond: 15, tokenMs: 0.03 };
const connections = 4;
const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi'];
const given = [
  'An',
  'Bình',
  'Chi',
  'Dũng',
  'Giang',
  'Hà',
  'Khánh',
  'Lan',
  'Minh',
  'Nam',
  'Oanh',
  'Phúc',
  'Sơn',
];

interface Person {
  readonly id: string;
  readonly name: string;
  readonly born: string;
}

/** Fills, asks in turns, and reports. */
export async function benchAccess(house: House): Promise<Report> {
  const rounds = Number(option('rounds', '5'));
  const asks = Number(option('asks', '2000'));
  const doctor = await signInDoctor(house, { width: 1366, height: 768 });
  await doctor.browser.close();
  const people = await fill(house, doctor.hospital, Number(option('people', '2000')));
  await untilAtRest(house.server.pid!, house.postgres);
  const rows: string[][] = [];
  let reached = true;
  for (const [kind, path] of questions) {
    const spent = { system: [] as number[], doctor: [] as number[] };
    for (let round = -1; round < rounds; round += 1)
      for (const [who, token] of [
        ['system', house.token],
        ['doctor', doctor.token],
      ] as const) {
        const ms = await costOf(house, token, asks, (at) => path(people[(at * 7919) % people.length]!));
        // The first round is that of a server that has just met them.
        if (round >= 0) spent[who].push(ms);
      }
    const [system, own] = [median(spent.system), median(spent.doctor)];
    const added = own - system;
    const isRead = kind === 'read';
    const isGood = isRead ? added < goals.readMs : added / system < goals.searchShare / 100;
    reached &&= isGood;
    rows.push([
      kind,
      system.toFixed(3),
      own.toFixed(3),
      added.toFixed(3),
      `${((added / system) * 100).toFixed(0)} %`,
      isRead ? `${goals.readMs} ms` : `${goals.searchShare} %`,
      isGood ? 'reached' : 'missed',
    ]);
  }
  const sign = await measureSignIn();
  const signIns = 1000 / sign.password;
  reached &&= signIns >= goals.signInsPerSecond && sign.token < goals.tokenMs;
  return {
    title: 'Who asks, and what she may see',
    about: `${people.length} people of one hospital, ${asks} questions of a kind in one round, ${rounds} rounds, a system that reaches all and a doctor of the hospital in turns; CPU of Node and PostgreSQL together, medians.`,
    goal: `the policy adds under ${goals.readMs} ms to a read and under ${goals.searchShare} % to a search; ${goals.signInsPerSecond} checks of a password a second and core; a kept token in under ${goals.tokenMs * 1000} µs`,
    reached,
    head: ['question', 'system, ms CPU', 'doctor, ms CPU', 'added, ms', 'added', 'goal', ''],
    rows,
    notes: [
      `A password (argon2id, 19 MiB): ${sign.password.toFixed(1)} ms of CPU, ${signIns.toFixed(0)} a second and core.`,
      `A token that is kept: ${(sign.token * 1000).toFixed(2)} µs. The code of an authenticator: ${(sign.code * 1000).toFixed(1)} µs.`,
    ],
  };
}

const questions: readonly (readonly [string, (of: Person) => string])[] = [
  ['read', ({ id }) => `/Patient/${id}`],
  ['results of one person', ({ id }) => `/Observation?patient=${id}&_sort=-date&_count=10`],
  ['by whole name', ({ name }) => `/Patient?name=${encodeURIComponent(name)}&_count=20`],
  ['by name and birth', ({ name, born }) => `/Patient?name=${encodeURIComponent(name)}&birthdate=${born}`],
];

/** CPU of server and database for one question, in ms. */
async function costOf(
  house: House,
  token: string,
  asks: number,
  path: (at: number) => string,
): Promise<number> {
  const used = (): number => cpuOf(house.server.pid!) + cpuOf(house.postgres);
  const before = used();
  let at = 0;
  const ask = async (): Promise<void> => {
    while (at < asks) {
      const answer = await fetch(`${house.base}${path(at++)}`, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/fhir+json' },
      });
      if (!answer.ok) throw new Error(`a question was answered with ${answer.status}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  return ((used() - before) / asks) * 1000;
}

async function fill(house: House, hospital: string, count: number): Promise<Person[]> {
  const people: Person[] = [];
  for (let start = 0; start < count; start += 50) {
    const some = Array.from({ length: Math.min(50, count - start) }, (_, nth) => {
      const at = start + nth;
      const words = [
        families[at % 8]!,
        given[(at >> 3) % 13]!,
        given[(at >> 5) % 13]!,
        given[(at >> 7) % 13]!,
      ];
      const born = `${1930 + (at % 90)}-0${1 + (at % 9)}-1${at % 10}`;
      return { id: `urn:uuid:${crypto.randomUUID()}`, name: words.join(' '), born };
    });
    const entry = some.flatMap(({ id, name, born }) => [
      {
        fullUrl: id,
        ...post('Patient', {
          name: [{ text: name }],
          birthDate: born,
          managingOrganization: { reference: `Organization/${hospital}` },
        }),
      },
      ...Array.from({ length: 10 }, (_, day) =>
        post('Observation', {
          status: 'final',
          code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
          subject: { reference: id },
          effectiveDateTime: `2026-01-${String(day + 10)}`,
          valueQuantity: { value: 60 + day, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
        }),
      ),
    ]);
    const { entry: written } = await write<{ entry: readonly { response: { location: string } }[] }>(
      house,
      '',
      {
        resourceType: 'Bundle',
        type: 'transaction',
        entry,
      },
    );
    const ids = written.flatMap(
      ({ response }) => /(?:^|\/)Patient\/([^/]+)/u.exec(response.location)?.[1] ?? [],
    );
    people.push(...some.map((person, nth) => ({ ...person, id: ids[nth]! })));
  }
  return people;
}

function post(resourceType: string, content: object): { resource: object; request: object } {
  return { resource: { resourceType, ...content }, request: { method: 'POST', url: resourceType } };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
