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
  'registry.paper-needed': {
    status: 422,
    issue: 'required',
    text: {
      vi: 'Cần ảnh hoặc PDF của giấy tờ chứng minh (quyết định giám hộ, giấy ủy quyền, văn bản khai nhận di sản).',
      en: 'A photo or PDF of the paper that shows it is needed (the ruling on guardianship, a power of attorney, a deed of inheritance).',
    },
  },
  'registry.paper-unknown': {
    status: 422,
    issue: 'not-found',
    text: {
      vi: 'Giấy tờ đính kèm không thuộc hồ sơ của người này. Hãy đính kèm lại.',
      en: 'The attached paper does not belong to this person’s record. Attach it again.',
    },
  },
  'registry.tie-needs-end': {
    status: 422,
    issue: 'required',
    text: {
      vi: 'Giám hộ, chăm sóc cho người từ đủ 18 tuổi phải có ngày kết thúc.',
      en: 'Who speaks for somebody of age does so until a day that must be stated.',
    },
  },
  'registry.days-reversed': {
    status: 422,
    issue: 'business-rule',
    text: { vi: 'Ngày kết thúc ở trước ngày bắt đầu.', en: 'The last day lies before the first.' },
  },
  'registry.day-ahead': {
    status: 422,
    issue: 'business-rule',
    text: { vi: 'Ngày này ở sau hôm nay.', en: 'This day lies ahead of today.' },
  },
  'registry.no-household': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Người này chưa ở hộ nào. Hãy thêm vào một hộ trước.',
      en: 'This person lives in no household yet. Add the person to one first.',
    },
  },
  'registry.pregnancy-over': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Lần mang thai này đã kết thúc, hoặc trẻ đã được đăng ký. Hãy tải lại trang.',
      en: 'This pregnancy has ended already, or the children are registered. Load the page again.',
    },
  },
  'registry.birth-day': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Ngày sinh cách ngày dự sinh quá xa. Hãy xem lại cả hai ngày.',
      en: 'The day of birth is too far from the expected day. Look at both again.',
    },
  },
  'registry.model-unknown': {
    status: 404,
    issue: 'not-found',
    text: { vi: 'Không có phiên bản mô hình này.', en: 'There is no such version of the model.' },
  },
} as const satisfies Record<string, ErrorKind>;
