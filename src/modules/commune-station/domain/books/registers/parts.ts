import type { Bilingual } from '#kernel/schema.ts';
import type { Age, RegisterColumn, Taken, Test } from '../language.ts';

type Shown = RegisterColumn['show'];

/** A column of a book: title in Vietnamese and English, and what stands in it. */
export function column(vi: string, en: string, show: Shown): RegisterColumn {
  return { title: { vi, en }, show };
}

export const title = (vi: string, en: string): Bilingual => ({ vi, en });
export const day = (line: string): Shown => ({ line, as: 'day' });
export const list = (line: string): Shown => ({ line, as: 'list' });
export const yes = (line: string): Shown => ({ line, as: 'yes' });
export const number = (line: string): Shown => ({ line, as: 'number' });
export const said = (line: string): Shown => ({ line });
export const nothing: Shown = { nothing: true };

/** Who a line is about, in the order of the official books. */
export const who = {
  name: column('Họ và tên', 'Name', { who: 'name' }),
  sex: column('Giới', 'Sex', { who: 'sex' }),
  born: column('Ngày sinh', 'Birth date', { who: 'born' }),
  number: column('Số định danh', 'Personal number', { who: 'number' }),
  card: column('Số thẻ BHYT', 'Insurance card', { who: 'card' }),
  address: column('Địa chỉ', 'Address', { who: 'address' }),
  ethnic: column('Dân tộc', 'Ethnic group', { who: 'ethnic' }),
  occupation: column('Nghề nghiệp', 'Occupation', { who: 'occupation' }),
} as const;
export const examiner = column('Người khám', 'Examiner', { worker: 'examiner' });
export const note = column('Ghi chú', 'Note', nothing);

/** Facts of the person beside a line of which `by` names the person. */
export function aboutPerson(by = 'person'): Taken[] {
  const take = (column: string): Taken => ({
    as: column,
    from: 'person',
    by,
    on: 'id',
    how: 'first',
    take: column,
  });
  return [take('sex'), take('born'), take('ethnic')];
}

export const ageAtVisit: Age[] = [
  { as: 'age', unit: 'years', born: 'born', at: 'day' },
  { as: 'months', unit: 'months', born: 'born', at: 'day' },
];
export const ageAtEnd: Age[] = [
  { as: 'age', unit: 'years', born: 'born', at: 'end' },
  { as: 'months', unit: 'months', born: 'born', at: 'end' },
];

const refuted: Test = { in: ['doubt', ['entered-in-error', 'refuted']] };

/** What a visit's own lines say: codes and names of its diagnoses, its medicines. */
export const ofVisit: Taken[] = [
  {
    as: 'codes',
    from: 'diagnosis',
    by: 'id',
    on: 'visit',
    how: 'list',
    take: 'code',
    where: { not: refuted },
  },
  {
    as: 'diagnoses',
    from: 'diagnosis',
    by: 'id',
    on: 'visit',
    how: 'list',
    take: 'said',
    where: { not: refuted },
  },
  { as: 'medicines', from: 'medicine', by: 'id', on: 'visit', how: 'list', take: 'name' },
  { as: 'procedures', from: 'procedure', by: 'id', on: 'visit', how: 'list', take: 'name' },
  { as: 'referred', from: 'referral', by: 'id', on: 'visit', how: 'count', take: 'id' },
];

/** A measurement of the visit by its LOINC code. */
export function measured(
  as: string,
  loinc: string,
  take: 'value' | 'coded' | 'said' | 'whole' | 'moment' = 'value',
): Taken {
  return { as, from: 'measure', by: 'id', on: 'visit', how: 'last', take, where: { is: ['code', loinc] } };
}

/** The last measurement of the person in the period. */
export function lastOf(as: string, loinc: string, by = 'person'): Taken {
  return {
    as,
    from: 'measure',
    by,
    on: 'person',
    how: 'last',
    take: 'value',
    where: { all: [{ is: ['code', loinc] }, { within: 'day' }] },
  };
}
