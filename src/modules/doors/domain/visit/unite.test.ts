import type { DiagnosticReport, Encounter, Observation, Resource } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { groupFacts, groupReports } from './group-facts.ts';
import { factKeys } from './same-fact.ts';
import type { Statement, VisitDoor } from './statement.ts';
import { unite } from './unite.ts';

const subject = { reference: 'Patient/p' };
const say = (door: VisitDoor, resource: Resource): Statement => ({
  door,
  reference: `${resource.resourceType}/${resource.id}`,
  resource,
});

const claimed: Encounter = {
  resourceType: 'Encounter',
  id: 'v',
  identifier: [{ system: 'urn:vn:ma-lk:01999', value: 'LK-1' }],
  status: 'finished',
  class: { code: 'IMP' },
  subject,
  period: { start: '2026-03-10T08:00:00+07:00', end: '2026-03-12T11:00:00+07:00' },
  reasonCode: [{ text: 'Đau đầu' }],
  hospitalization: { dischargeDisposition: { text: 'Đỡ' } },
  length: { value: 3 },
};
const followed: Encounter = {
  resourceType: 'Encounter',
  id: 'v',
  identifier: [
    { system: 'urn:vn:ma-lk:01999', value: 'LK-1' },
    { system: 'urn:sen:hl7v2-id:01999', value: 'V-7' },
  ],
  status: 'in-progress',
  class: { code: 'EMER' },
  subject,
  period: { start: '2026-03-10T07:58:20+07:00' },
  participant: [{ individual: { display: 'Lê Quang Minh' } }],
  hospitalization: { admitSource: { text: 'Cấp cứu' } },
  location: [{ location: { display: 'NOI / 201' }, status: 'active' }],
  reasonCode: [{ text: 'Ngã' }],
};
const uniteVisits = (claim: Encounter, message: Encounter) =>
  unite([say('insurance', claim), say('hl7v2', message)]) as Encounter;

describe('one visit', () => {
  test('after discharge the claim is the last word, and keeps what only the ward knew', () => {
    expect(uniteVisits(claimed, followed)).toMatchObject({
      status: 'finished',
      class: { code: 'IMP' },
      period: claimed.period,
      length: { value: 3 },
      identifier: [{ value: 'LK-1' }, { value: 'V-7' }],
      participant: [{ individual: { display: 'Lê Quang Minh' } }],
      hospitalization: { admitSource: { text: 'Cấp cứu' }, dischargeDisposition: { text: 'Đỡ' } },
      location: [{ status: 'completed' }],
      reasonCode: [{ text: 'Đau đầu' }, { text: 'Ngã' }],
    });
  });

  test('a reason that both wrote in the same words stands once, with its code', () => {
    const code = { coding: [{ system: codeSystem.icd10, code: 'R51' }], text: 'Đau đầu' };
    expect(uniteVisits(claimed, { ...followed, reasonCode: [code] }).reasonCode).toEqual([code]);
  });

  test('a cancellation that comes after the claim does not undo what was signed', () => {
    expect(uniteVisits(claimed, { ...followed, status: 'cancelled' }).status).toBe('finished');
  });

  test('while the claim is only a check-in, the ward says status, class and times', () => {
    const { end: _end, ...period } = claimed.period!;
    const checkedIn: Encounter = { ...claimed, status: 'in-progress', period };
    const over = {
      ...followed,
      status: 'finished' as const,
      period: { ...followed.period, end: '2026-03-12T10:00:00+07:00' },
    };
    expect(uniteVisits(checkedIn, over)).toMatchObject({
      status: 'finished',
      class: { code: 'EMER' },
      period: { start: '2026-03-10T07:58:20+07:00', end: '2026-03-12T10:00:00+07:00' },
      location: [{ status: 'active' }],
    });
  });
});

function glucose(door: VisitDoor, id: string, change: Partial<Observation> = {}): Statement {
  const isClaim = door === 'insurance';
  return say(door, {
    resourceType: 'Observation',
    id,
    status: 'final',
    subject,
    code: {
      coding: [
        { system: codeSystem.loinc, code: '14771-0' },
        ...(isClaim ? [{ system: codeSystem.labIndex, code: 'GLU' }] : []),
      ],
    },
    effectiveDateTime: `2026-03-10T09:30:${isClaim ? '00' : '41'}+07:00`,
    valueQuantity: { value: 6.8, unit: 'mmol/L' },
    ...(isClaim
      ? { performer: [{ reference: 'Practitioner/d' }] }
      : { referenceRange: [{ text: '3.9-6.4' }] }),
    ...change,
  });
}
const joined = (...statements: Statement[]): number =>
  groupFacts(statements).filter((fact) => fact.length > 1).length;

describe('one result', () => {
  test('is joined by code, minute, value and unit; the range of the laboratory and the codes of both stay', () => {
    const [fact] = groupFacts([glucose('insurance', 'c'), glucose('hl7v2', 'h')]);
    expect(unite(fact!)).toMatchObject({
      code: { coding: [{ code: '14771-0' }, { code: 'GLU' }] },
      referenceRange: [{ text: '3.9-6.4' }],
      performer: [{ reference: 'Practitioner/d' }],
      effectiveDateTime: '2026-03-10T09:30:41+07:00',
    });
  });

  test('is joined where the minute of the claim is the minute of the printed report', () => {
    const late = { effectiveDateTime: '2026-03-10T09:12:00+07:00', issued: '2026-03-10T09:30:00+07:00' };
    expect(joined(glucose('insurance', 'c'), glucose('hl7v2', 'h', late))).toBe(1);
  });

  test.each([
    ['another value', { valueQuantity: { value: 6.9, unit: 'mmol/L' } }],
    ['another unit', { valueQuantity: { value: 6.8, unit: 'mg/dL' } }],
    ['another comparator', { valueQuantity: { value: 6.8, unit: 'mmol/L', comparator: '<' as const } }],
    ['the day alone', { effectiveDateTime: '2026-03-10' }],
    [
      'another test of the same index code',
      {
        code: {
          coding: [
            { system: codeSystem.loinc, code: '2345-7' },
            { system: codeSystem.labIndex, code: 'GLU' },
          ],
        },
      },
    ],
    [
      'a code that only the sender knows',
      { code: { coding: [{ system: 'urn:sen:hl7v2-code:01999', code: 'GLU' }] } },
    ],
    ['a cancelled test', { status: 'cancelled' as const }],
  ])('is not joined with %s', (_, change) => {
    expect(joined(glucose('insurance', 'c'), glucose('hl7v2', 'h', change))).toBe(0);
  });

  test('is joined with a claim whose table has no field for the unit, if it is the same LOINC code', () => {
    const bare = { valueQuantity: { value: 6.8 } };
    expect(joined(glucose('insurance', 'c', bare), glucose('hl7v2', 'h'))).toBe(1);
    const code = { coding: [{ system: codeSystem.labIndex, code: 'GLU' }] };
    expect(joined(glucose('insurance', 'c', { ...bare, code }), glucose('hl7v2', 'h', { code }))).toBe(0);
  });

  test('is not joined where two of the other door could be meant', () => {
    expect(joined(glucose('insurance', 'c'), glucose('hl7v2', 'h'), glucose('hl7v2', 'h2'))).toBe(0);
    expect(joined(glucose('insurance', 'c'), glucose('insurance', 'c2'), glucose('hl7v2', 'h'))).toBe(0);
  });

  test('units that mean one thing are one unit', () => {
    const old = { valueQuantity: { value: 6.8, unit: 'µmol/L' } };
    const ucum = { valueQuantity: { value: 6.8, unit: 'umol/L', system: codeSystem.ucum, code: 'umol/L' } };
    expect(joined(glucose('insurance', 'c', old), glucose('hl7v2', 'h', ucum))).toBe(1);
  });
});

describe('one report', () => {
  const report = (door: VisitDoor, id: string, results: string[], change: Partial<DiagnosticReport> = {}) =>
    say(door, {
      resourceType: 'DiagnosticReport',
      id,
      status: 'final',
      code: { coding: [{ system: codeSystem.service, code: '23.0075' }] },
      subject,
      issued: '2026-03-10T09:30:00+07:00',
      ...(results.length === 0 ? {} : { result: results.map((reference) => ({ reference })) }),
      ...change,
    });
  const same = (reference: string): string => reference;
  const facts = (...statements: Statement[]) =>
    groupReports(statements, same).filter((fact) => fact.length > 1);

  test('holds the reports of several services that one analyser printed together', () => {
    const [fact] = facts(
      report('insurance', 'c1', ['a']),
      report('insurance', 'c2', ['b']),
      report('hl7v2', 'h', ['a', 'b', 'x']),
    );
    expect(fact).toHaveLength(3);
    expect(unite(fact!)).toMatchObject({
      result: [{ reference: 'a' }, { reference: 'b' }, { reference: 'x' }],
    });
  });

  test('is not joined where a result of the claim is missing from it, or the texts differ', () => {
    expect(facts(report('insurance', 'c', ['a', 'z']), report('hl7v2', 'h', ['a']))).toEqual([]);
    const texts = ['Bình thường', 'Gan to'].map((conclusion) => ({ conclusion }));
    expect(facts(report('insurance', 'c', ['a'], texts[0]), report('hl7v2', 'h', ['a'], texts[1]))).toEqual(
      [],
    );
  });

  test('of an image is joined by service, minute and text', () => {
    const text = { conclusion: 'Hai phổi sáng.\nBình thường' };
    expect(facts(report('insurance', 'c', [], text), report('hl7v2', 'h', [], text))).toHaveLength(1);
    expect(
      facts(report('insurance', 'c', [], text), report('hl7v2', 'h', [], { conclusion: 'Khác' })),
    ).toEqual([]);
    expect(facts(report('insurance', 'c', []), report('hl7v2', 'h', []))).toEqual([]);
  });
});

test('a diagnosis that was ruled out is not the one that was made', () => {
  const code = { coding: [{ system: codeSystem.icd10, code: 'i10' }] };
  expect(factKeys({ resourceType: 'Condition', subject, code })).toEqual(['I10']);
  const verificationStatus = { coding: [{ code: 'refuted' }] };
  expect(factKeys({ resourceType: 'Condition', subject, code, verificationStatus })).toEqual([]);
});
