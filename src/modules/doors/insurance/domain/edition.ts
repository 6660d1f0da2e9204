import type { TableName } from '../field-lists.ts';
import type { Edition } from '../field-tables.ts';
import type { RawLine } from '../parse/raw-visit.ts';

/** Fields that only the former summary table has. */
const formerMarks = ['MA_BENH', 'MA_THE', 'MA_BENHKHAC', 'T_TONGCHI', 'MA_LYDO_VVIEN', 'TEN_BENH'];

/** Which regulation a visit follows, by the names in its summary. */
export function editionOf(summary: RawLine): Edition {
  if (summary.has('MA_BENH_CHINH') || summary.has('MA_THE_BHYT') || summary.has('T_TONGCHI_BV'))
    return 'qd130';
  return formerMarks.some((field) => summary.has(field)) ? 'qd4210' : 'qd130';
}

/** Former name -> today's, where the meaning is the same. */
const renamed: Readonly<Partial<Record<TableName, Readonly<Record<string, string>>>>> = {
  XML1: {
    MA_THE: 'MA_THE_BHYT',
    MIEN_CUNG_CT: 'NGAY_MIEN_CCT',
    TEN_BENH: 'CHAN_DOAN_RV',
    MA_BENH: 'MA_BENH_CHINH',
    MA_BENHKHAC: 'MA_BENH_KT',
    MA_NOI_CHUYEN: 'MA_NOI_DI',
    TINH_TRANG_RV: 'MA_LOAI_RV',
    T_TONGCHI: 'T_TONGCHI_BV',
  },
  XML2: { TYLE_TT: 'TYLE_TT_BH', THANH_TIEN: 'THANH_TIEN_BV' },
  XML3: { TYLE_TT: 'TYLE_TT_DV', DON_GIA: 'DON_GIA_BV', THANH_TIEN: 'THANH_TIEN_BV' },
  XML5: { DIEN_BIEN: 'DIEN_BIEN_LS', NGAY_YL: 'THOI_DIEM_DBLS' },
};

/**
 * The line under today's names. Kinds of care were one digit then (1, 2, 3 for today's 01, 02, 03).
 * @source QĐ 4210/QĐ-BYT 2017; correspondence of names: to verify
 */
export function underPresentNames(table: TableName, edition: Edition, line: RawLine): RawLine {
  const names = edition === 'qd4210' ? renamed[table] : undefined;
  if (names === undefined) return line;
  return new Map(
    [...line].map(([name, value]) => [
      names[name] ?? name,
      name === 'MA_LOAI_KCB' && value.length === 1 ? `0${value}` : value,
    ]),
  );
}
