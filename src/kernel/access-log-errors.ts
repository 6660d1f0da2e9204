import type { ErrorKind } from './error-kind.ts';

/** What may stand in the way of who looks after who saw whom, and of a person who opens and closes her record. */
export const accessLogErrorKinds = {
  'access-log.too-many-complaints': {
    status: 422,
    issue: 'conflict',
    text: {
      vi: 'Bạn có nhiều khiếu nại đang chờ trả lời. Hãy đợi trả lời rồi gửi thêm; nếu gấp, hãy gọi cho cơ sở.',
      en: 'Many of your complaints still wait for an answer. Send more once some are answered; if it is urgent, call the facility.',
    },
  },
  'access-log.decided': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Việc này đã có người quyết định. Hãy tải lại danh sách.',
      en: 'Somebody has decided on this already. Load the list again.',
    },
  },
  'record-access.closed': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Việc đóng mà bạn đang đặt mạnh hơn việc mở này. Hãy bỏ việc đóng đó trước.',
      en: 'What you have closed is stronger than this opening. Withdraw that closing first.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
