import { notifiableDiseases } from '#kernel/terminology/notifiable.ts';
import type { Report, Test } from '../language.ts';
import { icdChapters } from './icd-chapters.ts';
import { codes, ofChildren, ofSmall, ofWomen, row, total, women } from './parts.ts';

/** Whoever comes on her insurance: all kinds of subject but 8 (taken back) and 9 (without insurance). @source QĐ 3276/QĐ-BYT 2025 */
const insured: Test = {
  all: [{ known: 'subject_kind' }, { not: { in: ['subject_kind', ['8', '9']] } }],
};
const atHome: Test = { is: ['class', 'HH'] };
const traditional: Test = { codes: ['codes', ['U50-U79']] };

/** @source TT 23/2025/TT-BYT Annex IV, form 9: facilities, beds, activity; which columns a station fills is to verify */
export const report9: Report = {
  code: '9',
  title: { vi: 'Hoạt động khám bệnh, chữa bệnh', en: 'Activity of care' },
  certainty: 'official-content',
  every: 'month',
  columns: [total, ofWomen, ofChildren],
  rows: [
    row('visits', 'Lượt khám bệnh', 'Visits', 'A1'),
    row('people', 'Người đến khám', 'People seen', 'A1', undefined, { distinct: 'person' }),
    row('insured', 'Lượt khám BHYT', 'Insured visits', 'A1', insured, { depth: 1, per: 'visits' }),
    row('traditional', 'Lượt khám y học cổ truyền', 'Traditional medicine', 'A1', traditional, { depth: 1 }),
    row('home', 'Lượt khám tại nhà', 'Visits at home', 'A1', atHome, { depth: 1 }),
    row('referred', 'Lượt chuyển tuyến', 'Referrals', 'A1', { known: 'referred' }, { depth: 1 }),
    row('procedures', 'Lượt có thủ thuật', 'With a procedure', 'A1', { known: 'procedures' }, { depth: 1 }),
    row('prescribed', 'Lượt có kê đơn', 'With a prescription', 'A1', { known: 'medicines' }, { depth: 1 }),
  ],
};

/** Diseases that ICD-10 tells apart, by name; those without a code cannot be counted from diagnoses. */
const diseases = [
  ...Map.groupBy(
    notifiableDiseases.filter(({ icd10 }) => icd10.length > 0),
    ({ icd10 }) => icd10.join(';'),
  ),
].map(([key, alike]) => ({ key, vi: alike.map(({ vi }) => vi).join(', '), icd10: alike[0]!.icd10 }));

const died: Test = { in: ['result', ['5', '8']] };

/** @source TT 23/2025/TT-BYT Annex IV, form 11: cases and deaths of each disease; TT 15/2026/TT-BYT: the diseases */
export const report11: Report = {
  code: '11',
  title: { vi: 'Bệnh truyền nhiễm gây dịch', en: 'Infectious diseases' },
  certainty: 'official-content',
  every: 'month',
  columns: [
    { key: 'cases', title: { vi: 'Số mắc', en: 'Cases' } },
    { key: 'deaths', title: { vi: 'Số chết', en: 'Deaths' }, where: died },
  ],
  rows: diseases.map(({ key, vi, icd10 }) =>
    row(key, vi, vi, 'A1', { codes: ['codes', icd10] }, { distinct: 'person' }),
  ),
};

/**
 * @source shared list of injury causes by ICD-10 (QĐ 97/QĐ-PB 2026); number and columns of the form to verify
 */
const injuries: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['traffic', 'Tai nạn giao thông', 'Traffic', ['V01-V99']],
  ['work', 'Tai nạn lao động', 'Work', ['W20-W49']],
  ['drowning', 'Đuối nước', 'Drowning', ['W65-W74']],
  ['falls', 'Ngã', 'Falls', ['W00-W19']],
  ['burns', 'Bỏng', 'Burns', ['X00-X19', 'W36-W40', 'W88-W99']],
  ['choking', 'Hóc, sặc, ngạt', 'Choking', ['W75-W84']],
  ['poisoning', 'Ngộ độc', 'Poisoning', ['X20-X29', 'X40-X49']],
  ['violence', 'Bạo lực', 'Violence', ['X85-Y09']],
  ['suicide', 'Tự tử', 'Suicide', ['X60-X84']],
  ['animals', 'Súc vật, động vật', 'Animals', ['W50-W64']],
  ['electricity', 'Điện giật', 'Electricity', ['W85-W87']],
  ['disaster', 'Thiên tai', 'Disaster', ['X30-X39']],
  ['unspecified', 'Không rõ', 'Unspecified', ['X59']],
];

export const report13: Report = {
  code: '13',
  title: { vi: 'Tai nạn thương tích và truyền thông', en: 'Injuries and health education' },
  certainty: 'verify',
  every: 'month',
  columns: [
    total,
    { ...ofWomen, only: ['A1'] },
    { ...ofChildren, only: ['A1'] },
    { key: 'deaths', title: { vi: 'Số chết', en: 'Deaths' }, where: died, only: ['A1'] },
  ],
  rows: [
    ...injuries.map(([key, vi, en, ranges]) => row(key, vi, en, 'A1', codes(...ranges))),
    row('talks', 'Buổi truyền thông', 'Talks', 'A11'),
    row('listeners', 'Lượt người dự', 'Listeners', 'A11', undefined, { sum: 'participants', depth: 1 }),
  ],
};

/** @source TT 23/2025/TT-BYT Annex IV, form 14: by ICD-10 outpatients in all, women, under 15, dead before arrival; a station has no beds */
export const report14: Report = {
  code: '14',
  title: { vi: 'Tình hình bệnh tật và tử vong theo ICD-10', en: 'Morbidity and mortality by ICD-10' },
  certainty: 'official-content',
  every: 'month',
  columns: [
    total,
    { ...ofWomen, where: women },
    ofChildren,
    ofSmall,
    {
      key: 'dead',
      title: { vi: 'Tử vong trước khi đến', en: 'Dead before arrival' },
      where: { is: ['result', '8'] },
    },
  ],
  rows: [
    row('all', 'Tổng số lượt khám', 'All visits', 'A1'),
    ...icdChapters.map(([number, range, vi]) =>
      row(`ch-${number}`, `${number}. ${vi} (${range})`, `${number}. (${range})`, 'A1', codes(range), {
        depth: 1,
      }),
    ),
    row('uncoded', 'Chưa có mã bệnh', 'Without a code', 'A1', { not: { known: 'codes' } }, { depth: 1 }),
  ],
};
