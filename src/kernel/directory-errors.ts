import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of a change of the directory. Part of the platform's closed list. */
export const directoryErrorKinds = {
  'directory.other-place': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Cơ sở hoặc nhân viên này thuộc địa bàn khác, nên không sửa được từ đây. Hãy báo Sở Y tế nơi quản lý; nếu chính là địa bàn của bạn, hãy nhờ người quản trị gắn tài khoản với Sở Y tế.',
      en: 'This facility or worker belongs to another place and cannot be changed from here. Tell the Department of Health in charge; if it is your own place, ask the administrator to tie your account to your department.',
    },
  },
  'directory.code-taken': {
    status: 409,
    issue: 'duplicate',
    text: {
      vi: 'Mã cơ sở này đã thuộc một cơ sở khác. Hãy mở cơ sở đó để sửa, hoặc kiểm tra lại mã.',
      en: 'This facility code belongs to another facility. Open that one to change it, or check the code.',
    },
  },
  'directory.number-taken': {
    status: 409,
    issue: 'duplicate',
    text: {
      vi: 'Số giấy phép hoặc số định danh này đã thuộc một người hành nghề khác. Hãy kiểm tra lại số; nếu là cùng một người, hãy sửa hồ sơ đã có.',
      en: 'This licence number or personal number belongs to another practitioner. Check it; if it is the same person, change the entry that is there.',
    },
  },
  'directory.import-state': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Lần nhập này không ở trạng thái làm được việc đó. Hãy tải lại trang để xem đang ở bước nào.',
      en: 'This import is not at the step for that. Load the page again to see where it is.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
