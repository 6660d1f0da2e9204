import type { Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { ShownAlert } from '../api.ts';
import type { Ground } from '../domain/facts.ts';
import { sealAnswer, sealGrounds } from '../store/alert-rows.ts';
import { lookAtPeople } from '../watch/look-at-people.ts';

let sen: TestPlatform;
let hoa: CallAs;
let lan: CallAs;
let hoaId: string;
let station: string;
let now = new Date('2026-11-23T03:00:00Z');
const hours = (n: number): void => {
  now = new Date(now.getTime() + n * 3_600_000);
};
/** Tests come in any order: each begins when nothing of the others counts any more. */
const begin = (): void => hours(24 * 60);
const look = async (): Promise<number> => lookAtPeople(sen.contextOf('assistant'), 1000);

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  const people = await sen.people();
  hoaId = people.hoa.patientId;
  station = people.station;
  [hoa, lan] = [await sen.as('hoa'), await sen.as('bs.lan')];
}, 120_000);
afterAll(() => sen.stop());

const list = async (
  call: CallAs,
  where: 'mine' | 'alerts',
  state: 'open' | 'closed' = 'open',
  whose = hoaId,
): Promise<ShownAlert[]> => {
  const answer = await call(`/api/assistant/${where}?state=${state}`);
  expect(answer.status).toBe(200);
  const { alerts } = (await answer.json()) as { alerts: ShownAlert[] };
  return alerts.filter(({ patientId }) => patientId === whose);
};

describe('what a reader may not see', () => {
  const laboratory = (patientId: string, loinc: string) =>
    sen.context().record.create({
      resourceType: 'Observation',
      status: 'final',
      category: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
          ],
        },
      ],
      code: { text: 'Xét nghiệm', coding: [{ system: 'http://loinc.org', code: loinc }] },
      subject: { reference: `Patient/${patientId}` },
      effectiveDateTime: now.toISOString(),
      valueQuantity: { value: 240, unit: 'u', code: 'u', system: 'http://unitsofmeasure.org' },
      interpretation: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: 'HH' },
          ],
        },
      ],
    });
  /** A child of chị Hoa's, so many years old. */
  const childOf = async (years: number, name: string): Promise<string> => {
    const { record } = sen.context();
    const { id } = await record.create({
      resourceType: 'Patient',
      active: true,
      name: [{ text: name }],
      gender: 'female',
      birthDate: `${now.getUTCFullYear() - years}-01-01`,
      managingOrganization: { reference: `Organization/${station}` },
    });
    await record.create({
      resourceType: 'RelatedPerson',
      active: true,
      patient: { reference: `Patient/${id}` },
      identifier: [{ system: 'urn:sen:patient', value: hoaId }],
      relationship: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }] },
      ],
    });
    return id;
  };
  /** An alert of before the house knew that its line is sensitive. */
  const keep = async (patientId: string, ref: string, state: 'open' | 'answered'): Promise<void> => {
    const ctx = sen.contextOf('assistant');
    const id = `kept-${patientId}-${state}`;
    const grounds: Ground[] = [{ ref, words: { vi: 'Dòng', en: 'Line' }, at: now.toISOString() }];
    await ctx.sql.query(
      `insert into assistant.alert (bucket, id, patient_id, facility_id, rule, rule_version, stage, asks, urgent, state, opened_at, staged_at,
         due_at, sealed_grounds, answer, closed_at, sealed_answer)
       values ($1, $2, $3, $4, 'result-open', '1.0.0', 'act', 'facility', true, $5, $6, $6, $7, $8, $9, $10, $11)`,
      [
        personBucket(patientId),
        id,
        patientId,
        station,
        state,
        now,
        new Date(now.getTime() + 3_600_000),
        sealGrounds(ctx, id, grounds),
        state === 'open' ? null : 'acted',
        state === 'open' ? null : now,
        state === 'open' ? null : sealAnswer(ctx, id, 'Đã gọi cho cháu'),
      ],
    );
  };

  it('a viral load that no label closes opens nothing for anybody', async () => {
    begin();
    const child = await childOf(16, 'Nguyễn Mai Chi');
    await laboratory(child, '20447-9');
    await look();
    hours(24 * 15);
    await look();
    const rows = await sen
      .contextOf('assistant')
      .sql.query(`select rule from assistant.alert where patient_id = $1 and rule = 'result-open'`, [child]);
    expect(rows).toEqual([]);
  });

  it('an alert of which the reader may see no line is none of hers; one of which she may is', async () => {
    begin();
    const child = await childOf(16, 'Nguyễn Mai Hương');
    const { id: hiv } = await laboratory(child, '25836-8');
    await keep(child, `Observation/${hiv}`, 'open');
    expect(await list(hoa, 'mine', 'open', child)).toEqual([]);
    expect(await list(lan, 'alerts', 'open', child)).toEqual([]);
    const { id: plain } = await laboratory(child, '14682-9');
    await keep(child, `Observation/${plain}`, 'answered');
    expect(await list(hoa, 'mine', 'closed', child)).toHaveLength(1);
    expect(await list(lan, 'alerts', 'closed', child)).toHaveLength(1);
  });

  it('the words of the answer are read by the guardian of a child, not of an adolescent', async () => {
    begin();
    const told = async (years: number): Promise<(string | undefined)[]> => {
      const child = await childOf(years, 'Nguyễn Mai Lan');
      const { id } = await laboratory(child, '14682-9');
      await keep(child, `Observation/${id}`, 'answered');
      expect((await list(lan, 'alerts', 'closed', child)).map(({ words }) => words)).toEqual([
        'Đã gọi cho cháu',
      ]);
      return (await list(hoa, 'mine', 'closed', child)).map(({ words }) => words);
    };
    expect(await told(10)).toEqual(['Đã gọi cho cháu']);
    expect(await told(16)).toEqual([undefined]);
  });
});

describe('a station that may not see her', () => {
  const pressure = (patientId: string, systolic: number, hoursAgo: number) =>
    sen.context().record.create({
      resourceType: 'Observation',
      status: 'final',
      category: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
          ],
        },
      ],
      code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
      subject: { reference: `Patient/${patientId}` },
      effectiveDateTime: new Date(now.getTime() - hoursAgo * 3_600_000).toISOString(),
      component: (
        [
          ['8480-6', systolic],
          ['8462-4', 96],
        ] as const
      ).map(([code, value]) => ({
        code: { coding: [{ system: 'http://loinc.org', code }] },
        valueQuantity: { value, unit: 'mmHg', code: 'mm[Hg]', system: 'http://unitsofmeasure.org' },
      })),
    });
  /** What chị Hoa and the station hear of two very high readings. */
  const heard = async (): Promise<{ mine: ShownAlert[]; station: ShownAlert[] }> => {
    await pressure(hoaId, 186, 2);
    await pressure(hoaId, 188, 0);
    await look();
    const open = await list(hoa, 'mine');
    return { mine: open.filter(({ urgent }) => urgent), station: await list(lan, 'alerts') };
  };
  const patient = async (): Promise<Patient> =>
    JSON.parse((await sen.context().record.read('Patient', hoaId)).text) as Patient;
  const end = async (): Promise<void> => {
    await sen
      .contextOf('assistant')
      .sql.query(`update assistant.alert set state = 'ended' where patient_id = $1 and state = 'open'`, [
        hoaId,
      ]);
  };

  it('is told where it may', async () => {
    begin();
    const { mine, station: told } = await heard();
    expect(mine).toMatchObject([{ asks: 'facility' }]);
    expect(told).toHaveLength(1);
    await end();
  });

  it('is not said to have been told where she is guarded', async () => {
    begin();
    const before = await patient();
    await sen.context().record.update({
      ...before,
      meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' }] },
    });
    const { mine, station: told } = await heard();
    expect(mine).toMatchObject([{ asks: 'person' }]);
    expect(mine[0]?.todo.en).toContain('nobody else was told');
    expect(told).toEqual([]);
    await sen.context().record.update({
      ...before,
      meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'N' }] },
    });
    await end();
  });

  it.each([
    ['her record', {}],
    ['her measurements', { class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }] }],
  ])('is not said to have been told where she closed %s to it', async (_what, narrowed) => {
    begin();
    const { record } = sen.context();
    const consent = {
      resourceType: 'Consent' as const,
      status: 'active' as const,
      scope: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
      },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      policyRule: { text: 'x' },
      patient: { reference: `Patient/${hoaId}` },
      dateTime: now.toISOString(),
      provision: {
        type: 'deny' as const,
        actor: [
          {
            role: {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' },
              ],
            },
            reference: { reference: `Organization/${station}` },
          },
        ],
        ...narrowed,
      },
    };
    const { id } = await record.create(consent);
    const { mine, station: told } = await heard();
    expect(mine).toMatchObject([{ asks: 'person' }]);
    expect(told).toEqual([]);
    await record.update({ ...consent, id, status: 'inactive' });
    await end();
  });
});

it('one person whose lines cannot be read is put off, and the others are looked at', async () => {
  begin();
  const ctx = sen.contextOf('assistant');
  const made = async (name: string): Promise<string> =>
    (
      await sen.context().record.create({
        resourceType: 'Patient',
        active: true,
        name: [{ text: name }],
        gender: 'male',
        birthDate: '1970-01-01',
      })
    ).id;
  const [bad, good] = [await made('Trần Văn Một'), await made('Trần Văn Hai')];
  // Later than the platform's own clock: its own looks leave these two alone.
  const later = new Date(now.getTime() + 30 * 86_400_000);
  for (const id of [bad, good])
    await ctx.sql.query(
      `insert into assistant.watch (bucket, patient_id, stale, heard_at, look_at, readings_until) values ($1, $2, false, $3, $4, $5)`,
      [
        personBucket(id),
        id,
        now,
        new Date(later.getTime() - 3_600_000),
        new Date(later.getTime() + 86_400_000),
      ],
    );
  const withOver = (base: Context, over: Partial<Context>): Context =>
    new Proxy(base, {
      get: (target, key) =>
        (over as Record<PropertyKey, unknown>)[key] ?? (Reflect.get(target, key) as unknown),
    });
  const record = new Proxy(ctx.record, {
    get: (target, key) =>
      key === 'search'
        ? (type: string, query: string) =>
            query.includes(bad) && type === 'Observation'
              ? Promise.reject(new Error('timeout'))
              : target.search(type, query)
        : (Reflect.get(target, key) as unknown),
  });
  const failing: Context = withOver(ctx, { now: () => later, record, as: () => failing });
  expect(await lookAtPeople(failing, 100)).toBeGreaterThanOrEqual(2);
  const rows = await ctx.sql.query<{ patient_id: string; stale: boolean; look_at: Date }>(
    'select patient_id, stale, look_at from assistant.watch where patient_id = any ($1)',
    [[bad, good]],
  );
  const at = new Map(rows.map((row) => [row.patient_id, row]));
  expect(at.get(bad)).toMatchObject({ stale: false, look_at: new Date(later.getTime() + 15 * 60_000) });
  // Looked at: again next morning.
  expect(at.get(good)!.look_at.getTime()).toBeGreaterThan(later.getTime() + 15 * 60_000);
});
