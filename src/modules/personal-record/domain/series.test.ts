import type { Observation } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Reading } from './concept.ts';
import { entryOf } from './entry-of.ts';
import { plainText } from './facts-of.ts';
import { seriesOf } from './series.ts';

const reading: Reading = {
  nameOf: (reference) => (reference === 'Organization/1' ? 'Bệnh viện Sen' : undefined),
  wordOf: () => undefined,
  now: new Date(),
};

function glucose(at: string, value: number, unit = 'mmol/L', more: Partial<Observation> = {}): Observation {
  return {
    resourceType: 'Observation',
    id: at,
    status: 'final',
    code: { coding: [{ system: codeSystem.loinc, code: '14771-0' }], text: 'Glucose' },
    effectiveDateTime: at,
    performer: [{ reference: 'Organization/1' }],
    valueQuantity: { value, unit },
    referenceRange: [{ low: { value: 3.9 }, high: { value: 6.4 } }],
    ...more,
  };
}

test('measurements of one test stand in time order with range and place', () => {
  const [series] = seriesOf([glucose('2026-05-01', 7.2), glucose('2025-05-01', 5.1)], reading);
  expect(series?.lines[0]).toMatchObject({
    low: '3.9',
    high: '6.4',
    points: [
      { at: '2025-05-01', flag: 'normal', facility: 'Bệnh viện Sen' },
      { at: '2026-05-01', flag: 'high' },
    ],
  });
});

test('two units are two charts, never one line', () => {
  expect(seriesOf([glucose('2026-05-01', 7.2), glucose('2026-06-01', 130, 'mg/dL')], reading)).toHaveLength(
    2,
  );
});

test('two ways of writing one unit are one chart', () => {
  expect(
    seriesOf([glucose('2026-05-01', 64, 'umol/L'), glucose('2026-06-01', 66, 'µmol/L')], reading),
  ).toHaveLength(1);
});

test('a cancelled or wrong result is not drawn', () => {
  expect(
    seriesOf(
      [
        glucose('2026-05-01', 7.2, 'mmol/L', { status: 'cancelled' }),
        glucose('2026-05-02', 7, 'mmol/L', { status: 'entered-in-error' }),
      ],
      reading,
    ),
  ).toEqual([]);
  expect(
    entryOf(glucose('2026-05-02', 7, 'mmol/L', { status: 'entered-in-error' }), reading),
  ).toBeUndefined();
});

test('blood pressure is one chart with two lines', () => {
  const part = (text: string, value: number) => ({ code: { text }, valueQuantity: { value, unit: 'mmHg' } });
  const pressure: Observation = {
    resourceType: 'Observation',
    id: 'p',
    status: 'final',
    code: { text: 'Huyết áp' },
    effectiveDateTime: '2026-01-01',
    component: [part('Tâm thu', 128), part('Tâm trương', 82)],
  };
  expect(seriesOf([pressure], reading)).toMatchObject([
    { lines: [{ name: 'Tâm thu' }, { name: 'Tâm trương' }] },
  ]);
});

test('what the person measured herself is marked, what is preliminary is not yet trusted, what was corrected says so', () => {
  expect(
    entryOf(glucose('2026-05-01', 7, 'mmol/L', { performer: [{ reference: 'Patient/1' }] }), reading)?.marks,
  ).toEqual(['own']);
  expect(entryOf(glucose('2026-05-01', 7, 'mmol/L', { status: 'preliminary' }), reading)?.marks).toEqual([
    'unverified',
  ]);
  expect(entryOf(glucose('2026-05-01', 7, 'mmol/L', { status: 'corrected' }), reading)?.marks).toEqual([
    'corrected',
  ]);
});

test('a narrative is words only, never marks', () => {
  expect(plainText('<div><p>Uống đủ 14 ngày &lt; 38,5</p><p><b>Đúng giờ.</b></p><p>Tái khám</p></div>')).toBe(
    'Uống đủ 14 ngày < 38,5\nĐúng giờ.\nTái khám',
  );
});
