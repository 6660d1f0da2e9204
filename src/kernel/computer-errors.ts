import type { ErrorKind } from './error-kind.ts';

/** What goes wrong at computers that several workers share. */
export const computerErrorKinds = {
  'access.locked': {
    status: 403,
    issue: 'suppressed',
    text: {
      vi: 'Máy đang khoá. Hãy nhập mã PIN để tiếp tục.',
      en: 'This computer is locked. Type your PIN to go on.',
    },
  },
  'computer.not-shared': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Máy này chưa được đăng ký là máy dùng chung, hoặc đã bị gỡ. Hãy nhờ người phụ trách cơ sở đăng ký.',
      en: 'This computer is not registered as shared, or was taken out. Ask the head of your facility to register it.',
    },
  },
  'computer.pin-unfit': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Mã PIN này dễ đoán. Hãy chọn 6 chữ số không liền nhau và không lặp lại.',
      en: 'This PIN is easy to guess. Choose 6 digits that are no run and do not repeat.',
    },
  },
  'computer.pin-wrong': {
    status: 422,
    issue: 'business-rule',
    text: { vi: 'Mã PIN chưa đúng.', en: 'The PIN is not right.' },
  },
  'computer.pin-ended': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Mã PIN này không còn dùng được trên máy này. Hãy đăng nhập đầy đủ một lần rồi dùng lại.',
      en: 'This PIN is no longer taken on this computer. Sign in in full once, then it is again.',
    },
  },
  'computer.pin-not-for-you': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Mã PIN chỉ dành cho nhân viên của cơ sở đặt máy này, sau khi đã đăng nhập đầy đủ; tài khoản quản trị không dùng PIN.',
      en: 'A PIN is for workers of the facility where this computer stands, after a full sign-in; administrators use none.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
