/**
 * One engine without HTTP, for `bench layers`: reads lines of work on stdin ('ingest 20', 'read 200', 'doctor:results 500') and answers each
 * with a line of JSON: CPU of this process in ms. Arguments: data folder, database URL, and what is left out: nothing, 'audit' or 'cipher'.
 */
import { registerHooks } from 'node:module';
import { createInterface } from 'node:readline';
import type { Bundle } from '@medplum/fhirtypes';
import type { Actor } from '../src/platform/access/actor.ts';
import type { Audit } from '../src/platform/audit/audit-log.ts';
import type { RecordStore } from '../src/platform/record/record-store.ts';

const [folder = '', url = '', without = ''] = process.argv.slice(2);
// The same program with texts left as they are: only for measuring what closing them costs.
if (without === 'cipher')
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const isCipher = found.url.endsWith('/src/platform/crypt/aes.ts');
      return isCipher && context.parentURL?.endsWith('/pack-cipher.ts') === true
        ? { ...found, url: new URL('./bench-no-cipher.ts', import.meta.url).href }
        : found;
    },
  });

const { openDatabase } = await import('../src/platform/sql/database.ts');
const { openKeyring } = await import('../src/platform/crypt/open-keyring.ts');
const { createAuditLog } = await import('../src/platform/audit/audit-log.ts');
const { createRecordEngine } = await import('../src/platform/record/record-engine.ts');
const { chooseIndexKey } = await import('../src/platform/record/index-key.ts');
const { platformActor } = await import('../src/platform/access/actors.ts');

const database = openDatabase(url, { max: 8 });
const keys = await openKeyring(database, { dataDir: folder, masterKey: '' });
await chooseIndexKey(database, keys, { rekeying: false });
const now = (): Date => new Date();
const silent: Audit = { append: async () => undefined, appendAll: async () => undefined };
const audit = without === 'audit' ? silent : createAuditLog(database, now, keys);
const open = () => createRecordEngine({ database, keys, audit, now }).for(platformActor('bench'), undefined);
const people: string[] = [];
const hospital = await open().create({ resourceType: 'Organization', active: true, name: 'Bệnh viện' });
const warm = createRecordEngine({ database, keys, audit, now });
const base: Actor = { ...platformActor('bench'), purpose: 'care' };
/** Who asks: a system that reaches all and asks no policy, and a doctor of the hospital that has everybody in its charge. */
const askers: Readonly<Record<string, Actor>> = {
  system: {
    ...base,
    kind: 'system',
    roles: ['integration'],
    scopes: ['system/*.cruds'],
    purpose: 'exchange',
  },
  doctor: { ...base, kind: 'person', roles: ['hospital-doctor'], facilityId: hospital.id },
};
const questions: Readonly<Record<string, (record: RecordStore, nth: number) => Promise<unknown>>> = {
  'read-one': (record, nth) => record.read('Patient', people[nth % people.length]!),
  results: (record, nth) =>
    record.search('Observation', `patient=${people[nth % people.length]}&_sort=-date&_count=10`),
  'by-name': (record, nth) => record.search('Patient', `name=${encodeURIComponent(nameOf(nth))}&_count=20`),
  'by-name-and-birth': (record, nth) =>
    record.search('Patient', `name=${encodeURIComponent(nameOf(nth))}&birthdate=${birthOf(nth)}`),
};

/** CPU of one of them asking one question so often, four at once, everything known already. */
async function ask(who: string, question: string, count: number): Promise<void> {
  let at = 0;
  const next = async (): Promise<void> => {
    // Each question is a call of its own, and works out anew what she reaches.
    while (at < count)
      await questions[question]!(warm.for(askers[who]!, undefined), (at++ * 7919) % people.length);
  };
  await Promise.all(Array.from({ length: 4 }, next));
}

const works: Readonly<Record<string, (count: number) => Promise<void>>> = {
  async ingest(count) {
    const record = open();
    for (let at = 0; at < count; at += 4)
      await Promise.all(
        Array.from({ length: Math.min(4, count - at) }, async () => {
          const done = await record.bundle(aPerson(people.length + at));
          const [, id = ''] = /Patient\/([^/]+)/u.exec(done.entry?.[0]?.response?.location ?? '') ?? [];
          people.push(id);
        }),
      );
  },
  async read(count) {
    // A new engine has read nothing yet: each text is opened.
    const record = open();
    for (let at = 0; at < count; at += 4)
      await Promise.all(people.slice(at, Math.min(at + 4, count)).map((id) => record.read('Patient', id)));
  },
};

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
/** No other engine's people are found by it: their texts may lie open. */
function nameOf(nth: number): string {
  const words = [
    families[nth % 8]!,
    given[(nth >> 3) % 13]!,
    given[(nth >> 5) % 13]!,
    given[(nth >> 7) % 13]!,
  ];
  return words.map((word) => without + word).join(' ');
}
function birthOf(nth: number): string {
  return `${1930 + (nth % 90)}-0${1 + (nth % 9)}-1${nth % 10}`;
}

function aPerson(nth: number): Bundle {
  const id = `urn:uuid:${crypto.randomUUID()}`;
  const entry = [
    {
      fullUrl: id,
      resource: {
        resourceType: 'Patient',
        active: true,
        name: [{ text: nameOf(nth) }],
        birthDate: birthOf(nth),
        managingOrganization: { reference: `Organization/${hospital.id}` },
        gender: 'female',
      },
      request: { method: 'POST', url: 'Patient' },
    },
    ...Array.from({ length: 24 }, (_, day) => ({
      resource: {
        resourceType: 'Observation',
        status: 'final',
        code: {
          coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }],
          text: 'Mạch',
        },
        subject: { reference: id },
        effectiveDateTime: `2026-01-${String((day % 28) + 1).padStart(2, '0')}`,
        valueQuantity: { value: 60 + day, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
      },
      request: { method: 'POST', url: 'Observation' },
    })),
  ];
  return { resourceType: 'Bundle', type: 'transaction', entry } as unknown as Bundle;
}

for await (const line of createInterface({ input: process.stdin })) {
  const [name = '', count = '0'] = line.split(' ');
  const before = process.cpuUsage();
  const [who = '', question] = name.split(':');
  await (question === undefined ? works[name]!(Number(count)) : ask(who, question, Number(count)));
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${JSON.stringify({ ms: (user + system) / 1000 })}\n`);
}
keys.stop();
await database.stop();
