import type { ProgrammeRules } from '../rule.ts';
import type { Test } from '../test-rule.ts';
import { diastolic, say, seenWithin, systolic, weight, withoutDrugs } from './shared.ts';

/** Below 140/90 mmHg. From general knowledge, verify; field "target reached" of the NCD register: QĐ 97/QĐ-PB 2026. */
const pressureAtTarget: Test = {
  all: [
    { fact: 'systolic', is: '<', value: 140 },
    { fact: 'diastolic', is: '<', value: 90 },
  ],
};
/** 180/120 and above. From general knowledge, verify. */
const pressureDangerous: Test = {
  any: [
    { fact: 'systolic', is: '>=', value: 180 },
    { fact: 'diastolic', is: '>=', value: 120 },
  ],
};
/** HbA1c below 7 %, or where there is none a glucose of 4.4 to 7.2 mmol/L. From general knowledge, verify. */
const sugarAtTarget: Test = {
  any: [
    { fact: 'hba1c', is: '<', value: 7 },
    {
      all: [
        { unknown: 'hba1c' },
        { fact: 'glucose', is: '>=', value: 4.4 },
        { fact: 'glucose', is: '<=', value: 7.2 },
      ],
    },
  ],
};

/** @source QĐ 97/QĐ-PB 2026, registers 01A and 01B (fields of the NCD register); intervals and targets: own rule, verify */
export const chronicRules: readonly ProgrammeRules[] = [
  {
    code: 'hypertension',
    about: say(
      'Người tăng huyết áp do trạm quản lý: huyết áp, thuốc, lần khám tới.',
      'People with hypertension in the charge of the station: pressure, drugs, next visit.',
    ),
    who: { leastYears: 15 },
    diagnoses: ['I10', 'I11', 'I12', 'I13', 'I15'],
    facts: [systolic, diastolic, { ...weight, isVisit: false }],
    visits: [
      {
        when: pressureDangerous,
        everyDays: 3,
        why: say('Huyết áp từ 180/120', 'Pressure of 180/120 or more'),
      },
      {
        when: {
          any: [
            { fact: 'systolic', is: '>=', value: 140 },
            { fact: 'diastolic', is: '>=', value: 90 },
          ],
        },
        everyDays: 14,
        why: say('Chưa đạt mục tiêu dưới 140/90', 'Not yet below 140/90'),
      },
      { everyDays: 30, why: say('Khám hằng tháng', 'Seen every month') },
    ],
    graceDays: 30,
    refills: true,
    indicators: [
      seenWithin(90),
      {
        code: 'controlled',
        title: say(
          'Đạt huyết áp mục tiêu, trong số đã đo 90 ngày qua',
          'Pressure at target, of those measured within 90 days',
        ),
        of: { day: 'systolicOn', withinDays: 90 },
        have: pressureAtTarget,
        better: 'more',
      },
      {
        code: 'dangerous',
        title: say('Lần đo cuối từ 180/120', 'Last pressure of 180/120 or more'),
        have: pressureDangerous,
        better: 'less',
      },
      withoutDrugs,
    ],
    source: 'QĐ 97/QĐ-PB 2026 (01A)',
    verify: say('mức 140/90 và khoảng cách khám', '140/90 and the intervals'),
  },
  {
    code: 'diabetes',
    about: say(
      'Người đái tháo đường do trạm quản lý: đường huyết, HbA1c, thuốc.',
      'People with diabetes in the charge of the station: glucose, HbA1c, drugs.',
    ),
    who: { leastYears: 10 },
    diagnoses: ['E10', 'E11', 'E12', 'E13', 'E14'],
    facts: [
      {
        code: 'glucose',
        title: say('Đường huyết', 'Glucose'),
        unit: 'mmol/L',
        view: 'glucose',
        column: 'value',
        take: 'latest',
        isVisit: true,
      },
      {
        code: 'hba1c',
        title: say('HbA1c', 'HbA1c'),
        unit: '%',
        view: 'hba1c',
        column: 'value',
        take: 'latest',
      },
      systolic,
      diastolic,
    ],
    visits: [
      {
        when: {
          any: [
            { fact: 'glucose', is: '<', value: 3.9 },
            { fact: 'glucose', is: '>=', value: 16.7 },
          ],
        },
        everyDays: 3,
        why: say('Đường huyết dưới 3,9 hoặc từ 16,7', 'Glucose below 3.9, or of 16.7 or more'),
      },
      { everyDays: 30, why: say('Khám hằng tháng', 'Seen every month') },
    ],
    graceDays: 30,
    refills: true,
    indicators: [
      seenWithin(90),
      {
        code: 'controlled',
        title: say(
          'Đạt mục tiêu đường huyết, trong số đã đo 90 ngày qua',
          'Sugar at target, of those measured within 90 days',
        ),
        of: {
          any: [
            { day: 'glucoseOn', withinDays: 90 },
            { day: 'hba1cOn', withinDays: 90 },
          ],
        },
        have: sugarAtTarget,
        better: 'more',
      },
      {
        code: 'hba1c-year',
        title: say('Có HbA1c trong năm qua', 'HbA1c measured within the last year'),
        have: { day: 'hba1cOn', withinDays: 365 },
        better: 'more',
      },
      withoutDrugs,
    ],
    source: 'QĐ 97/QĐ-PB 2026 (01B)',
    verify: say('mục tiêu và khoảng cách khám', 'targets and intervals'),
  },
  {
    code: 'copd-asthma',
    about: say(
      'Người bệnh COPD và hen: lưu lượng đỉnh, thuốc.',
      'People with COPD and asthma: peak flow, drugs.',
    ),
    diagnoses: ['J44', 'J45', 'J46'],
    facts: [
      {
        code: 'peakFlow',
        title: say('Lưu lượng đỉnh', 'Peak flow'),
        unit: 'L/min',
        view: 'peakFlow',
        column: 'value',
        take: 'latest',
        isVisit: true,
      },
    ],
    visits: [{ everyDays: 30, why: say('Khám hằng tháng', 'Seen every month') }],
    graceDays: 30,
    refills: true,
    indicators: [
      seenWithin(90),
      {
        code: 'measured',
        title: say('Đo lưu lượng đỉnh trong 180 ngày qua', 'Peak flow measured within 180 days'),
        have: { day: 'peakFlowOn', withinDays: 180 },
        better: 'more',
      },
      withoutDrugs,
    ],
    source: 'QĐ 97/QĐ-PB 2026 (02)',
    verify: say('khoảng cách khám', 'the intervals'),
  },
];
