import type { Condition, Observation } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { applyCorrection, fieldsOf, isInError, readProposed, titleOf } from './fields.ts';
import { answered, correctionOf, extended, received, taskOf } from './task.ts';

const note = { text: 'theo giấy kết quả' };
const glucose: Observation = {
  resourceType: 'Observation',
  id: 'glucose',
  status: 'final',
  code: { text: 'Glucose' },
  effectiveDateTime: '2026-11-20T08:00:00+07:00',
  valueQuantity: { value: 72, unit: 'mmol/L' },
  interpretation: [{ coding: [{ code: 'HH' }] }],
};
const pressure: Observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'Huyết áp' },
  effectiveDateTime: '2026-11-20',
  component: ['8480-6', '8462-4'].map((code, at) => ({
    code: { coding: [{ system: 'http://loinc.org', code }] },
    valueQuantity: { value: [182, 78][at]!, unit: 'mm[Hg]' },
  })),
};
const illness: Condition = {
  resourceType: 'Condition',
  subject: { reference: 'Patient/1' },
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { text: 'Đái tháo đường' },
  recordedDate: '2026-11-20',
};

describe('a line', () => {
  it('says what may be asked of it', () => {
    expect(fieldsOf(glucose)).toEqual([
      { field: 'value', now: '72', unit: 'mmol/L' },
      { field: 'day', now: '2026-11-20T08:00:00+07:00' },
      { field: 'not-mine', now: '' },
      { field: 'words', now: '' },
    ]);
    expect(fieldsOf(pressure).map(({ field }) => field)).toEqual([
      'systolic',
      'diastolic',
      'day',
      'not-mine',
      'words',
    ]);
    expect(titleOf(illness)).toBe('Đái tháo đường');
  });

  it('is corrected in a number, and what was said of the old number goes', () => {
    const corrected = applyCorrection(glucose, 'value', '7.2', note) as Observation;
    expect(corrected).toMatchObject({ status: 'corrected', valueQuantity: { value: 7.2, unit: 'mmol/L' } });
    expect(corrected).not.toHaveProperty('interpretation');
    expect(corrected.note).toEqual([note]);
    const half = applyCorrection(pressure, 'systolic', '128', note) as Observation;
    expect(half.component?.map(({ valueQuantity }) => valueQuantity?.value)).toEqual([128, 78]);
  });

  it('is corrected in its day, noted in words, or taken away as not hers', () => {
    expect(applyCorrection(illness, 'day', '2025-01-02', note)).toMatchObject({ recordedDate: '2025-01-02' });
    expect(applyCorrection(glucose, 'words', 'x', note)).toMatchObject({ status: 'amended', note: [note] });
    const gone = applyCorrection(illness, 'not-mine', '', note)!;
    expect(isInError(gone)).toBe(true);
    expect(gone).not.toHaveProperty('clinicalStatus');
    expect(applyCorrection(illness, 'value', '3', note)).toBeUndefined();
    expect(applyCorrection(glucose, 'systolic', '128', note)).toBeUndefined();
  });

  it.each([
    ['value', '7,2', '7.2'],
    ['value', 'bảy', undefined],
    ['value', '-1', undefined],
    ['value', '1e99', undefined],
    ['day', '2026-11-01', '2026-11-01'],
    ['day', '2026-12-01', undefined],
    ['day', '2026-02-30', undefined],
    ['not-mine', '', ''],
    ['not-mine', 'x', undefined],
    ['words', '  ', undefined],
  ] as const)('%s %j is read as %j', (field, proposed, value) => {
    expect(readProposed(field, proposed, '2026-11-23')).toBe(value);
  });
});

describe('a request', () => {
  const monday = new Date('2026-11-23T02:00:00Z');
  const task = {
    ...taskOf(
      'task',
      {
        line: 'Observation/glucose',
        version: '1',
        title: 'Glucose',
        field: 'value',
        was: '72',
        unit: 'mmol/L',
        proposed: '7.2',
        words: 'giấy ghi 7,2',
      },
      { reference: 'Organization/1', display: 'Trạm' },
      { patientId: 'hoa', who: { reference: 'Patient/hoa' } },
      monday,
    ),
  };
  it('holds both values and the days of the law', () => {
    expect(correctionOf(task, monday)).toMatchObject({
      field: 'value',
      was: '72',
      proposed: '7.2',
      state: 'asked',
      receiveBy: '2026-11-25',
      doneBy: '2026-12-03',
      isLate: false,
      isExtended: false,
    });
  });
  it('is late when nobody said that it arrived, and when its day is past', () => {
    expect(correctionOf(task, new Date('2026-11-26T02:00:00Z')).isLate).toBe(true);
    const seen = received(task, monday);
    expect(correctionOf(seen, new Date('2026-11-26T02:00:00Z')).isLate).toBe(false);
    expect(correctionOf(seen, new Date('2026-12-03T16:00:00Z')).isLate).toBe(false);
    expect(correctionOf(seen, new Date('2026-12-03T18:00:00Z')).isLate).toBe(true);
  });
  it('is put off once to the last day that the law allows', () => {
    const later = correctionOf(extended(task, 'chờ phòng xét nghiệm', monday), monday);
    expect(later).toMatchObject({ doneBy: '2026-12-13', isExtended: true, putOff: 'chờ phòng xét nghiệm' });
  });
  it('is answered and late no more', () => {
    const done = answered(task, { decision: 'accept', words: 'đã sửa', written: '7.2' }, monday);
    expect(correctionOf(done, new Date('2027-01-01T00:00:00Z'))).toMatchObject({
      state: 'accepted',
      written: '7.2',
      answer: 'đã sửa',
      isLate: false,
    });
  });
});
