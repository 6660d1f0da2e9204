import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of registering somebody. Part of the platform's closed list. */
export const registryErrorKinds = {
  'registry.number-of-another': {
    status: 409,
    issue: 'duplicate',
    text: {
      vi: 'Số này đang thuộc về một người khác trong hệ thống. Hãy kiểm tra lại giấy tờ; nếu số đúng, hai hồ sơ cần được đối chiếu trước.',
      en: 'This number belongs to another person of the system. Look at the paper again; where the number is right, the two records must be compared first.',
    },
  },
  'registry.nothing-said': {
    status: 422,
    issue: 'required',
    text: {
      vi: 'Cần ít nhất họ tên, một số giấy tờ, hoặc lý do chưa có giấy tờ.',
      en: 'At least a name, a number, or the reason why there is none is needed.',
    },
  },
  'registry.number-shape': {
    status: 422,
    issue: 'value',
    text: {
      vi: 'Số không đúng dạng: số định danh có 12 chữ số, CMND 9 chữ số, thẻ BHYT 10 hoặc 15 ký tự.',
      en: 'The number has not the right form: a personal number has 12 digits, an old card 9, an insurance card 10 or 15 characters.',
    },
  },
  'registry.same-person': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Hai bên phải là hai người khác nhau.',
      en: 'The two must be different people.',
    },
  },
  'registry.mother-not-possible': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Người này không thể là mẹ: hãy xem lại giới tính và năm sinh của hai người.',
      en: 'This person cannot be the mother: look again at the sex and the birth years of the two.',
    },
  },
  'registry.model-unknown': {
    status: 404,
    issue: 'not-found',
    text: { vi: 'Không có phiên bản mô hình này.', en: 'There is no such version of the model.' },
  },
} as const satisfies Record<string, ErrorKind>;
