import type { ErrorKind } from './error-kind.ts';

/** Lines to registers of the state, and the repair of what they say differently. */
export const verificationErrorKinds = {
  'doors.update-unsigned': {
    status: 401,
    issue: 'security',
    text: {
      vi: 'Tin này không có chữ ký đúng của bên gửi nên không được nhận.',
      en: 'These news bear no right signature of their sender and were not taken.',
    },
  },
  'verification.nothing-to-ask': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Hồ sơ chưa có số còn hiệu lực để hỏi. Hãy ghi số định danh hoặc thẻ BHYT trước.',
      en: 'The record holds no number in force to ask by. Enter the personal number or the insurance card first.',
    },
  },
  'verification.task-changed': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Người khác vừa xử lý việc này. Hãy mở lại để xem tình trạng mới.',
      en: 'Somebody else has just worked on this. Open it again to see how it stands.',
    },
  },
  'verification.own-proposal': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Không ai được tự duyệt đề nghị của mình. Hãy để người khác duyệt.',
      en: 'Nobody decides on her own proposal. Somebody else has to.',
    },
  },
  'verification.run-under-way': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Đang có một lượt xác minh hàng loạt chưa xong. Hãy chờ hoặc dừng lượt đó trước.',
      en: 'A bulk verification is under way. Wait for it, or stop it first.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
