import type { Bilingual } from '#kernel/schema.ts';
import type { ShotFault, ShotFaultCode } from './judge-shot.ts';
import { judgeScreening, type ScreeningQuestion } from './screening.ts';

const words: Readonly<Record<ShotFaultCode, Bilingual>> = {
  'before-birth': {
    vi: 'Ngày tiêm trước ngày sinh.',
    en: 'The day of the dose lies before the day of birth.',
  },
  'in-future': { vi: 'Ngày tiêm chưa tới.', en: 'The day of the dose has not come yet.' },
  'lot-expired': {
    vi: 'Lô vắc xin này đã hết hạn. Hãy lấy lô khác và hủy lô này.',
    en: 'This lot has expired. Take another one and throw this one away.',
  },
  'lot-locked': {
    vi: 'Lô vắc xin này đang bị khóa, không được dùng.',
    en: 'This lot is locked and must not be used.',
  },
  'lot-empty': {
    vi: 'Lô vắc xin này không còn liều nào trong kho.',
    en: 'Nothing of this lot is left in stock.',
  },
  'vial-too-old': {
    vi: 'Lọ này đã mở quá lâu. Hãy hủy lọ và mở lọ mới.',
    en: 'This vial has been open too long. Throw it away and open a new one.',
  },
  temperature: {
    vi: 'Thân nhiệt từ 37,5 °C trở lên hoặc từ 35,5 °C trở xuống: hoãn tiêm.',
    en: 'Temperature of 37.5 °C or more, or of 35.5 °C or less: put it off.',
  },
  contraindicated: { vi: 'Có chống chỉ định với vắc xin này.', en: 'This vaccine is not for this person.' },
  postponed: { vi: 'Đang phải hoãn vắc xin này.', en: 'This vaccine has to wait for now.' },
  'too-late': { vi: 'Đã quá tuổi của mũi này.', en: 'The age for this dose has passed.' },
  'too-early': {
    vi: 'Chưa đủ tuổi hoặc chưa đủ khoảng cách từ mũi trước.',
    en: 'Too young for it, or too soon after the dose before.',
  },
  'already-given': { vi: 'Mũi này đã tiêm rồi.', en: 'This dose was given already.' },
  'not-scheduled': {
    vi: 'Mũi này không có trong lịch của người này.',
    en: 'This dose is not in this person’s schedule.',
  },
};
const screened: Bilingual = {
  vi: 'Khám sàng lọc có dấu hiệu cần hoãn tiêm.',
  en: 'The screening found something for which it is put off.',
};

/** A finding as an error tells it; the path ends in '?' where a reason lets it through. */
export interface ShotIssue {
  readonly path: string;
  readonly text: Bilingual;
}

/** The sentences for what speaks against a shot. */
export function shotIssues(faults: readonly ShotFault[], isPutOff: boolean): ShotIssue[] {
  return [
    ...faults.map(({ code, withReason }) => ({ path: withReason ? `${code}?` : code, text: words[code] })),
    ...(isPutOff ? [{ path: 'screening?', text: screened }] : []),
  ];
}

/** What of a screening and a reason a worker answered. */
export interface Answered {
  readonly screening: readonly ScreeningQuestion[];
  readonly reason?: string | undefined;
}

/** What still speaks against a shot after a worker gave her reason; empty where it may be recorded. */
export function standingIssues(faults: readonly ShotFault[], { screening, reason }: Answered): ShotIssue[] {
  const isPutOff = judgeScreening({ yes: screening }) === 'put-off';
  return shotIssues(
    faults.filter(({ withReason }) => !withReason || reason === undefined),
    isPutOff && reason === undefined,
  );
}
