import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of joining and parting records of people. Part of the platform's closed list. */
export const mergingErrorKinds = {
  'merging.same-already': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Hai hồ sơ này đã là của một người. Không còn gì để nhập.',
      en: 'These two records are of one person already. Nothing is left to join.',
    },
  },
  'merging.changed': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Có người vừa sửa một trong hai hồ sơ. Hãy xem lại cả hai rồi quyết định.',
      en: 'Somebody has just changed one of the records. Look at both again, then decide.',
    },
  },
  'merging.second-person': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Người đề nghị không tự duyệt được. Hãy nhờ một cán bộ định danh khác xem và quyết định.',
      en: 'Who proposed it cannot agree to it. Ask another registry officer to look and decide.',
    },
  },
  'merging.own-record': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Không ai quyết định về hồ sơ của chính mình. Hãy chuyển cho một cán bộ định danh khác.',
      en: 'Nobody decides on her own record. Pass it on to another registry officer.',
    },
  },
  'merging.not-waiting': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Việc này đã có người quyết định rồi. Hãy mở lại danh sách.',
      en: 'Somebody has decided on this already. Open the list again.',
    },
  },
  'merging.decide-fields': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Hồ sơ đã được sửa sau khi nhập. Hãy nói rõ từng phần đã sửa thuộc về ai.',
      en: 'The record was changed after it was joined. Say of each part that was changed whose it is.',
    },
  },
  'merging.nobody': {
    status: 404,
    issue: 'not-found',
    text: {
      vi: 'Không tìm thấy người nào với số này. Hãy kiểm tra lại số định danh.',
      en: 'Nobody is found by this number. Check the number.',
    },
  },
  'merging.not-hers': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Có dòng không nằm trong hồ sơ này. Hãy mở lại hồ sơ rồi chọn.',
      en: 'Some of these lines are not in this record. Open the record again, then choose.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
