import { describe, expect, it } from 'vitest';
import type { Immunization, Patient } from '@medplum/fhirtypes';
import { readSummary } from './read-summary.ts';
import { bundleOf, readBundle } from './vaccination-card.ts';

const read = (...lines: object[]) => {
  const resources = lines.map((line, at) => ({ resourceType: 'Observation', id: String(at), ...line }));
  const entry = resources.map((one) => ({ reference: `${one.resourceType}/${one.id}` }));
  return readSummary(
    JSON.stringify({
      resourceType: 'Bundle',
      entry: [
        { resource: { resourceType: 'Composition', section: [{ title: 's', entry }] } },
        { resource: { resourceType: 'Patient', name: [{ text: 'Nguyễn Thị Hoa' }] } },
        ...resources.map((resource) => ({ resource })),
      ],
    }),
  )?.sections[0]?.lines;
};

describe('a line of a summary', () => {
  it.each([
    ['2026-11-22T18:00:00Z', '2026-11-23'],
    ['2026-11-22T16:59:59Z', '2026-11-22'],
    ['2026-11-23T01:00:00+07:00', '2026-11-23'],
    ['2026-11-22', '2026-11-22'],
    ['2026-11', '2026-11'],
    ['2026', '2026'],
  ])('of %s stands on %s, the day in Viet Nam', (effectiveDateTime, day) =>
    expect(read({ effectiveDateTime })).toEqual([{ name: '—', details: [], day }]),
  );

  it('gives its numbers as they are, for the page to write', () => {
    const lines = read(
      { code: { text: 'HbA1c' }, valueQuantity: { value: 7.9, unit: '%' } },
      {
        code: { text: 'Huyết áp' },
        component: [
          { code: { text: 'Tâm thu' }, valueQuantity: { value: 132, code: 'mm[Hg]' } },
          { code: { text: 'Tư thế' }, valueString: 'ngồi' },
        ],
      },
    );
    expect(lines?.map(({ details }) => details)).toEqual([
      [{ value: 7.9, unit: '%' }],
      [{ name: 'Tâm thu', value: 132, unit: 'mm[Hg]' }, 'Tư thế ngồi'],
    ]);
  });
});

it('a shot of the evening in UTC stands on the card on the day in Viet Nam', () => {
  const patient: Patient = { resourceType: 'Patient', name: [{ text: 'Hoa' }], birthDate: '1990-03-15' };
  const shot = (occurrenceDateTime: string): Immunization => ({
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { text: 'Viêm gan B' },
    patient: { reference: 'Patient/p' },
    occurrenceDateTime,
  });
  const bundle = bundleOf(patient, [shot('2026-11-20T18:00:00Z'), shot('2026-11')]);
  expect(JSON.stringify(bundle)).toContain('"occurrenceDateTime":"2026-11-21"');
  expect(readBundle(bundle).shots.map(({ day }) => day)).toEqual(['2026-11-21', '2026-11']);
});
