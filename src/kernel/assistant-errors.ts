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
  'assistant.measure-again': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Lời nhắc này cần một số đo mới, không chỉ câu trả lời. Hãy đo lại và ghi số mới ở trang Tự ghi; số bình thường sẽ tự kết thúc lời nhắc.',
      en: 'This reminder needs a new number, not only an answer. Measure again and write the new number down; a usual number ends the reminder by itself.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
