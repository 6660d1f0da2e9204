import type { ErrorKind } from './error-kind.ts';

/** What can be wrong with a file that somebody sends, and with keeping it. Part of the platform's closed list. */
export const fileErrorKinds = {
  'file.infected': {
    status: 422,
    issue: 'security',
    text: {
      vi: 'Máy quét thấy mã độc trong tệp này nên tệp bị từ chối và không được lưu. Hãy quét lại thiết bị đã tạo tệp, rồi gửi một bản sạch.',
      en: 'The scanner found harmful code in this file, so it was refused and not stored. Scan the device that it came from, then send a clean copy.',
    },
    alert: true,
  },
  'file.not-scanned': {
    status: 503,
    issue: 'transient',
    text: {
      vi: 'Chưa quét được vi-rút cho tệp này nên tệp chưa được nhận hay mở. Hãy thử lại sau ít phút; nếu vẫn vậy, báo người quản trị.',
      en: 'This file could not be scanned for viruses, so it was neither taken nor opened. Try again in a few minutes; if it stays so, tell the administrator.',
    },
    alert: true,
  },
  'storage.full': {
    status: 503,
    issue: 'transient',
    text: {
      vi: 'Ổ đĩa đã đầy nên chưa lưu được. Dữ liệu đã lưu vẫn an toàn; hãy báo người quản trị.',
      en: 'The disk is full, so this was not saved. What was saved before is safe; tell the administrator.',
    },
    alert: true,
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
