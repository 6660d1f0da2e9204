import type { Bilingual } from '#kernel/schema.ts';
import type { ProgrammeCode } from '#kernel/vietnam/programmes.ts';
import type { Register, RegisterColumn, Taken } from '../language.ts';
import { aboutPerson, ageAtEnd, column, day, lastOf, list, note, number, title, who } from './parts.ts';

const inPeriod: Taken[] = [
  {
    as: 'visits',
    from: 'visit',
    by: 'person',
    on: 'person',
    how: 'count',
    take: 'id',
    where: { within: 'day' },
  },
  {
    as: 'last_visit',
    from: 'visit',
    by: 'person',
    on: 'person',
    how: 'last',
    take: 'day',
    where: { within: 'day' },
  },
  { as: 'medicines', from: 'medicine', by: 'person', on: 'person', how: 'list', take: 'name' },
  { as: 'diagnoses', from: 'diagnosis', by: 'person', on: 'person', how: 'list', take: 'said' },
];

/** Somebody stands in a programme's book from the day she joined until the day she left. */
function managed(
  code: string,
  name: Bilingual,
  programmes: readonly ProgrammeCode[],
  more: { readonly taken?: readonly Taken[]; readonly columns?: readonly RegisterColumn[] } = {},
): Register {
  return {
    code,
    title: name,
    certainty: 'verify',
    from: 'enrolment',
    taken: [...aboutPerson(), ...inPeriod, ...(more.taken ?? [])],
    ages: ageAtEnd,
    where: {
      all: [
        { in: ['programme', programmes] },
        { until: 'since' },
        { not: { in: ['status', ['entered-in-error', 'cancelled', 'planned', 'waitlist']] } },
        { any: [{ not: { known: 'until' } }, { within: 'until' }, { not: { until: 'until' } }] },
      ],
    },
    columns: [
      column('Ngày vào quản lý', 'Since', day('since')),
      who.name,
      who.sex,
      who.born,
      who.number,
      who.card,
      who.address,
      column('Chẩn đoán trong kỳ', 'Diagnoses of the period', list('diagnoses')),
      column('Lần khám trong kỳ', 'Visits', number('visits')),
      column('Khám gần nhất', 'Last visit', day('last_visit')),
      ...(more.columns ?? []),
      column('Thuốc trong kỳ', 'Medicines', list('medicines')),
      note,
    ],
  };
}

/** Columns of A8-A10 are not known but for diagnosis and medicine: verify. */
export const a8 = managed('A8', title('Sổ theo dõi rối loạn tâm thần', 'Book of mental disorders'), [
  'mental-health',
]);
export const a9 = managed('A9', title('Sổ theo dõi bệnh lao', 'Book of tuberculosis'), ['tuberculosis']);
export const a10 = managed('A10', title('Sổ theo dõi HIV/AIDS', 'Book of HIV/AIDS'), ['hiv']);

const pressure = [lastOf('systolic', '8480-6'), lastOf('diastolic', '8462-4')];
const glucose = lastOf('glucose', '14743-9');
const peakFlow = lastOf('peak_flow', '19935-6');

/** @source QĐ 97/QĐ-PB 2026, registers 01A, 01B, 02: pressure, glucose and PEF of the period; the rest of A12 is to verify */
export const a121 = managed(
  'A12.1',
  title('Sổ quản lý tăng huyết áp', 'Book of hypertension'),
  ['hypertension'],
  {
    taken: pressure,
    columns: [
      column('HA tâm thu', 'Systolic', number('systolic')),
      column('HA tâm trương', 'Diastolic', number('diastolic')),
    ],
  },
);
export const a122 = managed('A12.2', title('Sổ quản lý đái tháo đường', 'Book of diabetes'), ['diabetes'], {
  taken: [...pressure, glucose],
  columns: [column('Đường huyết (mmol/L)', 'Glucose (mmol/L)', number('glucose'))],
});
export const a123 = managed(
  'A12.3',
  title('Sổ quản lý COPD và hen', 'Book of COPD and asthma'),
  ['copd-asthma'],
  { taken: [peakFlow], columns: [column('PEF (L/phút)', 'PEF (L/min)', number('peak_flow'))] },
);

/** Programmes without a book of their own in Annex III; kept as inner lists that reports count. */
export const others = managed('CT', title('Sổ các chương trình khác', 'Book of other programmes'), [
  'elderly',
  'disability',
  'nutrition',
  'child-growth',
  'school-health',
  'postnatal',
]);
