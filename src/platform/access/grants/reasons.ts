import type { Bilingual } from '#kernel/schema.ts';
import type { TieKind } from '../access-words.ts';

/** A reason of one's own to see a record: in an emergency all of it, or its sensitive lines in ordinary care. */
export type GrantKind = 'break-glass' | 'sensitive';

/** What each kind is: the tie that it makes and how long it lasts. The hours are an own rule, verify. */
export const grantKinds: Readonly<
  Record<GrantKind, { readonly tie: TieKind; readonly hours: number; readonly title: Bilingual }>
> = {
  'break-glass': {
    tie: 'break-glass',
    hours: 4,
    title: { vi: 'Mở khẩn cấp', en: 'Breaking the glass' },
  },
  sensitive: {
    tie: 'stated-reason',
    hours: 8,
    title: { vi: 'Nêu lý do xem phần nhạy cảm', en: 'A reason for sensitive lines' },
  },
};

/** The reasons that may be stated; what is none of them is 'other' and is written out. */
export const reasons: Readonly<Record<GrantKind, Readonly<Record<string, Bilingual>>>> = {
  'break-glass': {
    'life-in-danger': { vi: 'Nguy hiểm tính mạng', en: 'Life in danger' },
    'cannot-answer': {
      vi: 'Người bệnh hôn mê hoặc không trả lời được',
      en: 'The person is unconscious or cannot answer',
    },
    'mass-casualty': { vi: 'Thảm hoạ, nhiều nạn nhân', en: 'A disaster with many victims' },
    poisoning: { vi: 'Ngộ độc, cần biết thuốc đang dùng', en: 'A poisoning: what she takes must be known' },
    other: { vi: 'Lý do khác (ghi rõ)', en: 'Another reason (written out)' },
  },
  sensitive: {
    'treats-this': { vi: 'Đang điều trị chính bệnh này', en: 'Treats this very condition' },
    'drug-safety': { vi: 'Kiểm tra tương tác thuốc', en: 'Checks how drugs go together' },
    'person-asked': { vi: 'Người bệnh yêu cầu', en: 'The person asked for it' },
    exposure: { vi: 'Phơi nhiễm nghề nghiệp', en: 'Somebody was exposed at work' },
    'colleague-in-care': {
      vi: 'Người bệnh được bảo vệ đang khám ở đây',
      en: 'A guarded person is in care here',
    },
    other: { vi: 'Lý do khác (ghi rõ)', en: 'Another reason (written out)' },
  },
};

/** The shortest note that says something, where the reason itself does not. */
export const shortestNote = 10;
export const longestNote = 500;
