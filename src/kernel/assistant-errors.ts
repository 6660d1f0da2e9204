import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of answering an alert. Part of the platform's closed list. */
export const assistantErrorKinds = {
  'assistant.answered': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Cảnh báo này đã được trả lời, đã tự kết thúc, hoặc đang chờ người khác trả lời. Hãy tải lại trang.',
      en: 'This alert was answered, has ended by itself, or is now for somebody else to answer. Load the page again.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
