import type { Report, Test } from '../language.ts';
import { both, codes, ofChildren, ofSmall, ofWomen, row, total, under } from './parts.ts';

const threeVisits: Test = { between: ['antenatal_visits', 3, undefined] };
const fourVisits: Test = { between: ['antenatal_visits', 4, undefined] };

/** Number and columns not known: verify. Indicators are those that stations are asked for. */
export const report4: Report = {
  code: '4',
  title: { vi: 'Chăm sóc sức khỏe bà mẹ', en: 'Care of mothers' },
  certainty: 'verify',
  every: 'month',
  columns: [total],
  rows: [
    row('visits', 'Lượt khám thai', 'Antenatal visits', 'A3'),
    row('pregnant', 'Phụ nữ được khám thai', 'Women seen', 'A3', undefined, { distinct: 'person' }),
    row('hiv', 'Lượt có xét nghiệm HIV', 'With an HIV test', 'A3', { known: 'hiv' }, { depth: 1 }),
    row(
      'syphilis',
      'Lượt có xét nghiệm giang mai',
      'With a syphilis test',
      'A3',
      { known: 'syphilis' },
      {
        depth: 1,
      },
    ),
    row(
      'hbv',
      'Lượt có xét nghiệm viêm gan B',
      'With a hepatitis B test',
      'A3',
      { known: 'hbv' },
      {
        depth: 1,
      },
    ),
    row('tetanus', 'Đã tiêm uốn ván từ 2 mũi', 'Two or more tetanus doses', 'A3', {
      between: ['tetanus', 2, undefined],
    }),
    row('deliveries', 'Số đẻ', 'Deliveries', 'A4'),
    row('three', 'Khám thai từ 3 lần', 'Three visits or more', 'A4', threeVisits, { depth: 1 }),
    row('four', 'Khám thai từ 4 lần', 'Four visits or more', 'A4', fourVisits, { depth: 1 }),
    row(
      'attended',
      'Có nhân viên y tế đỡ',
      'Attended',
      'A4',
      { any: [{ known: 'examiner' }, { in: ['attendant', ['Nữ hộ sinh', 'Bác sĩ', 'Y sĩ']] }] },
      { depth: 1 },
    ),
    row('caesarean', 'Mổ lấy thai', 'Caesarean', 'A4', { is: ['name', 'Mổ lấy thai'] }, { depth: 1 }),
    row('small', 'Trẻ đẻ ra dưới 2500 g', 'Born under 2500 g', 'DS', {
      all: [{ within: 'born' }, { between: ['birth_weight', undefined, 2499] }],
    }),
  ],
};

/** Number and columns not known: verify. */
export const report5: Report = {
  code: '5',
  title: { vi: 'Kế hoạch hóa gia đình và phá thai', en: 'Family planning and abortions' },
  certainty: 'verify',
  every: 'month',
  columns: [total],
  rows: [
    row('contraception', 'Lượt cung cấp biện pháp tránh thai', 'Contraception given', 'A5.1'),
    row('device', 'Dụng cụ tử cung', 'Intra-uterine device', 'A5.1', codes('Z30.1', 'Z30.5'), { depth: 1 }),
    row('sterilised', 'Triệt sản', 'Sterilisation', 'A5.1', codes('Z30.2'), { depth: 1 }),
    row('people', 'Người dùng biện pháp tránh thai', 'People', 'A5.1', undefined, { distinct: 'person' }),
    row('abortions', 'Phá thai', 'Abortions', 'A5.2'),
    row(
      'early',
      'Phá thai dưới 7 tuần',
      'Under 7 weeks',
      'A5.2',
      { between: ['weeks', undefined, 6] },
      {
        depth: 1,
      },
    ),
    row(
      'late',
      'Phá thai trên 12 tuần',
      'Over 12 weeks',
      'A5.2',
      { between: ['weeks', 13, undefined] },
      {
        depth: 1,
      },
    ),
  ],
};

const infantDoses = ['BCG', 'DPTHBHIB1', 'DPTHBHIB2', 'DPTHBHIB3', 'BOPV1', 'BOPV2', 'BOPV3', 'MEASLES1'];
const turnedOne: Test = { between: ['months', 12, 12] };

/** Number and columns not known: verify. Own rule, verify: fully immunised = these eight doses by the first birthday. */
export const report6: Report = {
  code: '6',
  title: { vi: 'Tiêm chủng', en: 'Immunisation' },
  certainty: 'verify',
  every: 'month',
  columns: [total, ofWomen],
  rows: [
    row('children', 'Trẻ được tiêm trong kỳ', 'Children immunised', 'A2.1'),
    row('doses', 'Số mũi đã tiêm cho trẻ', 'Doses given to children', 'A2.1', undefined, {
      sum: 'doses_now',
    }),
    ...[
      ['HEPB0', 'Viêm gan B sơ sinh', 'Hepatitis B at birth'],
      ['BCG', 'Lao (BCG)', 'BCG'],
      ['DPTHBHIB3', 'DPT-VGB-Hib mũi 3', 'DPT-HepB-Hib 3'],
      ['BOPV3', 'Bại liệt uống lần 3', 'Oral polio 3'],
      ['MEASLES1', 'Sởi', 'Measles'],
      ['MR', 'Sởi-Rubella', 'Measles-rubella'],
    ].map(([code, vi, en]) => row(code!, vi!, en!, 'A2.1', { within: `day_${code}` }, { depth: 1 })),
    row('turned-one', 'Trẻ tròn 1 tuổi trong kỳ', 'Children who turned one', 'DS', turnedOne),
    row(
      'full',
      'Trong đó đã tiêm chủng đầy đủ',
      'Of them fully immunised',
      'DS',
      both(turnedOne, { holds: ['doses', infantDoses] }),
      { depth: 1, per: 'turned-one' },
    ),
    row('tetanus', 'Phụ nữ tiêm uốn ván', 'Women with a tetanus dose', 'A2.2'),
  ],
};

/** Number and columns not known: verify. */
export const report7: Report = {
  code: '7',
  title: { vi: 'Sốt rét, lao, HIV, tâm thần', en: 'Malaria, tuberculosis, HIV, mental health' },
  certainty: 'verify',
  every: 'month',
  columns: [total, ofWomen, ofChildren],
  rows: [
    row('malaria', 'Lượt trong sổ sốt rét', 'Lines of the malaria book', 'A7'),
    row('tested', 'Có xét nghiệm ký sinh trùng', 'Tested', 'A7', { known: 'test' }, { depth: 1 }),
    row('cases', 'Chẩn đoán sốt rét', 'Malaria diagnosed', 'A7', codes('B50-B54'), { depth: 1 }),
    row('tb', 'Bệnh nhân lao đang quản lý', 'Tuberculosis, in care', 'A9'),
    row('tb-new', 'Lao mới vào quản lý', 'Tuberculosis, new', 'A9', { within: 'since' }, { depth: 1 }),
    row('hiv', 'Người nhiễm HIV đang quản lý', 'HIV, in care', 'A10'),
    row('hiv-new', 'HIV mới vào quản lý', 'HIV, new', 'A10', { within: 'since' }, { depth: 1 }),
    row('mental', 'Rối loạn tâm thần đang quản lý', 'Mental disorders, in care', 'A8'),
    row(
      'mental-drug',
      'Được cấp thuốc trong kỳ',
      'Given medicine',
      'A8',
      { known: 'medicines' },
      {
        depth: 1,
        per: 'mental',
      },
    ),
  ],
};

const reached: Test = both(
  { between: ['systolic', undefined, 139] },
  { between: ['diastolic', undefined, 89] },
);

/** Number and columns not known: verify. @source QĐ 97/QĐ-PB 2026: pressure target; under 140/90 is an own rule, verify */
export const report8: Report = {
  code: '8',
  title: { vi: 'Quản lý bệnh không lây nhiễm', en: 'Non-communicable diseases' },
  certainty: 'verify',
  every: 'month',
  columns: [total, ofWomen],
  rows: [
    row('htn', 'Tăng huyết áp đang quản lý', 'Hypertension, in care', 'A12.1'),
    row('htn-new', 'Mới vào quản lý', 'New', 'A12.1', { within: 'since' }, { depth: 1 }),
    row('htn-seen', 'Được khám trong kỳ', 'Seen', 'A12.1', { known: 'visits' }, { depth: 1, per: 'htn' }),
    row('htn-target', 'Đạt huyết áp mục tiêu', 'At target', 'A12.1', reached, { depth: 1, per: 'htn-seen' }),
    row('dm', 'Đái tháo đường đang quản lý', 'Diabetes, in care', 'A12.2'),
    row('dm-new', 'Mới vào quản lý', 'New', 'A12.2', { within: 'since' }, { depth: 1 }),
    row('dm-seen', 'Được khám trong kỳ', 'Seen', 'A12.2', { known: 'visits' }, { depth: 1, per: 'dm' }),
    row(
      'dm-target',
      'Đường huyết từ 4,4 đến 7,2 mmol/L',
      'Glucose 4.4 to 7.2 mmol/L',
      'A12.2',
      { between: ['glucose', 4.4, 7.2] },
      { depth: 1, per: 'dm-seen' },
    ),
    row('copd', 'COPD và hen đang quản lý', 'COPD and asthma, in care', 'A12.3'),
  ],
};

/** Number and columns not known: verify. */
export const report10: Report = {
  code: '10',
  title: { vi: 'Dinh dưỡng, người cao tuổi, người khuyết tật', en: 'Nutrition, older people, disability' },
  certainty: 'verify',
  every: 'month',
  columns: [total, ofWomen, ofSmall],
  rows: [
    row('growth', 'Trẻ được theo dõi tăng trưởng', 'Children followed', 'CT', {
      is: ['programme', 'child-growth'],
    }),
    row('nutrition', 'Đang quản lý dinh dưỡng', 'In nutrition care', 'CT', {
      is: ['programme', 'nutrition'],
    }),
    row(
      'u5',
      'Trong đó dưới 5 tuổi',
      'Of them under 5',
      'CT',
      both({ is: ['programme', 'nutrition'] }, under(5)),
      {
        depth: 1,
      },
    ),
    row('elderly', 'Người cao tuổi được quản lý', 'Older people', 'CT', { is: ['programme', 'elderly'] }),
    row('disabled', 'Người khuyết tật được quản lý', 'People with disabilities', 'CT', {
      is: ['programme', 'disability'],
    }),
    row('school', 'Học sinh được quản lý', 'Pupils', 'CT', { is: ['programme', 'school-health'] }),
  ],
};
