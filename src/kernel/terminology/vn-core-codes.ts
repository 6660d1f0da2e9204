import type { CodeRow, Content } from './code-table.ts';

/** A code system of the VN Core guide. */
export interface VnCoreList {
  readonly id: string;
  readonly url: string;
  readonly version: string;
  readonly name: string;
  readonly title: { readonly vi: string; readonly en: string };
  readonly content: Content;
  readonly source: string;
  readonly rows: readonly CodeRow[];
}

const base = 'http://fhir.ehealth.gov.vn/core/CodeSystem';

const rowsOf = (text: string): CodeRow[] =>
  text
    .split('|')
    .map((row) => ({ code: row.slice(0, row.indexOf(' ')), vi: row.slice(row.indexOf(' ') + 1) }));

/**
 * Lists that the guide holds whole or nearly so. What it only declares (addresses, medicines, procedures, the long list of
 * occupations) has no codes there and is left out; the religions there end in an unfinished line, which is left out too.
 * @source VN Core implementation guide (draft 1.0.0); QĐ 4069/QĐ-BYT 2001 (occupations)
 */
export const vnCoreLists: readonly VnCoreList[] = [
  {
    id: 'vn-core-occupation-4069',
    url: `${base}/vn-core-occupation-4069`,
    version: '1.0',
    name: 'VnCoreOccupation4069',
    title: { vi: 'Nghề nghiệp theo thành phần xã hội', en: 'Occupation by social group' },
    content: 'complete',
    source: 'VN Core; QĐ 4069/QĐ-BYT',
    rows: rowsOf(
      '01 Trẻ < 6 tuổi đi học, < 15 tuổi không đi học|02 Sinh viên, học sinh|03 Hưu và > 60 tuổi|04 Công nhân|05 Nông dân|06 Lực lượng vũ trang|07 Trí thức|08 Hành chính, sự nghiệp|09 Y tế|10 Dịch vụ|11 Việt kiều|12 Ngoại kiều|99 Khác',
    ),
  },
  {
    id: 'vn-core-education-level',
    url: `${base}/vn-core-education-level`,
    version: '1.0',
    name: 'VnCoreEducationLevel',
    title: { vi: 'Trình độ văn hóa', en: 'Level of education' },
    content: 'complete',
    source: 'VN Core',
    rows: Array.from({ length: 12 }, (_, i) => ({ code: String(i + 1), vi: `${i + 1}/12` })),
  },
  {
    id: 'vn-core-ethic',
    url: `${base}/vn-core-ethic`,
    version: '1.0',
    name: 'VnCoreReligion',
    title: { vi: 'Tôn giáo', en: 'Religion' },
    content: 'fragment',
    source: 'VN Core',
    rows: rowsOf('1 Phật giáo|2 Công giáo|3 Phật giáo Hòa Hảo|4 Hồi giáo'),
  },
];
