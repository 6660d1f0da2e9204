import { codeSystem } from '../vietnam/identifier-systems.ts';
import { mergerDay, oldProvinces } from '../vietnam/provinces.ts';
import { beforeMerger } from './house-vietnam.ts';
import { icd10System } from './house-icd10.ts';
import { above } from './hierarchy.ts';
import { once } from './once.ts';
import type { ConceptMapEntry, Equivalence, MapLine } from './terminology-source.ts';

const hl7 = 'http://terminology.hl7.org/CodeSystem';

type Row = readonly [from: string, to: string, equivalence?: Equivalence];

interface Parts {
  readonly id: string;
  readonly name: string;
  readonly vi: string;
  readonly en: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly version?: string;
  readonly sourceVersion?: string;
  readonly targetVersion?: string;
}

function map(parts: Parts, lines: () => Promise<readonly MapLine[]>): ConceptMapEntry {
  const { id, name, vi, en, source, from, to, version, sourceVersion, targetVersion } = parts;
  return {
    id,
    url: `urn:sen:concept-map:${id}`,
    name,
    title: { vi, en },
    status: 'active',
    source,
    sourceSystems: [from],
    targetSystems: [to],
    ...(version !== undefined && { version }),
    ...(sourceVersion !== undefined && { sourceVersion }),
    ...(targetVersion !== undefined && { targetVersion }),
    open: once(lines),
  };
}

/** A short map, 'from to [equivalence]' a row; rows of one code together. */
function listed(parts: Parts, rows: readonly Row[]): ConceptMapEntry {
  return map(parts, () =>
    Promise.resolve(
      [...Map.groupBy(rows, ([from]) => from)].map(([code, some]) => ({
        source: { system: parts.from, code },
        targets: some.map(([, to, equivalence = 'equivalent']) => ({
          system: parts.to,
          code: to,
          equivalence,
        })),
      })),
    ),
  );
}

const administrative = {
  from: codeSystem.administrativeUnit,
  to: codeSystem.administrativeUnit,
  version: mergerDay,
  sourceVersion: beforeMerger,
  targetVersion: mergerDay,
};

/** Maps that the data of the house hold. The claim and v2 rows say what the doors do with those codes. */
export const houseMaps: readonly ConceptMapEntry[] = [
  map(
    {
      ...administrative,
      id: 'don-vi-hanh-chinh-2024-2025',
      name: 'AdministrativeUnits2024To2025',
      vi: 'Đơn vị hành chính cũ sang mới (sáp nhập 1/7/2025)',
      en: 'Old to new administrative units (merger of 1 July 2025)',
      source: 'NQ 202/2025/QH15; NQ sắp xếp đơn vị cấp xã 2025 (xã: theo tên, là gợi ý)',
    },
    administrativeLines,
  ),
  ...(['chapter', 'block'] as const).map((kind) =>
    map(
      {
        id: `icd-10-${kind}`,
        name: kind === 'chapter' ? 'Icd10ToChapter' : 'Icd10ToBlock',
        vi: kind === 'chapter' ? 'Mã ICD-10 sang chương' : 'Mã ICD-10 sang nhóm bệnh',
        en: kind === 'chapter' ? 'ICD-10 code to chapter' : 'ICD-10 code to block',
        source: 'QĐ 4469/QĐ-BYT 2020',
        from: codeSystem.icd10,
        to: codeSystem.icd10,
      },
      () => icd10Lines(kind),
    ),
  ),
  listed(
    {
      id: 'ma-loai-kcb-v3-ActCode',
      name: 'CareKindToEncounterClass',
      vi: 'Mã loại khám chữa bệnh sang loại lượt khám FHIR',
      en: 'Kind of care to class of encounter',
      source: 'QĐ 1804/QĐ-BYT 2026; HL7 v3 ActEncounterCode',
      from: codeSystem.careKind,
      to: `${hl7}/v3-ActCode`,
    },
    [
      ['01', 'AMB', 'wider'],
      ['02', 'AMB', 'wider'],
      ['03', 'IMP'],
      ['04', 'SS', 'wider'],
      ['06', 'SS', 'wider'],
      ['09', 'SS', 'wider'],
      ['11', 'FLD', 'wider'],
      ['12', 'HH'],
      ['14', 'VR'],
    ],
  ),
  listed(
    {
      id: 'ma-loai-rv-discharge-disposition',
      name: 'DischargeKindToDisposition',
      vi: 'Mã loại ra viện sang cách ra viện FHIR',
      en: 'Kind of discharge to discharge disposition',
      source: 'QĐ 130/QĐ-BYT 2023; HL7 discharge-disposition',
      from: codeSystem.dischargeKind,
      to: `${hl7}/discharge-disposition`,
    },
    [
      ['1', 'home'],
      ['2', 'other-hcf', 'wider'],
      ['3', 'aadvice', 'wider'],
      ['4', 'aadvice', 'wider'],
      ['5', 'other-hcf', 'wider'],
    ],
  ),
  listed(
    {
      id: 'ket-qua-dtri-discharge-disposition',
      name: 'TreatmentResultToDisposition',
      vi: 'Kết quả điều trị sang cách ra viện FHIR',
      en: 'Result of treatment to discharge disposition',
      source: 'QĐ 130/QĐ-BYT 2023; HL7 discharge-disposition',
      from: codeSystem.treatmentResult,
      to: `${hl7}/discharge-disposition`,
    },
    [
      ['5', 'exp'],
      ['8', 'exp', 'wider'],
    ],
  ),
  listed(
    {
      id: 'v2-0004-v3-ActCode',
      name: 'PatientClassToEncounterClass',
      vi: 'Loại người bệnh HL7 v2 sang loại lượt khám FHIR',
      en: 'HL7 v2 patient class to class of encounter',
      source: 'HL7 v2 table 0004; HL7 v3 ActEncounterCode',
      from: `${hl7}/v2-0004`,
      to: `${hl7}/v3-ActCode`,
    },
    [
      ['I', 'IMP'],
      ['O', 'AMB'],
      ['E', 'EMER'],
      ['P', 'PRENC'],
      ['R', 'AMB', 'wider'],
      ['B', 'IMP', 'wider'],
    ],
  ),
  listed(
    {
      id: 'v2-0085-observation-status',
      name: 'ResultStatusToObservationStatus',
      vi: 'Trạng thái kết quả HL7 v2 sang FHIR',
      en: 'HL7 v2 result status to observation status',
      source: 'HL7 v2 table 0085',
      from: `${hl7}/v2-0085`,
      to: 'http://hl7.org/fhir/observation-status',
    },
    [
      ['F', 'final'],
      ['P', 'preliminary'],
      ['C', 'corrected'],
      ['X', 'cancelled', 'wider'],
      ['R', 'preliminary', 'wider'],
      ['S', 'preliminary', 'wider'],
      ['I', 'registered'],
      ['O', 'registered', 'wider'],
      ['D', 'entered-in-error', 'inexact'],
      ['W', 'entered-in-error'],
      ['U', 'final', 'wider'],
      ['N', 'cancelled', 'inexact'],
      ['B', 'final', 'wider'],
      ['V', 'final', 'wider'],
    ],
  ),
];

async function administrativeLines(): Promise<MapLine[]> {
  const { loadCommunes } = await import('../vietnam/communes.ts');
  const communes = await loadCommunes();
  const system = codeSystem.administrativeUnit;
  const sharers = Map.groupBy(oldProvinces.values(), (one) => one.newCode);
  const lines: MapLine[] = [...oldProvinces.values()].map(({ code, newCode }) => ({
    source: { system, code },
    targets: [
      { system, code: newCode, equivalence: sharers.get(newCode)!.length > 1 ? 'wider' : 'equivalent' },
    ],
  }));
  for (const { code } of communes.allBefore) {
    const targets = communes.successors(code).map((one) => ({
      system,
      code: one.code,
      display: communes.find(one.code, mergerDay)?.name ?? one.code,
      equivalence: one.whole ? ('wider' as const) : ('inexact' as const),
      comment: `${beforeMerger} > ${mergerDay}; by name, to be confirmed`,
    }));
    if (targets.length > 0) lines.push({ source: { system, code }, targets });
  }
  return lines;
}

async function icd10Lines(kind: 'chapter' | 'block'): Promise<MapLine[]> {
  const table = await icd10System.open();
  const isChapter = (at: number): boolean => table.isAbstract(at) && !table.code(at).includes('-');
  const isWanted = (at: number): boolean => table.isAbstract(at) && isChapter(at) === (kind === 'chapter');
  const lines: MapLine[] = [];
  for (let at = 0; at < table.size; at++) {
    if (table.isAbstract(at)) continue;
    const target = [...above(table, at)].find(isWanted);
    if (target === undefined) continue;
    const { system } = table;
    const to = { system, code: table.code(target), equivalence: 'wider' as const };
    lines.push({ source: { system, code: table.code(at) }, targets: [to] });
  }
  return lines;
}
