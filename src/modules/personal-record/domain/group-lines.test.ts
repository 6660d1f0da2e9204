import type { DiagnosticReport, Observation, Resource } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { TimelineEntry } from '../api.ts';
import type { Reading } from './concept.ts';
import { groupLines, keepFound } from './group-lines.ts';
import { lifeOf } from './life.ts';
import { askTimeline } from './timeline.ts';

const names: Readonly<Record<string, string>> = {
  'Organization/h': 'Bệnh viện Sen',
  'Organization/s': 'Trạm Y tế phường Sen',
};
const words: Readonly<Record<string, string>> = { '85354-9': 'Huyết áp (bộ)' };
const reading: Reading = {
  nameOf: (reference) => names[reference],
  wordOf: (_system, code) => words[code],
  now: new Date('2026-11-22T03:00:00Z'),
};
const subject = { reference: 'Patient/1' };
const hospital = { reference: 'Organization/h' };
const encounter = { reference: 'Encounter/v' };

const visit: Resource = {
  resourceType: 'Encounter',
  id: 'v',
  status: 'finished',
  class: { code: 'AMB' },
  subject,
  serviceProvider: hospital,
  period: { start: '2026-10-05T07:19:00+07:00', end: '2026-10-05T08:55:00+07:00' },
};
const at = '2026-10-05T07:24:00+07:00';

function measured(id: string, loinc: string, value: number, more: Partial<Observation> = {}): Observation {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: codeSystem.loinc, code: loinc }], text: id },
    subject,
    effectiveDateTime: at,
    valueQuantity: { value, unit: 'x' },
    ...more,
  };
}

function report(id: string, text: string, ...results: readonly string[]): DiagnosticReport {
  return {
    resourceType: 'DiagnosticReport',
    id,
    status: 'final',
    code: { text },
    subject,
    performer: [hospital],
    result: results.map((result) => ({ reference: `Observation/${result}` })),
  };
}

const pressure = [
  measured('tâm thu', '8480-6', 134, { valueQuantity: { value: 134, unit: 'mm[Hg]' } }),
  measured('tâm trương', '8462-4', 83, { valueQuantity: { value: 83, unit: 'mm[Hg]' } }),
];
const vitals = [measured('SpO2', '59408-5', 97), ...pressure, measured('Mạch', '8867-4', 72)];
const inVisit = { encounter, performer: [hospital], effectiveDateTime: '2026-10-05T07:50:00+07:00' };
const within = [{ low: { value: 1 }, high: { value: 10 } }];

function groupsOf(...resources: readonly Resource[]): TimelineEntry[] {
  return groupLines(lifeOf(resources, reading), reading);
}
const linesOf = (entry: TimelineEntry | undefined) => entry?.group?.lines.map(({ title }) => title);

describe('vital signs', () => {
  test('of one moment are one entry, pressure first, the two pressures as one', () => {
    const [, group] = groupsOf(
      visit,
      ...vitals,
      report('r', 'Dấu hiệu sinh tồn', ...vitals.map(({ id }) => id ?? '')),
    );
    expect(linesOf(group)).toEqual(['Huyết áp', 'Mạch', 'SpO2']);
    expect(group?.group?.lines[0]?.parts?.map(({ measure }) => measure.value)).toEqual(['134', '83']);
  });

  test('sent without a visit stand under the visit during which the same facility took them', () => {
    const [, group] = groupsOf(visit, ...vitals, report('r', '', ...vitals.map(({ id }) => id ?? '')));
    expect(group).toMatchObject({ visit: 'Encounter/v', facility: 'Bệnh viện Sen' });
  });

  test('of another facility at the same hour stay outside the visit', () => {
    const elsewhere = vitals.map((one) => ({ ...one, performer: [{ reference: 'Organization/s' }] }));
    expect(groupsOf(visit, ...elsewhere).find(({ group }) => group)?.visit).toBeUndefined();
  });

  test('that she took herself stay hers, whatever the hour', () => {
    const [own] = groupsOf(visit, measured('Mạch', '8867-4', 80, { performer: [subject] })).filter(
      ({ kind }) => kind === 'vital',
    );
    expect(own?.visit).toBeUndefined();
    expect(own?.marks).toEqual(['own']);
  });

  test('of two clinic hours in one stay are two entries', () => {
    const stay = { encounter, performer: [hospital] };
    const found = groupsOf(
      visit,
      measured('Mạch', '8867-4', 72, stay),
      measured('SpO2', '59408-5', 97, stay),
      measured('Mạch ', '8867-4', 90, { ...stay, effectiveDateTime: '2026-10-05T08:40:00+07:00' }),
      measured('SpO2 ', '59408-5', 95, { ...stay, effectiveDateTime: '2026-10-05T08:40:00+07:00' }),
    ).filter(({ group }) => group);
    expect(found.map(linesOf)).toEqual([
      ['Mạch', 'SpO2'],
      ['Mạch ', 'SpO2 '],
    ]);
  });
});

describe('tests', () => {
  const glucose = measured('Glucose', '14771-0', 12, { ...inVisit, referenceRange: within });
  const sodium = measured('Natri', '2951-2', 5, { ...inVisit, referenceRange: within });
  const creatinine = measured('Creatinin', '14682-9', 64, inVisit);

  test('of one part of the laboratory are one panel, out of range first, counted as judged', () => {
    const [, panel] = groupsOf(visit, sodium, creatinine, glucose);
    expect(linesOf(panel)).toEqual(['Glucose', 'Creatinin', 'Natri']);
    expect(panel?.group).toMatchObject({ of: 'panel', panel: 'CHEM', out: 1, within: 1 });
    expect(panel?.flag).toBe('high');
  });

  test('of one report carry the name of the report', () => {
    const [, panel] = groupsOf(visit, sodium, glucose, report('r', 'Sinh hóa 2 chỉ số', 'Glucose', 'Natri'));
    expect(panel?.title).toBe('Sinh hóa 2 chỉ số');
  });

  test('that no list knows are one entry where they come in one report', () => {
    const one = measured('A', 'x-1', 1, inVisit);
    const two = measured('B', 'x-2', 1, inVisit);
    expect(groupsOf(visit, one, two).some(({ group }) => group)).toBe(false);
    expect(groupsOf(visit, one, two, report('r', 'Bộ lạ', 'A', 'B')).some(({ group }) => group)).toBe(true);
  });

  test('one alone stays a line', () => {
    expect(groupsOf(visit, glucose).map(({ title }) => title)).toContain('Glucose');
  });
});

describe('medicines', () => {
  const medicine = (id: string, status: 'completed' | 'stopped' = 'completed'): Resource => ({
    resourceType: 'MedicationRequest',
    id,
    status,
    intent: 'order',
    medicationCodeableConcept: { text: id },
    subject,
    encounter,
    authoredOn: '2026-10-05T08:50:00+07:00',
  });

  test('of one visit are one prescription at the facility of the visit; a stopped one stands by itself', () => {
    const [, prescription, stopped] = groupsOf(
      visit,
      medicine('Metformin'),
      medicine('Losartan'),
      medicine('Warfarin', 'stopped'),
    );
    expect(linesOf(prescription)).toEqual(['Losartan', 'Metformin']);
    expect(prescription?.facility).toBe('Bệnh viện Sen');
    expect(stopped).toMatchObject({ title: 'Warfarin', status: 'stopped' });
  });
});

describe('what came with one visit', () => {
  const appointment: Resource = {
    resourceType: 'Appointment',
    id: 'a',
    status: 'proposed',
    created: '2026-10-05',
    requestedPeriod: [{ start: '2026-11-04', end: '2026-11-04' }],
    participant: [{ actor: subject, status: 'accepted' }],
  };
  const source: Resource = {
    resourceType: 'Provenance',
    recorded: '2026-10-06T00:00:00Z',
    target: [{ reference: 'Encounter/v' }, { reference: 'Appointment/a' }],
    agent: [{ who: hospital }],
  };

  test('in one file belongs to it, also an appointment letter, which is a paper with its day', () => {
    expect(groupsOf(visit, appointment, source)[1]).toMatchObject({
      kind: 'document',
      visit: 'Encounter/v',
      due: '2026-11-04',
      facility: 'Bệnh viện Sen',
    });
  });

  test('a note on the course is no paper and waits behind the card of its visit', () => {
    const course: Resource = {
      resourceType: 'ClinicalImpression',
      id: 'c',
      status: 'completed',
      subject,
      encounter,
      summary: 'Tỉnh, tiếp xúc tốt',
    };
    expect(groupsOf(visit, course)[1]).toMatchObject({ kind: 'course', quiet: true });
  });
});

describe('finding', () => {
  const life = lifeOf([visit, ...vitals.map((one) => ({ ...one, ...inVisit }))], reading);

  test('words inside a group keep the group and name the lines', () => {
    const found = new Set(askTimeline(life.entries, { words: 'mach' }).found.map(({ id }) => id));
    const [group, ...others] = keepFound(groupLines(life, reading), found, true);
    expect(others).toEqual([]);
    expect(group?.group?.hits).toEqual(['Observation/Mạch']);
  });

  test('every line stands on the page once, alone or in a group', () => {
    const shown = groupLines(life, reading).flatMap(
      ({ id, group }) => group?.lines.map((line) => line.id) ?? [id],
    );
    expect(shown.toSorted()).toEqual(life.entries.map(({ id }) => id).toSorted());
  });
});
