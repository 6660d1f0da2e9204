import type { ErrorKind } from './error-kind.ts';

/** What is refused on the line, before anybody asks who sent it. */
export const lineErrorKinds = {
  'request.line-open': {
    status: 403,
    issue: 'security',
    text: {
      vi: 'Đường truyền này chưa mã hoá nên yêu cầu không được nhận. Hãy gửi lại qua https://.',
      en: 'This line is not encrypted, so the request was not taken. Send it again over https://.',
    },
  },
  'request.foreign-origin': {
    status: 403,
    issue: 'security',
    text: {
      vi: 'Yêu cầu này đến từ một trang web khác nên không được nhận. Hãy mở lại trang của Sen rồi làm lại.',
      en: 'This request came from another web site and was not taken. Open the page of Sen again and repeat it there.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
