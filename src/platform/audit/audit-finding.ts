import type { Bilingual } from '#kernel/schema.ts';

/** What may be wrong with the log. */
export const findingTexts = {
  changed: { vi: 'dòng đã bị sửa', en: 'a line was changed' },
  removed: { vi: 'dòng đã bị xoá', en: 'a line was removed' },
  inserted: {
    vi: 'có dòng chèn thêm, không thuộc chuỗi',
    en: 'a line was put in that the chain does not know',
  },
  reordered: { vi: 'thứ tự đã bị đổi', en: 'the order was changed' },
  'seal-missing': { vi: 'mất một niêm phong giữa chuỗi', en: 'a seal of the chain is missing' },
  'seal-broken': { vi: 'niêm phong đã bị sửa', en: 'a seal was changed' },
  'cut-off': { vi: 'các dòng cuối đã bị cắt', en: 'the newest lines were cut off' },
  'head-missing': { vi: 'ngày đã qua mà không còn chữ ký', en: 'a day that is over has no signed head' },
  'head-differs': {
    vi: 'chữ ký của ngày không khớp chuỗi',
    en: 'the signed head of the day does not fit the chain',
  },
  'signature-false': { vi: 'chữ ký sai', en: 'a signature is false' },
  'key-unknown': {
    vi: 'ký bằng khoá mà máy này không giữ; hãy đối chiếu bằng --heads',
    en: 'signed with a key that this machine does not hold; compare with --heads',
  },
  'not-sealed': {
    vi: 'có dòng chờ niêm phong quá lâu',
    en: 'lines have waited for their seal for too long',
  },
} as const satisfies Record<string, Bilingual>;

export type FindingKind = keyof typeof findingTexts;

/** One thing that is wrong: which day, which range of buckets, and where it is known which seal and line. */
export interface AuditFinding {
  readonly kind: FindingKind;
  readonly day: string;
  readonly range?: number;
  readonly seal?: number;
  readonly line?: string;
}
