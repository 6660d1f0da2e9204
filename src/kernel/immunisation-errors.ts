import type { ErrorKind } from './error-kind.ts';

/** Vaccinations, vaccines in stock, what goes to the national immunisation system. */
export const immunisationErrorKinds = {
  'immunisation.shot-refused': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Chưa ghi mũi tiêm này: có điều cần xem lại. Chưa có gì được lưu.',
      en: 'This dose was not recorded: something has to be looked at. Nothing was saved.',
    },
  },
  'immunisation.birth-unknown': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Chưa biết đủ ngày, tháng, năm sinh nên chưa tính được lịch tiêm. Hãy ghi ngày sinh trước.',
      en: 'The day of birth is not known whole, so no schedule can be worked out. Enter it first.',
    },
  },
  'immunisation.lot-known': {
    status: 409,
    issue: 'duplicate',
    text: {
      vi: 'Lô này đã có trong kho với hạn dùng hoặc số liều khác. Hãy kiểm tra lại nhãn.',
      en: 'This lot is in stock already with another expiry or size. Check the label.',
    },
  },
  'immunisation.stock-changed': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Số trong kho vừa thay đổi. Hãy mở lại trang kho rồi làm tiếp.',
      en: 'The stock has just changed. Open the stock page again, then go on.',
    },
  },
  'immunisation.reaction-known': {
    status: 409,
    issue: 'duplicate',
    text: {
      vi: 'Phản ứng này đã được báo cáo.',
      en: 'This reaction has been reported already.',
    },
  },
  'immunisation.exchange-changed': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Người khác vừa xử lý việc này. Hãy mở lại để xem tình trạng mới.',
      en: 'Somebody else has just worked on this. Open it again to see how it stands.',
    },
  },
  'programmes.already-in': {
    status: 409,
    issue: 'duplicate',
    text: {
      vi: 'Người này đã có trong chương trình ở đây.',
      en: 'This person is in the programme here already.',
    },
  },
  'programmes.not-for': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Chương trình này không dành cho tuổi hoặc giới của người này.',
      en: 'This programme is not for this age or sex.',
    },
  },
  'programmes.ended': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Người này đã ra khỏi chương trình.',
      en: 'This person has left the programme.',
    },
  },
  'programmes.growth-table': {
    status: 422,
    issue: 'value',
    text: {
      vi: 'Bảng chuẩn tăng trưởng không đọc được. Cần các cột Month hoặc Length hoặc Height, L, M, S.',
      en: 'The growth table cannot be read. It needs the columns Month or Length or Height, L, M, S.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
