import type { ProgrammeRules } from '../rule.ts';
import { diastolic, height, say, seenWithin, systolic, weight } from './shared.ts';

/** @source own rules for what the circulars name without an interval: verify */
export const communityRules: readonly ProgrammeRules[] = [
  {
    code: 'school-health',
    about: say('Học sinh: khám sức khỏe hằng năm.', 'Pupils: a health check every year.'),
    who: { leastYears: 3, mostYears: 18 },
    diagnoses: [],
    facts: [weight, height],
    visits: [{ everyDays: 365, why: say('Khám sức khỏe hằng năm', 'Checked every year') }],
    graceDays: 60,
    indicators: [seenWithin(365)],
    source: '',
    verify: say('mọi quy tắc ở đây', 'every rule here'),
  },
  {
    code: 'elderly',
    about: say(
      'Người từ 60 tuổi: khám sức khỏe hằng năm.',
      'People of 60 and more: a health check every year.',
    ),
    who: { leastYears: 60 },
    diagnoses: [],
    facts: [systolic, diastolic, { ...weight, isVisit: false }],
    visits: [{ everyDays: 365, why: say('Khám sức khỏe hằng năm', 'Checked every year') }],
    graceDays: 60,
    indicators: [
      seenWithin(365),
      {
        code: 'pressure',
        title: say('Huyết áp lần cuối từ 140/90', 'Last pressure of 140/90 or more'),
        of: { known: 'systolic' },
        have: {
          any: [
            { fact: 'systolic', is: '>=', value: 140 },
            { fact: 'diastolic', is: '>=', value: 90 },
          ],
        },
        better: 'less',
      },
    ],
    source: '',
    verify: say('mọi quy tắc ở đây', 'every rule here'),
  },
  {
    code: 'disability',
    about: say(
      'Người khuyết tật: phục hồi chức năng tại nhà.',
      'People with disabilities: rehabilitation at home.',
    ),
    diagnoses: ['Z73.6', 'G80', 'G81', 'G82', 'G83', 'H54', 'H90', 'H91'],
    facts: [],
    visits: [{ everyDays: 180, why: say('Thăm sáu tháng một lần', 'Visited every six months') }],
    graceDays: 60,
    indicators: [seenWithin(180)],
    source: '',
    verify: say('mọi quy tắc ở đây', 'every rule here'),
  },
];
