import { claimLists } from '#kernel/terminology/claim-codes.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { splitJoined } from '#kernel/vietnam/insurance-card.ts';
import type { TableName } from '../field-lists.ts';

/** Knows whether an ICD-10 code exists; the list is opened outside. */
export type KnowsDiagnosis = (code: string) => boolean;

const listOf: Readonly<Record<string, ReadonlyMap<string, unknown> | undefined>> = {
  MA_LOAI_KCB: claimLists.get(codeSystem.careKind),
  MA_DOITUONG_KCB: claimLists.get(codeSystem.careSubject),
  MA_NHOM: claimLists.get(codeSystem.costGroup),
  KET_QUA_DTRI: claimLists.get(codeSystem.treatmentResult),
  MA_LOAI_RV: claimLists.get(codeSystem.dischargeKind),
  PHAM_VI: claimLists.get(codeSystem.benefitScope),
  MA_DANTOC: claimLists.get(codeSystem.ethnicGroup),
  GIOI_TINH: new Map(['1', '2', '3'].map((code) => [code, code])),
};

/** True where a code is not in its list. An unknown code never stops a line: lists change faster than systems are told. */
export function isUnknownCode(
  table: TableName,
  field: string,
  value: string,
  knowsDiagnosis: KnowsDiagnosis,
): boolean {
  if (table === 'XML1' && (field === 'MA_BENH_CHINH' || field === 'MA_BENH_KT')) {
    return splitJoined(value).some((code) => !knowsDiagnosis(code));
  }
  const list = listOf[field];
  return (
    list !== undefined &&
    !list.has(value) &&
    !list.has(value.padStart(2, '0')) &&
    !list.has(value.replace(/^0+/, ''))
  );
}
