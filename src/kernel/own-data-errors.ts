import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of own data and of asking for a correction. Part of the platform's closed list. */
export const ownDataErrorKinds = {
  'own-data.no-facility': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Dòng này không ghi cơ sở nào đã viết, và hồ sơ chưa có nơi quản lý, nên chưa gửi đề nghị được. Hãy hỏi cơ sở đang chăm sóc bạn.',
      en: 'The line names no facility that wrote it, and the record is in nobody’s charge, so the request has nobody to go to. Ask the facility that cares for you.',
    },
  },
  'own-data.not-correctable': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Dòng này không đính chính qua đây: dòng do chính bạn ghi thì rút lại ở trang Tự ghi, dòng khác hãy hỏi nơi đã ghi.',
      en: 'This line is not corrected here: take back an own one on your own page, and ask whoever wrote another.',
    },
  },
  'own-data.value-shape': {
    status: 422,
    issue: 'value',
    text: {
      vi: 'Giá trị đề nghị chưa đúng dạng: số thì chỉ ghi số, ngày thì chọn một ngày không ở tương lai.',
      en: 'The proposed value has not the right form: a number for a number, a day that is not in the future for a day.',
    },
  },
  'own-data.answered': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Đề nghị này đã được trả lời hoặc đã rút lại.',
      en: 'This request was answered or taken back already.',
    },
  },
  'own-data.extended': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Mỗi đề nghị chỉ được gia hạn một lần.',
      en: 'A request is put off once only.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
