import { claimTime } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { sentenceOf } from '../rule-sentences.ts';
import type { Source } from '../source.ts';
import { escapeXml } from './domain/notebook.ts';

/** What the sender gets back, now and whenever the same bytes come again. */
export interface ClaimReceipt {
  readonly maGiaoDich: string;
  /** yyyyMMddHHmmss, Việt Nam. */
  readonly thoiGianTiepNhan: string;
  readonly trangThai: Source['state'];
  readonly thongDiep: string;
  readonly soHoSo: number;
  readonly soMoi: number;
  readonly soCapNhat: number;
  readonly soKhongDoi: number;
  readonly soDongBo: number;
  /** Findings still open. */
  readonly soCanSua: number;
  readonly danhSachCanSua: string;
}

const messages: Readonly<Record<Source['state'], string>> = {
  received: 'Đã nhận và lưu tệp; đang xử lý.',
  taking: 'Đã nhận và lưu tệp; đang xử lý.',
  taken: 'Đã nhận toàn bộ hồ sơ.',
  partly: 'Đã nhận; một số dòng cần sửa.',
  refused: 'Tệp đã được lưu nhưng không đọc được.',
};

export async function receiptOf(ctx: Context, source: Source): Promise<ClaimReceipt> {
  const rows = await ctx.sql.query<{ open: number }>(
    `select count(*)::int as open from doors.quarantine where source_id = $1 and state = 'open'`,
    [source.id],
  );
  const seconds = String(source.receivedAt.getUTCSeconds()).padStart(2, '0');
  const reason = source.reason === undefined ? '' : ` ${sentenceOf(source.reason).vi}`;
  return {
    maGiaoDich: source.id,
    thoiGianTiepNhan: claimTime(source.receivedAt) + seconds,
    trangThai: source.state,
    thongDiep: messages[source.state] + reason,
    soHoSo: source.units,
    soMoi: source.taken,
    soCapNhat: source.updated,
    soKhongDoi: source.unchanged,
    soDongBo: source.retired,
    soCanSua: rows[0]?.open ?? 0,
    danhSachCanSua: `/api/doors/quarantine?source=${source.id}`,
  };
}

export function receiptXml(receipt: ClaimReceipt): string {
  const lines = Object.entries(receipt).map(
    ([name, value]) => `  <${name}>${escapeXml(String(value))}</${name}>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<bienNhan>\n${lines.join('\n')}\n</bienNhan>\n`;
}
