import type { Observation } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Reading } from './concept.ts';
import { entryOf } from './entry-of.ts';
import { joinPressures } from './join-pressures.ts';
import { pressurePair } from './pressure-pair.ts';
import { seriesOf } from './series.ts';

const reading: Reading = { nameOf: () => undefined, wordOf: () => undefined, now: new Date() };

function half(id: string, loinc: string, value: number, more: Partial<Observation> = {}): Observation {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: codeSystem.loinc, code: loinc }] },
    effectiveDateTime: '2026-10-05T07:24:00+07:00',
    valueQuantity: { value, unit: 'mm[Hg]' },
    ...more,
  };
}
const systolic = half('s', '8480-6', 134);
const diastolic = half('d', '8462-4', 83);

test('two halves of one moment are one pressure, the higher number first', () => {
  const [whole, ...others] = joinPressures([diastolic, systolic]);
  expect(others).toEqual([]);
  const parts = whole && entryOf(whole, reading)?.parts;
  expect(pressurePair(parts)?.map(({ measure }) => measure.value)).toEqual(['134', '83']);
});

test('they are one chart with two lines, each point leading to its source', () => {
  const [series, ...others] = seriesOf(joinPressures([systolic, diastolic]), reading);
  expect(others).toEqual([]);
  expect(series?.lines.map(({ points }) => points[0]?.value)).toEqual(['134', '83']);
  expect(series?.lines[0]?.points[0]?.id).toBe('Observation/s');
});

test.each([
  ['of two moments', [systolic, { ...diastolic, effectiveDateTime: '2026-10-05T08:00:00+07:00' }]],
  ['of two visits', [systolic, { ...diastolic, encounter: { reference: 'Encounter/2' } }]],
  ['of two makers', [systolic, { ...diastolic, performer: [{ reference: 'Patient/1' }] }]],
  ['of which one was cancelled', [systolic, { ...diastolic, status: 'cancelled' as const }]],
  ['of which one is there twice', [systolic, diastolic, half('s2', '8480-6', 150)]],
])('halves %s are never joined', (_which, halves) => {
  expect(joinPressures(halves)).toHaveLength(halves.length);
});

test('what was corrected in one half is marked on the whole', () => {
  const [whole] = joinPressures([systolic, { ...diastolic, status: 'corrected' }]);
  expect(whole && entryOf(whole, reading)?.marks).toEqual(['corrected']);
});
