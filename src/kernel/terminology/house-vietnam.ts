import { codeSystem } from '../vietnam/identifier-systems.ts';
import { mergerDay, oldProvinces, provinces } from '../vietnam/provinces.ts';
import { buildTable, type CodeRow, type Content } from './code-table.ts';
import { claimLists } from './claim-codes.ts';
import { atcRows } from './atc.ts';
import { icd10System } from './house-icd10.ts';
import { schedule } from './immunisation-schedule.ts';
import { labTests } from './lab-tests.ts';
import { once } from './once.ts';
import type { CodeSystemEntry, TerminologySource } from './terminology-source.ts';
import { ucumSystem } from './ucum.ts';
import { vitalSigns } from './vital-signs.ts';
import { vnCoreLists } from './vn-core-codes.ts';

/** Version of the administrative units before the merger. */
export const beforeMerger = '2024-06-30';

const loincNotice =
  'This material contains content from LOINC (http://loinc.org), © Regenstrief Institute, Inc.';

type Rows = () => readonly CodeRow[] | Promise<readonly CodeRow[]>;

function system(
  about: Omit<CodeSystemEntry, 'open' | 'status' | 'caseSensitive' | 'valueSet'> & {
    readonly status?: CodeSystemEntry['status'];
    readonly valueSet?: string;
  },
  rows: Rows,
): CodeSystemEntry {
  const { url, version, content } = about;
  return {
    valueSet: `urn:sen:value-set:${about.id}`,
    status: 'active',
    ...about,
    caseSensitive: true,
    open: once(async () => buildTable({ system: url, version, content }, await rows())),
  };
}

/** Lists of claims: id, machine name, names for people, how much is held, source. */
const claims: readonly (readonly [string, string, string, string, string, Content, string])[] = [
  [
    codeSystem.careKind,
    'ma-loai-kcb',
    'CareKind',
    'Mã loại khám chữa bệnh',
    'Kind of care',
    'complete',
    'QĐ 4750/QĐ-BYT 2023; QĐ 1804/QĐ-BYT 2026',
  ],
  [
    codeSystem.careSubject,
    'ma-doituong-kcb',
    'CareSubject',
    'Mã đối tượng đến khám chữa bệnh',
    'Subject of care',
    'complete',
    'QĐ 3276/QĐ-BYT 2025',
  ],
  [
    codeSystem.costGroup,
    'ma-nhom',
    'CostGroup',
    'Mã nhóm chi phí',
    'Cost group',
    'complete',
    'QĐ 130/QĐ-BYT 2023; QĐ 4750/QĐ-BYT 2023',
  ],
  [
    codeSystem.treatmentResult,
    'ket-qua-dtri',
    'TreatmentResult',
    'Kết quả điều trị',
    'Result of treatment',
    'complete',
    'QĐ 130/QĐ-BYT 2023; QĐ 4750/QĐ-BYT 2023',
  ],
  [
    codeSystem.dischargeKind,
    'ma-loai-rv',
    'DischargeKind',
    'Mã loại ra viện',
    'Kind of discharge',
    'complete',
    'QĐ 130/QĐ-BYT 2023; QĐ 4750/QĐ-BYT 2023',
  ],
  [
    codeSystem.benefitScope,
    'pham-vi',
    'BenefitScope',
    'Phạm vi hưởng bảo hiểm y tế',
    'Scope of benefit',
    'complete',
    'QĐ 130/QĐ-BYT 2023; QĐ 4750/QĐ-BYT 2023',
  ],
  [
    codeSystem.route,
    'duong-dung',
    'RouteOfUse',
    'Đường dùng thuốc',
    'Route of use',
    'fragment',
    'QĐ 130/QĐ-BYT 2023',
  ],
  [
    codeSystem.cardGroup,
    'ma-doi-tuong-the',
    'CardGroup',
    'Nhóm đối tượng trên thẻ BHYT',
    'Group of the insurance card',
    'fragment',
    'QĐ 1351/QĐ-BHXH 2015',
  ],
  [
    codeSystem.ethnicGroup,
    'vn-core-race',
    'EthnicGroup',
    'Dân tộc',
    'Ethnic group',
    'complete',
    'QĐ 121-TCTK/PPCĐ 1979; VN Core',
  ],
];

/**
 * Code systems of Vietnamese health care.
 * @source see `source` of each
 */
export const vietnamSource: TerminologySource = {
  codeSystems: [
    icd10System,
    system(
      {
        id: 'dvkt',
        url: codeSystem.service,
        version: '2025',
        name: 'TechnicalServices',
        title: { vi: 'Dịch vụ kỹ thuật (DVKT)', en: 'Technical services (DVKT)' },
        content: 'fragment',
        count: 8033,
        source: 'QĐ 2010/QĐ-BYT 2025; TT 23/2024/TT-BYT',
      },
      async () => {
        const { default: file } = await import('./generated/services.json', { with: { type: 'json' } });
        return file.rows.split('\n').map((line) => {
          const bar = line.indexOf('|');
          return { code: line.slice(0, bar), vi: line.slice(bar + 1) };
        });
      },
    ),
    system(
      {
        id: 'atc',
        url: codeSystem.atc,
        name: 'ATC',
        title: { vi: 'Thuốc theo mã ATC', en: 'Drugs by ATC code' },
        content: 'fragment',
        source: 'ATC (WHO); danh mục thuốc của chăm sóc ban đầu',
      },
      atcRows,
    ),
    system(
      {
        id: 'loinc',
        url: codeSystem.loinc,
        name: 'LOINC',
        title: {
          vi: 'LOINC: xét nghiệm và dấu hiệu sinh tồn',
          en: 'LOINC: laboratory tests and vital signs',
        },
        content: 'fragment',
        copyright: loincNotice,
        valueSet: 'http://loinc.org/vs',
        source: loincNotice,
      },
      loincRows,
    ),
    system(
      {
        id: 'cvx',
        url: codeSystem.cvx,
        name: 'CVX',
        title: { vi: 'Vắc-xin theo mã CVX', en: 'Vaccines by CVX code' },
        content: 'fragment',
        source: 'CVX (CDC); TT 10/2024/TT-BYT; TT 52/2025/TT-BYT',
      },
      () => schedule.filter((dose) => dose.cvx !== '').map((dose) => ({ code: dose.cvx, vi: dose.vaccine })),
    ),
    system(
      {
        id: 'lich-tiem-chung',
        url: codeSystem.vaccineDose,
        name: 'VaccineDose',
        title: { vi: 'Mũi tiêm trong lịch tiêm chủng mở rộng', en: 'Doses of the immunisation schedule' },
        content: 'complete',
        source: 'TT 10/2024/TT-BYT; TT 52/2025/TT-BYT',
      },
      () => schedule.map((dose) => ({ code: dose.code, vi: `${dose.vaccine}, mũi ${dose.doseNumber}` })),
    ),
    ...claims.map(([url, id, name, vi, en, content, source]) =>
      system({ id, url, name, title: { vi, en }, content, source }, () =>
        [...claimLists.get(url)!].map(([code, display]) => ({ code, ...display })),
      ),
    ),
    ...vnCoreLists.map(({ rows, ...about }) => system(about, () => rows)),
    ucumSystem,
    units(beforeMerger, 'don-vi-hanh-chinh-2024', 'QĐ 124/2004/QĐ-TTg', true),
    units(mergerDay, 'don-vi-hanh-chinh-2025', 'NQ 202/2025/QH15; QĐ 19/2025/QĐ-TTg', false),
  ],
  valueSets: [],
  conceptMaps: [],
};

function loincRows(): CodeRow[] {
  const vital = vitalSigns.map(({ loinc, vi, en, ucum }) => ({
    code: loinc,
    vi,
    en,
    ...unitOf(ucum, 'VITALS'),
  }));
  const tests = labTests.map(({ loinc, vi, ucum, group }) => ({ code: loinc, vi, ...unitOf(ucum, group) }));
  return [...vital, ...tests];
}

function unitOf(ucum: string, group: string) {
  const unit = ucum === '' ? [] : [{ code: 'unit', value: ucum }];
  return { properties: [...unit, { code: 'group', value: group }] };
}

/** Provinces and communes of one time. Codes were used again after the merger, so the version matters. */
function units(version: string, id: string, source: string, isOld: boolean): CodeSystemEntry {
  const title = isOld
    ? { vi: 'Đơn vị hành chính trước 1/7/2025', en: 'Administrative units before 1 July 2025' }
    : { vi: 'Đơn vị hành chính từ 1/7/2025', en: 'Administrative units since 1 July 2025' };
  const about = {
    id,
    url: codeSystem.administrativeUnit,
    version,
    status: isOld ? ('retired' as const) : ('active' as const),
    name: isOld ? 'AdministrativeUnits2024' : 'AdministrativeUnits2025',
    title,
    content: 'complete' as const,
    source,
    count: isOld ? 10_658 : 3355,
  };
  return system(about, async () => {
    const { loadCommunes } = await import('../vietnam/communes.ts');
    const communes = await loadCommunes();
    const top = [...(isOld ? oldProvinces : provinces).values()].map(({ code, name }) => ({
      code,
      vi: name,
    }));
    const below = (isOld ? communes.allBefore : communes.all).map(({ code, name, provinceCode }) => ({
      code,
      vi: name,
      parents: [provinceCode],
    }));
    return [...top, ...below];
  });
}
