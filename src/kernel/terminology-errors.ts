import type { ErrorKind } from './error-kind.ts';

/** What can be wrong with a question about codes. Part of the platform's closed list. */
export const terminologyErrorKinds = {
  'terminology.unknown-system': {
    status: 404,
    issue: 'not-found',
    text: { vi: 'Không có bộ mã này.', en: 'This code system is not held here.' },
  },
  'terminology.unknown-code': {
    status: 404,
    issue: 'not-found',
    text: { vi: 'Bộ mã không có mã này.', en: 'The code system does not have this code.' },
  },
  'terminology.unknown-value-set': {
    status: 404,
    issue: 'not-found',
    text: { vi: 'Không có tập giá trị này.', en: 'This value set is not held here.' },
  },
  'terminology.unknown-map': {
    status: 404,
    issue: 'not-found',
    text: { vi: 'Không có bảng chuyển mã này.', en: 'This concept map is not held here.' },
  },
  'terminology.not-held': {
    status: 422,
    issue: 'not-supported',
    text: {
      vi: 'Tập giá trị này cần một bộ mã mà hệ thống không được lưu.',
      en: 'This value set needs a code system that may not be held here.',
    },
  },
  'terminology.filter': {
    status: 422,
    issue: 'invalid',
    text: {
      vi: 'Điều kiện chọn mã của tập giá trị chưa đúng hoặc chưa được hỗ trợ.',
      en: 'A condition of the value set is wrong or not supported.',
    },
  },
  'terminology.circle': {
    status: 422,
    issue: 'invalid',
    text: {
      vi: 'Tập giá trị gọi vòng về chính nó.',
      en: 'The value set refers to itself in a circle.',
    },
  },
  'terminology.too-costly': {
    status: 422,
    issue: 'too-costly',
    text: {
      vi: 'Danh sách mã quá dài. Hãy thêm điều kiện lọc hoặc lấy từng trang (count, offset).',
      en: 'The list of codes is too long. Add a filter, or take it page by page (count, offset).',
    },
  },
  'terminology.read-only': {
    status: 405,
    issue: 'not-supported',
    text: {
      vi: 'Danh mục của hệ thống chỉ để đọc. Hãy lưu bản của bạn với id khác.',
      en: 'Lists of the house are read-only. Store your own under another id.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
