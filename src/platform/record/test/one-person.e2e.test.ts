import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { anActor } from '../../testing/an-actor.ts';
import type { Queryable, Statement } from '../../sql/queryable.ts';
import { bundleOf, idsOf, patient } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

/** Searches of one person's lines by somebody whom ties let see them: the statement that brings the lines brings the ties. */
let record: TestRecord;
const ids = new Map<string, string>();

const lines = 40;
/** Every seventh line is about HIV; every tenth has no time. */
const isSensitive = (at: number): boolean => at % 7 === 3;
const hasTime = (at: number): boolean => at % 10 !== 6;

const actors: Readonly<Record<string, Partial<Actor>>> = {
  'station-doctor': { facilityId: 'tram' },
  'station-nurse': { facilityId: 'tram' },
  receptionist: { facilityId: 'tram' },
  'hospital-doctor': { facilityId: 'vien' },
  administrator: { facilityId: 'tram' },
};
const people = ['thuong', 'nhay-cam', 'dong', 'dong-mot-loai', 'cho-vien'] as const;

async function create(resource: { resourceType: string }): Promise<string> {
  const answer = await record.call('POST', `/${resource.resourceType}`, resource);
  expect(answer.status, answer.text).toBe(201);
  return (answer.json as { id: string }).id;
}

beforeAll(async () => {
  record = await startRecord();
  for (const id of ['tram', 'vien'])
    await record.call('PUT', `/Organization/${id}`, { resourceType: 'Organization', id, name: id });
  for (const who of people) {
    const id = await create(patient({ managingOrganization: { reference: 'Organization/tram' } }));
    ids.set(who, id);
    const entry = Array.from({ length: lines }, (_, at) => ({
      request: { method: 'POST', url: 'Condition' },
      resource: {
        resourceType: 'Condition',
        subject: { reference: `Patient/${id}` },
        code: {
          coding: [
            {
              system: 'http://hl7.org/fhir/sid/icd-10',
              code: who === 'nhay-cam' && isSensitive(at) ? 'B24' : 'J20',
            },
          ],
        },
        // Several of one moment, so that pages are cut within it.
        ...(hasTime(at) && { recordedDate: `2026-0${1 + (at % 4)}-01` }),
      },
    }));
    const answer = await record.call('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry });
    expect(answer.status, answer.text).toBe(200);
  }
  await create(consent('dong', { type: 'deny' }));
  await create(
    consent('dong-mot-loai', {
      type: 'deny',
      class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Condition' }],
    }),
  );
  await create(
    consent('cho-vien', {
      type: 'permit',
      actor: [
        {
          role: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }],
          },
          reference: { reference: 'Organization/vien' },
        },
      ],
    }),
  );
  for (const [role, part] of Object.entries(actors))
    record.actAs(
      role,
      anActor({ kind: 'person', accountId: role, display: role, purpose: 'care', roles: [role], ...part }),
    );
});
afterAll(() => record.stop());

const consent = (who: string, provision: object) => ({
  resourceType: 'Consent',
  status: 'active',
  scope: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
  },
  category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
  patient: { reference: `Patient/${ids.get(who)!}` },
  dateTime: '2026-01-01',
  policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }] },
  provision,
});

/** Ids of all pages in their order; a refusal as its number. */
async function walk(query: string, role: string): Promise<readonly string[] | number> {
  const found: string[] = [];
  for (let url: string | undefined = `/Condition?${query}`; url !== undefined;) {
    const answer = await record.call('GET', url, undefined, { 'x-actor': role });
    expect([200, 403], String(answer.headers['x-cause'])).toContain(answer.status);
    if (answer.status !== 200) return answer.status;
    const page = bundleOf(answer.json);
    found.push(...idsOf(page));
    const next = page.link?.find(({ relation }) => relation === 'next')?.url;
    url = next?.slice(next.indexOf('/Condition'));
  }
  return found;
}

it.each(people.flatMap((who) => Object.keys(actors).map((role) => [who, role] as const)))(
  'of %s a %s finds page by page what she finds where the lines are counted as well',
  async (who, role) => {
    for (const order of ['_sort=-recorded-date', '_sort=recorded-date', '_sort=code,_id', '_sort=_id'])
      for (const also of ['', '&code=J20', '&recorded-date=ge2026-02-01']) {
        const query = `subject=Patient/${ids.get(who)!}&_count=7&${order}${also}`;
        // A search that counts asks for the ties beforehand and writes them into its conditions.
        expect(await walk(query, role), query).toEqual(await walk(`${query}&_total=accurate`, role));
      }
  },
);

it('what is found differs by what is open', async () => {
  const found = async (who: string, role: string): Promise<number> =>
    ((await walk(`patient=${ids.get(who)!}&_sort=-recorded-date`, role)) as string[]).length;
  expect(await found('thuong', 'station-doctor')).toBe(lines);
  expect(await found('nhay-cam', 'station-doctor')).toBe(
    lines - Array.from({ length: lines }, (_, at) => at).filter(isSensitive).length,
  );
  expect(await found('dong', 'station-doctor')).toBe(0);
  expect(await found('dong-mot-loai', 'station-doctor')).toBe(0);
  expect(await found('thuong', 'hospital-doctor')).toBe(0);
  expect(await found('cho-vien', 'hospital-doctor')).toBe(lines);
});

it('asks for the ties in no statement of their own', async () => {
  const sent: string[] = [];
  const { database } = record;
  const query = database.query.bind(database);
  Object.assign(database, {
    query: ((statement: string | Statement, values?: readonly unknown[]) => {
      if (typeof statement === 'object' && statement.text.includes('record.')) sent.push(statement.text);
      return query(statement, values);
    }) as Queryable['query'],
  });
  try {
    await walk(`patient=${ids.get('thuong')!}&_sort=-recorded-date&_count=50`, 'station-doctor');
  } finally {
    Object.assign(database, { query });
  }
  expect(sent.filter((text) => text.includes('record.care_relation'))).toHaveLength(1);
  // One for those with a time and the ties, one for those without.
  expect(sent.filter((text) => text.includes('record.resource'))).toHaveLength(2);
});
