import type { Bilingual } from '#kernel/schema.ts';

/** Why somebody was refused. The code goes to the audit; the caller reads the sentence and nothing else. */
export const refusals = {
  'access.not-signed-in': {
    vi: 'Cần đăng nhập để tiếp tục.',
    en: 'Sign in to continue.',
  },
  'access.no-permission': {
    vi: 'Vai trò của bạn không có quyền làm việc này. Người quản trị cơ sở có thể cấp quyền nếu công việc của bạn cần.',
    en: 'Your role does not have this right. The administrator of your facility can grant it if your work needs it.',
  },
  'access.outside-reach': {
    vi: 'Hồ sơ này không thuộc phạm vi của bạn. Chỉ người bệnh và cơ sở đang điều trị hoặc quản lý người bệnh được xem.',
    en: 'This record is outside your reach. Only the person and the facility that treats or has charge of the person may see it.',
  },
  'access.needs-reason': {
    vi: 'Phần này của hồ sơ được bảo vệ riêng. Hãy nêu lý do chuyên môn để xem.',
    en: 'This part of the record is protected by itself. State a professional reason to see it.',
  },
  'access.not-for-role': {
    vi: 'Vai trò của bạn không được xem hoặc ghi loại dữ liệu này.',
    en: 'Your role may not see or write this kind of data.',
  },
  'access.not-for-app': {
    vi: 'Ứng dụng này chưa được phép làm việc đó thay bạn.',
    en: 'This app has not been allowed to do that for you.',
  },
  'access.not-in-scope': {
    vi: 'Hệ thống gửi yêu cầu không có phạm vi (scope) cần cho việc này.',
    en: 'The calling system does not hold the scope that this needs.',
  },
} as const satisfies Record<string, Bilingual>;

/** A reason code of the closed list; modules' policies add their own sentences beside their own codes. */
export type RefusalCode = keyof typeof refusals;

/** The sentence for a reason code; a policy's own code that is not in the list gets the general one. */
export function refusalSentence(code: string): Bilingual {
  return Object.hasOwn(refusals, code) ? refusals[code as RefusalCode] : refusals['access.no-permission'];
}
