import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of a station's work and of its reports. Part of the platform's closed list. */
export const stationErrorKinds = {
  'station.no-facility': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Tài khoản này không thuộc trạm nào. Hãy nhờ người quản trị gắn tài khoản với trạm.',
      en: 'This account belongs to no station. Ask the administrator to bind it to one.',
    },
  },
  'station.other-station': {
    status: 404,
    issue: 'not-found',
    text: {
      vi: 'Không có mục này ở đơn vị của bạn.',
      en: 'Your office has no such entry.',
    },
  },
  'station.period-open': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Kỳ này chưa hết, hoặc còn dòng phải sửa trước khi chốt. Hãy xem phần cần xem lại.',
      en: 'The period is not over, or lines must be put right before it is closed. See what is to be looked at.',
    },
  },
  'station.closed-already': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Kỳ này đã gửi và chưa bị trả lại. Số liệu đổi sau đó hiện thành chênh lệch.',
      en: 'This period was sent and was not given back. What changed since shows as differences.',
    },
  },
  'station.decided-already': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Báo cáo này đã có người quyết định. Hãy mở lại danh sách.',
      en: 'Somebody has decided on this report. Open the list again.',
    },
  },
  'station.reason-needed': {
    status: 422,
    issue: 'required',
    text: {
      vi: 'Trả lại cần nói rõ phải sửa gì.',
      en: 'Giving it back needs words on what is to be put right.',
    },
  },
  'station.stations-open': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Còn trạm chưa gửi hoặc chưa được duyệt. Hãy duyệt hết rồi gửi lên Bộ.',
      en: 'Some stations have not sent, or wait for approval. Approve them all before sending to the ministry.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
