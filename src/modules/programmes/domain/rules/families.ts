import type { ProgrammeRules } from '../rule.ts';
import { arm, diastolic, height, say, seenWithin, systolic, weight } from './shared.ts';

const method = (value: string) => ({ fact: 'contraceptive', is: '=', value }) as const;

/** @source TT 23/2025/TT-BYT, registers A3 to A5; QĐ 97/QĐ-PB 2026, nutrition forms; intervals: own rule, verify */
export const familyRules: readonly ProgrammeRules[] = [
  {
    code: 'antenatal',
    about: say(
      'Phụ nữ mang thai: ngày dự sinh, lần khám, nguy cơ.',
      'Pregnant women: due date, visits, risks.',
    ),
    who: { sex: 'female', leastYears: 10, mostYears: 55 },
    diagnoses: ['Z34', 'Z35'],
    facts: [
      {
        code: 'lastMenses',
        title: say('Kinh cuối', 'Last menses'),
        view: 'lastMenses',
        column: 'value',
        take: 'latest',
      },
      {
        code: 'dueDate',
        title: say('Dự sinh', 'Due date'),
        view: 'dueDate',
        column: 'value',
        take: 'latest',
      },
      systolic,
      diastolic,
      weight,
      {
        code: 'haemoglobin',
        title: say('Huyết sắc tố', 'Haemoglobin'),
        unit: 'g/L',
        view: 'haemoglobin',
        column: 'value',
        take: 'latest',
        isShown: false,
      },
      {
        code: 'proteinuria',
        title: say('Protein niệu', 'Protein in urine'),
        view: 'proteinuria',
        column: 'value',
        take: 'latest',
        isShown: false,
      },
      {
        code: 'fundalHeight',
        title: say('Bề cao tử cung', 'Fundal height'),
        unit: 'cm',
        view: 'fundalHeight',
        column: 'value',
        take: 'latest',
        isVisit: true,
        isShown: false,
      },
      {
        code: 'gravida',
        title: say('Lần mang thai', 'Pregnancies'),
        view: 'gravida',
        column: 'value',
        take: 'latest',
        isShown: false,
      },
      {
        code: 'births',
        title: say('Lần sinh', 'Births'),
        view: 'births',
        column: 'value',
        take: 'latest',
        isShown: false,
      },
      {
        code: 'height',
        title: say('Chiều cao', 'Height'),
        unit: 'cm',
        view: 'height',
        column: 'value',
        take: 'latest',
        isShown: false,
      },
    ],
    // Visits of a pregnancy follow its weeks: see pregnancy.ts.
    visits: [{ everyDays: 30, why: say('Khám thai hằng tháng', 'Seen every month') }],
    graceDays: 14,
    indicators: [
      {
        code: 'four-visits',
        title: say('Khám thai từ 4 lần', 'Seen four times or more'),
        have: { fact: 'visits', is: '>=', value: 4 },
        better: 'more',
      },
      seenWithin(30),
      {
        code: 'pressure',
        title: say('Huyết áp lần cuối từ 140/90', 'Last pressure of 140/90 or more'),
        have: {
          any: [
            { fact: 'systolic', is: '>=', value: 140 },
            { fact: 'diastolic', is: '>=', value: 90 },
          ],
        },
        better: 'less',
      },
    ],
    source: 'TT 23/2025/TT-BYT, A3, A4',
    verify: say('tuần khám và ngưỡng nguy cơ', 'weeks of visits and limits of risks'),
  },
  {
    code: 'postnatal',
    about: say(
      'Mẹ sau sinh: tuần đầu và đến ngày 42.',
      'Mothers after birth: the first week and until day 42.',
    ),
    who: { sex: 'female', leastYears: 10, mostYears: 60 },
    diagnoses: ['Z39'],
    facts: [systolic, diastolic],
    visits: [
      {
        when: { fact: 'visits', is: '<', value: 1 },
        everyDays: 7,
        why: say('Khám trong tuần đầu', 'Seen in the first week'),
      },
      { everyDays: 35, why: say('Khám đến ngày 42', 'Seen until day 42') },
    ],
    graceDays: 7,
    indicators: [
      {
        code: 'first-week',
        title: say('Được khám sau sinh', 'Seen after the birth'),
        have: { fact: 'visits', is: '>=', value: 1 },
        better: 'more',
      },
    ],
    source: 'TT 23/2025/TT-BYT, A4',
    verify: say('số lần khám', 'the number of visits'),
  },
  {
    code: 'family-planning',
    about: say(
      'Người dùng biện pháp tránh thai: biện pháp, lần cấp tới. Chỉ người được phép mới thấy tên.',
      'People using contraception: method, next supply. Names are for those who may see them.',
    ),
    who: { leastYears: 12 },
    diagnoses: ['Z30'],
    facts: [
      {
        code: 'contraceptive',
        title: say('Biện pháp', 'Method'),
        view: 'contraceptive',
        column: 'value',
        take: 'latest',
        isVisit: true,
      },
    ],
    visits: [
      { when: method('injection'), everyDays: 90, why: say('Mũi tiêm tiếp theo', 'Next injection') },
      { when: method('pill'), everyDays: 84, why: say('Vỉ thuốc tiếp theo', 'Next pills') },
      { when: method('condom'), everyDays: 90, why: say('Cấp bao cao su', 'More condoms') },
      { everyDays: 365, why: say('Khám hằng năm', 'Seen every year') },
    ],
    graceDays: 14,
    indicators: [
      {
        code: 'long-lasting',
        title: say('Dùng biện pháp lâu dài', 'With a long-lasting method'),
        of: { known: 'contraceptive' },
        have: { any: [method('iud'), method('implant'), method('sterilisation')] },
        better: 'more',
      },
      seenWithin(365),
    ],
    label: 'SEX',
    source: 'TT 23/2025/TT-BYT, A5.1',
    verify: say('khoảng cách cấp phát', 'the intervals'),
  },
  {
    code: 'child-growth',
    about: say(
      'Trẻ dưới 5 tuổi: cân, đo, biểu đồ tăng trưởng.',
      'Children under five: weight, height, growth chart.',
    ),
    who: { mostYears: 4 },
    diagnoses: [],
    facts: [weight, height, { ...arm, isShown: false }],
    visits: [
      {
        when: { fact: 'ageMonths', is: '<', value: 24 },
        everyDays: 30,
        why: say('Dưới 2 tuổi: cân hằng tháng', 'Under two: weighed every month'),
      },
      { everyDays: 90, why: say('Từ 2 tuổi: cân ba tháng một lần', 'From two: weighed every three months') },
    ],
    graceDays: 30,
    indicators: [
      seenWithin(90),
      {
        code: 'underweight',
        title: say(
          'Nhẹ cân (dưới -2 SD), trong số tính được',
          'Underweight (below -2 SD), of those worked out',
        ),
        of: { known: 'weightForAge' },
        have: { fact: 'weightForAge', is: '<', value: -2 },
        better: 'less',
      },
      {
        code: 'stunted',
        title: say('Thấp còi (dưới -2 SD), trong số tính được', 'Stunted (below -2 SD), of those worked out'),
        of: { known: 'heightForAge' },
        have: { fact: 'heightForAge', is: '<', value: -2 },
        better: 'less',
      },
    ],
    source: 'QĐ 97/QĐ-PB 2026; WHO (-2 SD)',
    verify: say('khoảng cách cân', 'the intervals'),
  },
  {
    code: 'nutrition',
    about: say('Trẻ suy dinh dưỡng đang được theo dõi.', 'Children with malnutrition who are followed.'),
    who: { mostYears: 17 },
    diagnoses: ['E40', 'E41', 'E42', 'E43', 'E44', 'E45', 'E46'],
    facts: [weight, arm],
    visits: [
      {
        when: { fact: 'arm', is: '<', value: 11.5 },
        everyDays: 7,
        why: say('Vòng cánh tay dưới 11,5 cm', 'Arm below 11.5 cm'),
      },
      {
        when: { fact: 'arm', is: '<', value: 12.5 },
        everyDays: 14,
        why: say('Vòng cánh tay dưới 12,5 cm', 'Arm below 12.5 cm'),
      },
      { everyDays: 30, why: say('Cân hằng tháng', 'Weighed every month') },
    ],
    graceDays: 14,
    indicators: [
      seenWithin(30),
      {
        code: 'severe',
        title: say('Suy dinh dưỡng nặng (vòng cánh tay dưới 11,5 cm)', 'Severe (arm below 11.5 cm)'),
        of: { known: 'arm' },
        have: { fact: 'arm', is: '<', value: 11.5 },
        better: 'less',
      },
    ],
    source: 'QĐ 97/QĐ-PB 2026',
    verify: say('ngưỡng vòng cánh tay và khoảng cách khám', 'limits of the arm and intervals'),
  },
];
