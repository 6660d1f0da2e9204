import type { ProgrammeRules } from '../rule.ts';
import { say, seenWithin, weight, withoutDrugs } from './shared.ts';

/** @source TT 23/2025/TT-BYT, registers A7 (malaria), A9 (tuberculosis), A10 (HIV); intervals: own rule, verify */
export const infectiousRules: readonly ProgrammeRules[] = [
  {
    code: 'tuberculosis',
    about: say(
      'Người bệnh lao đang điều trị tại xã: cân nặng, thuốc hằng tháng.',
      'People under treatment of tuberculosis: weight, drugs every month.',
    ),
    diagnoses: ['A15', 'A16', 'A17', 'A18', 'A19'],
    facts: [{ ...weight }],
    visits: [{ everyDays: 30, why: say('Lĩnh thuốc hằng tháng', 'Drugs every month') }],
    graceDays: 14,
    refills: true,
    indicators: [
      seenWithin(30),
      {
        code: 'weighed',
        title: say('Cân trong 60 ngày qua', 'Weighed within 60 days'),
        have: { day: 'weightOn', withinDays: 60 },
        better: 'more',
      },
      withoutDrugs,
    ],
    source: 'TT 23/2025/TT-BYT, A9',
    verify: say('khoảng cách khám', 'the interval'),
  },
  {
    code: 'hiv',
    about: say(
      'Người nhiễm HIV do trạm theo dõi. Chỉ người được phép mới thấy tên.',
      'People with HIV followed by the station. Names are for those who may see them.',
    ),
    diagnoses: ['B20', 'B21', 'B22', 'B23', 'B24', 'Z21'],
    facts: [
      {
        code: 'viralLoad',
        title: say('Tải lượng vi rút', 'Viral load'),
        unit: '{copies}/mL',
        view: 'viralLoad',
        column: 'value',
        take: 'latest',
      },
      { ...weight },
    ],
    visits: [{ everyDays: 30, why: say('Lĩnh thuốc hằng tháng', 'Drugs every month') }],
    graceDays: 14,
    refills: true,
    indicators: [
      seenWithin(90),
      {
        code: 'suppressed',
        title: say(
          'Tải lượng dưới 200, trong số đã xét nghiệm năm qua',
          'Viral load below 200, of those tested within the year',
        ),
        of: { day: 'viralLoadOn', withinDays: 365 },
        have: { fact: 'viralLoad', is: '<', value: 200 },
        better: 'more',
      },
      withoutDrugs,
    ],
    label: 'HIV',
    source: 'TT 23/2025/TT-BYT, A10',
    verify: say('ngưỡng 200 bản sao/mL và khoảng cách khám', '200 copies/mL and the intervals'),
  },
  {
    code: 'malaria',
    about: say('Người mắc sốt rét: theo dõi sau điều trị.', 'People with malaria: followed after treatment.'),
    diagnoses: ['B50', 'B51', 'B52', 'B53', 'B54'],
    facts: [],
    visits: [
      {
        when: { fact: 'visits', is: '<', value: 2 },
        everyDays: 3,
        why: say('Khám lại sau 3 ngày', 'Seen again after 3 days'),
      },
      { everyDays: 28, why: say('Theo dõi đến ngày 28', 'Followed until day 28') },
    ],
    graceDays: 7,
    indicators: [
      {
        code: 'followed',
        title: say('Khám lại ít nhất 2 lần', 'Seen again at least twice'),
        have: { fact: 'visits', is: '>=', value: 2 },
        better: 'more',
      },
    ],
    source: 'TT 23/2025/TT-BYT, A7',
    verify: say('các ngày theo dõi', 'the days of follow-up'),
  },
  {
    code: 'mental-health',
    about: say(
      'Người bệnh tâm thần, động kinh do trạm quản lý: thuốc hằng tháng.',
      'People with mental illness or epilepsy: drugs every month.',
    ),
    diagnoses: ['F20', 'F21', 'F22', 'F25', 'F31', 'F32', 'F33', 'G40'],
    facts: [],
    visits: [{ everyDays: 30, why: say('Lĩnh thuốc hằng tháng', 'Drugs every month') }],
    graceDays: 14,
    refills: true,
    indicators: [seenWithin(30), seenWithin(90), withoutDrugs],
    label: 'PSY',
    source: 'TT 23/2025/TT-BYT, A8; QĐ 97/QĐ-PB 2026, 03',
    verify: say('số ngày đến khi coi là bỏ hẹn', 'after how many days somebody has dropped out'),
  },
];
