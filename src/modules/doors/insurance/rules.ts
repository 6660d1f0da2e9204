import { defineRules } from '../rule.ts';

/**
 * Everything the claim door says about what it was sent. A sentence never holds the value: that stands beside it, for those who
 * may see it.
 * @source QĐ 130/QĐ-BYT 2023, QĐ 4750/QĐ-BYT 2023, QĐ 3176/QĐ-BYT 2024 (tables, keys, formats, sums); QĐ 4210/QĐ-BYT 2017 (former tables)
 */
export const insuranceRules = defineRules({
  'claim.not-an-envelope': {
    vi: 'Tệp không phải hồ sơ giám định (thẻ gốc phải là GIAMDINHHS). Hãy kiểm tra tệp rồi gửi lại.',
    en: 'The file is not a claim envelope (its root must be GIAMDINHHS). Check the file and send it again.',
  },
  'claim.bare-table': {
    vi: 'Tệp chỉ có một bảng, không có vỏ GIAMDINHHS nên không biết lượt khám đầy đủ. Hãy gửi cả hồ sơ.',
    en: 'The file is one table without its GIAMDINHHS envelope, so the whole visit is not known. Send the whole file.',
  },
  'claim.empty': { vi: 'Tệp không có hồ sơ nào.', en: 'The file holds no visit.' },
  'claim.doctype': {
    vi: 'Tệp khai báo DOCTYPE hoặc thực thể riêng; dạng này không được nhận. Hãy bỏ khai báo rồi gửi lại.',
    en: 'The file declares a DOCTYPE or entities of its own, which is not taken. Remove the declaration and send it again.',
  },
  'claim.too-deep': {
    vi: 'Các thẻ lồng nhau quá sâu so với quy định.',
    en: 'Elements are nested deeper than the regulation allows.',
  },
  'claim.text-too-large': {
    vi: 'Một giá trị dài quá mức có thể có. Hãy kiểm tra tệp.',
    en: 'A value is longer than any that can be real. Check the file.',
  },
  'claim.visit-too-large': {
    vi: 'Hồ sơ này lớn quá mức có thể có. Hãy kiểm tra tệp.',
    en: 'This visit is larger than any that can be real. Check the file.',
  },
  'claim.encoding-unknown': {
    vi: 'Không đọc được bảng mã chữ đã khai báo. Hãy dùng UTF-8.',
    en: 'The declared character encoding is not known. Use UTF-8.',
  },
  'claim.encoding-invalid': {
    vi: 'Có byte không đúng bảng mã chữ (UTF-8). Hãy xuất lại tệp bằng UTF-8.',
    en: 'There are bytes that do not fit the character encoding (UTF-8). Export the file again as UTF-8.',
  },
  'claim.truncated': {
    vi: 'Tệp bị cắt giữa chừng; các hồ sơ trọn vẹn phía trước đã được nhận. Hãy gửi lại tệp đầy đủ.',
    en: 'The file is cut off; the whole visits before the cut were taken. Send the complete file again.',
  },
  'claim.not-well-formed': {
    vi: 'Cấu trúc XML bị hỏng từ đây; các hồ sơ trọn vẹn phía trước đã được nhận.',
    en: 'The XML is broken from here on; the whole visits before it were taken.',
  },
  'claim.table-not-well-formed': {
    vi: 'Nội dung bảng này không phải XML đúng cấu trúc.',
    en: 'The content of this table is not well-formed XML.',
  },
  'claim.base64': {
    vi: 'Nội dung bảng này không phải base64 đúng.',
    en: 'The content of this table is not proper base64.',
  },
  'claim.count-differs': {
    vi: 'Số hồ sơ khai báo (SOLUONGHOSO) khác số hồ sơ có trong tệp.',
    en: 'The declared number of visits (SOLUONGHOSO) differs from the number in the file.',
  },
  'claim.table-unknown': {
    vi: 'Loại bảng này chưa có trong quy định; nội dung được giữ trong tệp gốc.',
    en: 'This kind of table is not in the regulation; its content is kept in the stored file.',
  },
  'claim.table-twice': {
    vi: 'Một lượt khám có hai bảng cùng loại; bảng sau không được nhận.',
    en: 'One visit holds the same table twice; the later one is not taken.',
  },
  'claim.summary-missing': {
    vi: 'Hồ sơ không có bảng tổng hợp XML1 nên không biết của ai, khi nào.',
    en: 'The visit has no summary table XML1, so whose and when is not known.',
  },
  'claim.facility-foreign': {
    vi: 'Mã cơ sở trong hồ sơ không phải cơ sở của bên gửi.',
    en: 'The facility code in the file is not that of the sender.',
  },
  'claim.key-missing': { vi: 'Thiếu giá trị bắt buộc.', en: 'A required value is missing.' },
  'claim.visit-key-differs': {
    vi: 'MA_LK của dòng khác MA_LK của bảng tổng hợp XML1.',
    en: "The line's MA_LK differs from that of the summary XML1.",
  },
  'claim.duplicate-line': {
    vi: 'Hai dòng khác nhau có cùng MA_LK và STT; dòng sau không được nhận.',
    en: 'Two different lines carry the same MA_LK and STT; the later one is not taken.',
  },
  'claim.repeated-line': {
    vi: 'Một dòng được gửi hai lần giống hệt nhau; chỉ nhận một.',
    en: 'A line was sent twice, word for word; it is taken once.',
  },
  'claim.date': {
    vi: 'Ngày giờ không có thật hoặc sai dạng. Dạng đúng: yyyymmdd hoặc yyyymmddHHMM.',
    en: 'The date or time does not exist or has the wrong form. Right forms: yyyymmdd or yyyymmddHHMM.',
  },
  'claim.date-order': { vi: 'Ngày ra trước ngày vào.', en: 'The end is before the beginning.' },
  'claim.date-outside-visit': {
    vi: 'Ngày nằm ngoài thời gian của lượt khám.',
    en: 'The date lies outside the visit.',
  },
  'claim.date-in-future': { vi: 'Ngày ở tương lai.', en: 'The date is in the future.' },
  'claim.number-format': {
    vi: 'Không phải số đúng dạng (chữ số, dấu chấm thập phân).',
    en: 'Not a number in the right form (digits, a decimal point).',
  },
  'claim.negative': {
    vi: 'Số tiền hoặc số lượng không được âm.',
    en: 'An amount or quantity must not be negative.',
  },
  'claim.too-long': {
    vi: 'Giá trị dài hơn quy định; vẫn được nhận.',
    en: 'The value is longer than the regulation says; it is taken all the same.',
  },
  'claim.code-unknown': {
    vi: 'Mã không có trong danh mục; vẫn được giữ nguyên.',
    en: 'The code is not in the list; it is kept as it is.',
  },
  'claim.card-format': {
    vi: 'Số thẻ BHYT sai dạng (15 ký tự, hoặc 10 chữ số).',
    en: 'The insurance card number has the wrong form (15 characters, or 10 digits).',
  },
  'claim.personal-number-format': {
    vi: 'Số định danh cá nhân sai dạng (12 chữ số).',
    en: 'The personal number has the wrong form (12 digits).',
  },
  'claim.field-unknown': {
    vi: 'Trường này không có trong bảng; nội dung được giữ trong tệp gốc.',
    en: 'This field is not in the table; its content is kept in the stored file.',
  },
  'claim.amount-differs': {
    vi: 'Thành tiền khác tích của số lượng, đơn giá và tỷ lệ.',
    en: 'The amount differs from quantity times price times ratio.',
  },
  'claim.total-differs': {
    vi: 'Tổng trong XML1 khác tổng các dòng.',
    en: 'The sum in XML1 differs from the sum of the lines.',
  },
  'claim.not-taken': {
    vi: 'Hồ sơ đọc được nhưng không lưu được vào bệnh án. Hãy báo người quản trị kỹ thuật.',
    en: 'The visit could be read but not written to the record. Tell the technical administrator.',
  },
});

export type InsuranceRule = keyof typeof insuranceRules;
