import type { Report } from '../language.ts';
import { both, fromAge, ofWomen, row, total, under, women } from './parts.ts';

const born = { all: [{ within: 'born' }] } as const;

/** Subject taken from the older series of forms; number and columns of this one are not known: verify. */
export const report1: Report = {
  code: '1',
  title: { vi: 'Dân số và tình hình sinh, tử', en: 'Population, births and deaths' },
  certainty: 'verify',
  every: 'month',
  columns: [total, ofWomen],
  rows: [
    row('people', 'Dân số cuối kỳ', 'People at the end', 'DS'),
    row('u1', 'Trẻ dưới 1 tuổi', 'Under 1', 'DS', under(1), { depth: 1 }),
    row('u5', 'Trẻ dưới 5 tuổi', 'Under 5', 'DS', under(5), { depth: 1 }),
    row('u15', 'Trẻ dưới 15 tuổi', 'Under 15', 'DS', under(15), { depth: 1 }),
    row('fertile', 'Phụ nữ 15-49 tuổi', 'Women 15 to 49', 'DS', both(women, { between: ['age', 15, 49] }), {
      depth: 1,
    }),
    row('old', 'Người từ 60 tuổi', '60 and over', 'DS', fromAge(60), { depth: 1 }),
    row('insured', 'Có thẻ BHYT', 'With an insurance card', 'DS', { is: ['carded', true] }),
    row('numbered', 'Có số định danh', 'With a personal number', 'DS', { is: ['numbered', true] }),
    row('births', 'Trẻ sinh trong kỳ', 'Born in the period', 'DS', born),
    row('deaths', 'Tử vong trong kỳ', 'Deaths', 'A6'),
    row('deaths-u1', 'Tử vong dưới 1 tuổi', 'Deaths under 1', 'A6', under(1), { depth: 1 }),
    row('deaths-u5', 'Tử vong dưới 5 tuổi', 'Deaths under 5', 'A6', under(5), { depth: 1 }),
    row(
      'deaths-mother',
      'Tử vong mẹ',
      'Maternal deaths',
      'A6',
      { codes: ['causes', ['O00-O99']] },
      {
        depth: 1,
      },
    ),
  ],
};

/** The one yearly form; its columns are not known: verify. */
export const report2: Report = {
  code: '2',
  title: { vi: 'Tổng hợp năm: dân số, nhân lực và hoạt động', en: 'The year: people, workers, activity' },
  certainty: 'verify',
  every: 'year',
  columns: [{ ...total }, { ...ofWomen, only: ['DS', 'A1', 'A6'] }],
  rows: [
    row('people', 'Dân số cuối năm', 'People at the end of the year', 'DS'),
    row('births', 'Trẻ sinh trong năm', 'Born in the year', 'DS', born),
    row('deaths', 'Tử vong trong năm', 'Deaths', 'A6'),
    row('workers', 'Người làm việc tại trạm', 'Workers of the station', 'NL', undefined, {
      distinct: 'practitioner',
    }),
    row('visits', 'Lượt khám bệnh', 'Visits', 'A1'),
    row('visitors', 'Người đến khám', 'People seen', 'A1', undefined, { distinct: 'person' }),
    row('deliveries', 'Số đẻ tại trạm', 'Deliveries', 'A4'),
  ],
};

/** Number and columns not known: verify. */
export const report3: Report = {
  code: '3',
  title: { vi: 'Nhân lực y tế', en: 'Health workers' },
  certainty: 'verify',
  every: 'month',
  columns: [total],
  rows: [
    row('posts', 'Vị trí việc làm', 'Posts', 'NL'),
    row('workers', 'Người làm việc', 'Workers', 'NL', undefined, { distinct: 'practitioner' }),
  ],
};

const causes: readonly (readonly [string, string, string, string])[] = [
  ['infectious', 'Bệnh truyền nhiễm và ký sinh trùng', 'Infectious diseases', 'A00-B99'],
  ['cancer', 'U ác tính', 'Cancer', 'C00-C97'],
  ['diabetes', 'Đái tháo đường', 'Diabetes', 'E10-E14'],
  ['circulation', 'Bệnh hệ tuần hoàn', 'Circulatory', 'I00-I99'],
  ['breathing', 'Bệnh hệ hô hấp', 'Respiratory', 'J00-J99'],
  ['pregnancy', 'Thai nghén, sinh đẻ', 'Pregnancy and birth', 'O00-O99'],
  ['newborn', 'Chu sinh', 'Perinatal', 'P00-P96'],
  ['outside', 'Nguyên nhân bên ngoài', 'External causes', 'V01-Y98'],
];

/** Number and columns not known: verify. */
export const report12: Report = {
  code: '12',
  title: { vi: 'Tử vong theo nguyên nhân', en: 'Deaths by cause' },
  certainty: 'verify',
  every: 'month',
  columns: [
    total,
    ofWomen,
    { key: 'u1', title: { vi: 'Dưới 1 tuổi', en: 'Under 1' }, where: under(1) },
    { key: 'u5', title: { vi: 'Dưới 5 tuổi', en: 'Under 5' }, where: under(5) },
  ],
  rows: [
    row('all', 'Tổng số tử vong', 'All deaths', 'A6'),
    ...causes.map(([key, vi, en, range]) =>
      row(key, vi, en, 'A6', { codes: ['causes', [range]] }, { depth: 1 }),
    ),
    row(
      'unknown',
      'Chưa ghi nguyên nhân',
      'Cause not stated',
      'A6',
      { not: { known: 'causes' } },
      {
        depth: 1,
      },
    ),
  ],
};
