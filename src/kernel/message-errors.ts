import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of writing to the family doctor. Part of the platform's closed list. */
export const messageErrorKinds = {
  'messages.no-facility': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Hồ sơ chưa có cơ sở nào phụ trách nên chưa gửi được. Hãy hỏi trạm y tế nơi bạn ở.',
      en: 'The record is in nobody’s charge, so the message has nobody to go to. Ask the health station where you live.',
    },
  },
  'messages.many-open': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Đang có 10 thư chờ trả lời. Hãy viết tiếp vào một trong các thư đó, hoặc gọi cho cơ sở.',
      en: 'Ten messages are waiting for an answer. Write on in one of them, or call the facility.',
    },
  },
  'messages.facility-changed': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Nơi phụ trách hồ sơ đã đổi từ khi có cuộc trao đổi này. Hãy viết một thư mới.',
      en: 'Another facility is in charge since this conversation began. Write a new message.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
