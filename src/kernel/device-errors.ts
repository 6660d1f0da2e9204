import type { ErrorKind } from './error-kind.ts';

/** What goes wrong between a device that works without a network and the centre. */
export const deviceErrorKinds = {
  'device.reference-unknown': {
    status: 404,
    issue: 'not-found',
    text: {
      vi: 'Không có bộ dữ liệu tham chiếu này cho thiết bị của bạn.',
      en: 'There is no reference data of this name for your device.',
    },
  },
  'device.unknown': {
    status: 404,
    issue: 'not-found',
    text: {
      vi: 'Thiết bị này chưa được đăng ký cho bạn tại cơ sở này. Hãy đăng ký lại thiết bị; những gì chưa gửi vẫn còn trên máy.',
      en: 'This device is not registered for you at this facility. Register it again; what was not sent is still on it.',
    },
  },
  'device.lost': {
    status: 410,
    issue: 'security',
    text: {
      vi: 'Thiết bị này đã được báo mất, nên dữ liệu trên máy bị xoá. Nếu đã tìm lại được máy, hãy đăng ký lại từ đầu.',
      en: 'This device was reported lost, so the data on it are wiped. If it was found again, register it anew.',
    },
  },
  'device.moved': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Bạn đã chuyển sang cơ sở khác. Việc chưa gửi của cơ sở cũ vẫn được nhận; sau đó thiết bị tải danh sách của cơ sở mới.',
      en: 'You now work at another facility. What was not sent is still taken; then the device fetches the people of the new one.',
    },
  },
  'device.too-many': {
    status: 409,
    issue: 'business-rule',
    text: {
      vi: 'Bạn đã có đủ số thiết bị được giữ dữ liệu. Hãy gỡ một thiết bị không dùng nữa.',
      en: 'You have as many devices as may hold data. Take out one that is no longer used.',
    },
  },
  'device.write-unfit': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Giao dịch từ thiết bị chỉ gồm mục PUT và DELETE: mục mới có If-None-Match "*", mục sửa có If-Match.',
      en: 'A transaction of a device holds PUT and DELETE only: with If-None-Match "*" for what is new, If-Match for what changes.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
