import type { Bilingual } from '#kernel/schema.ts';
import type { DateFault } from './dates.ts';

/** What was found in a cell or a line: `error` refuses the line, `note` goes with it. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: 'error' | 'note';
  /** Heading of the column as it stands in the sheet. */
  readonly column?: string;
  /** What stands there, or what it is to be read as. */
  readonly value?: string;
}

const sentences = {
  'date.calendar': { vi: 'Ngày này không có trong lịch.', en: 'There is no such day in the calendar.' },
  'date.month-first': {
    vi: 'Tháng đứng trước ngày. Hãy viết ngày/tháng/năm, và xem lại cả cột này.',
    en: 'The month stands before the day. Write day/month/year, and look through the whole column.',
  },
  'date.short-year': {
    vi: 'Năm hai chữ số có thể hiểu hai cách. Hãy viết đủ bốn chữ số.',
    en: 'A year of two digits can be read in two ways. Write all four.',
  },
  'date.month-only': {
    vi: 'Chỉ có tháng và năm. Hãy ghi cả ngày.',
    en: 'Only month and year. Write the day too.',
  },
  'date.year-only': {
    vi: 'Chỉ có năm. Hãy ghi cả ngày và tháng.',
    en: 'Only a year. Write day and month too.',
  },
  'date.quarter': { vi: 'Đây là một quý, không phải một ngày.', en: 'This is a quarter, not a day.' },
  'date.range': {
    vi: 'Ô này có hai ngày. Hãy tách thành ngày cấp và ngày hết hạn.',
    en: 'Two days stand in this cell. Put each into its own column.',
  },
  'date.lunar': {
    vi: 'Ngày âm lịch. Hãy ghi ngày dương lịch.',
    en: 'A day of the lunar calendar. Write the one of the common calendar.',
  },
  'date.six-digits': {
    vi: 'Sáu chữ số có thể hiểu nhiều cách. Hãy viết ngày/tháng/năm.',
    en: 'Six digits can be read in several ways. Write day/month/year.',
  },
  'date.two-readings': {
    vi: 'Tám chữ số này có thể hiểu hai cách. Hãy viết ngày/tháng/năm.',
    en: 'These eight digits can be read in two ways. Write day/month/year.',
  },
  'date.out-of-range': {
    vi: 'Ngày nằm ngoài khoảng có thể có. Hãy xem lại năm.',
    en: 'The day lies outside what is possible. Check the year.',
  },
  'date.formula': { vi: 'Ô này là lỗi công thức của bảng tính.', en: 'This cell is an error of a formula.' },
  'date.narrow-column': {
    vi: 'Ô chỉ còn dấu # vì cột quá hẹp lúc xuất. Hãy xuất lại.',
    en: 'Only # is left, since the column was too narrow. Export it again.',
  },
  'date.no-end-here': {
    vi: 'Ngày này không thể là "không thời hạn".',
    en: 'This day cannot be “without end”.',
  },
  'date.unknown': {
    vi: 'Không đọc được ngày này. Hãy viết ngày/tháng/năm, ví dụ 15/03/2020.',
    en: 'This day cannot be read. Write day/month/year, for example 15/03/2020.',
  },
  'date.unsure-column': {
    vi: 'Cột này có ngày viết tháng trước, nên ngày này có thể hiểu hai cách.',
    en: 'Other days of this column have the month first, so this one can be read in two ways.',
  },
  missing: { vi: 'Thiếu thông tin bắt buộc.', en: 'Something that is needed is missing.' },
  'too-long': { vi: 'Nội dung quá dài.', en: 'This is too long.' },
  'code.shape': { vi: 'Mã cơ sở phải có 5 chữ số.', en: 'A facility code has 5 digits.' },
  'code.zeros': {
    vi: 'Số 0 ở đầu đã bị bảng tính bỏ mất; được đọc là {value}.',
    en: 'The sheet lost the zeros in front; read as {value}.',
  },
  'code.of-another': {
    vi: 'Mã này đang là của cơ sở khác: {value}. Nếu cơ sở đổi tên, hãy sửa trên trang của cơ sở đó.',
    en: 'This code is that of another facility: {value}. If it changed its name, change it on its page.',
  },
  'code.conflict': {
    vi: 'Mã này đứng ở nhiều dòng khác nhau: {value}. Không dòng nào được nhập.',
    en: 'This code stands in several different lines: {value}. None of them is taken.',
  },
  'code.province': {
    vi: 'Hai số đầu của mã là tỉnh khác với địa chỉ. Hãy xem lại nếu không phải do chuyển trụ sở.',
    en: 'The first two digits name another province than the address. Check it unless the facility moved.',
  },
  'line.repeated': {
    vi: 'Dòng này giống hệt dòng {value} nên được bỏ qua.',
    en: 'This line repeats line {value} and is passed over.',
  },
  'line.adds': {
    vi: 'Cùng người với dòng {value}; thông tin được thêm vào.',
    en: 'The same person as in line {value}; what is new is added.',
  },
  'kind.unknown': {
    vi: 'Không rõ loại cơ sở. Dùng một trong các loại trong hướng dẫn.',
    en: 'This kind of facility is not known. Use one of those in the guide.',
  },
  'level.unknown': {
    vi: 'Không rõ cấp chuyên môn (ban đầu, cơ bản, chuyên sâu).',
    en: 'This level is not known (initial, basic, specialised).',
  },
  'level.former': {
    vi: 'Tuyến cũ không tự đổi ra cấp chuyên môn được, nên được bỏ trống.',
    en: 'A former tier does not say which level it is now, so it is left out.',
  },
  'ownership.unknown': { vi: 'Không rõ công lập hay tư nhân.', en: 'Public or private is not clear.' },
  'state.unknown': { vi: 'Không rõ trạng thái hoạt động.', en: 'This state is not known.' },
  'service.unknown': {
    vi: 'Có dịch vụ không có trong danh sách, được bỏ qua: {value}.',
    en: 'A service that is not in the list is passed over: {value}.',
  },
  'hours.unknown': {
    vi: 'Không đọc được giờ mở cửa. Ví dụ: T2-T6 07:00-17:00; T7 07:00-11:30',
    en: 'These hours cannot be read. For example: T2-T6 07:00-17:00; T7 07:00-11:30',
  },
  'beds.unknown': {
    vi: 'Số giường phải là số nguyên từ 0 đến 5000.',
    en: 'Beds are a whole number from 0 to 5000.',
  },
  'point.unknown': {
    vi: 'Toạ độ không nằm trong lãnh thổ Việt Nam.',
    en: 'The point does not lie in Viet Nam.',
  },
  'phone.unknown': {
    vi: 'Số điện thoại không đúng, được bỏ qua.',
    en: 'The telephone number is not right and is passed over.',
  },
  'email.unknown': {
    vi: 'Địa chỉ thư không đúng, được bỏ qua.',
    en: 'The e-mail address is not right and is passed over.',
  },
  'web.unknown': {
    vi: 'Địa chỉ trang web phải bắt đầu bằng http:// hoặc https://; được bỏ qua.',
    en: 'A web address begins with http:// or https://; passed over.',
  },
  'commune.unknown': {
    vi: 'Không có xã, phường, đặc khu này từ 1/7/2025.',
    en: 'There has been no such commune since 1 July 2025.',
  },
  'commune.several': {
    vi: 'Có nhiều xã cùng tên. Hãy ghi mã xã: {value}.',
    en: 'Several communes have this name. Write the code: {value}.',
  },
  'commune.old': {
    vi: 'Đây là tên hoặc mã cũ. Có thể nay là: {value}. Hãy ghi xã mới; Sen không tự đổi.',
    en: 'This is an old name or code. It may now be: {value}. Write the new one; Sen does not change it by itself.',
  },
  'commune.old-unmapped': {
    vi: 'Đây là xã cũ chưa có ánh xạ sang xã mới. Hãy ghi xã mới.',
    en: 'This is an old commune of which nobody mapped the new one. Write the new one.',
  },
  'province.unknown': {
    vi: 'Không có tỉnh, thành phố này từ 1/7/2025.',
    en: 'There has been no such province since 1 July 2025.',
  },
  'place.other': {
    vi: 'Cơ sở thuộc địa bàn khác, không nhập được từ đây.',
    en: 'The facility belongs to another place and cannot be taken from here.',
  },
  'font.old': {
    vi: 'Chữ viết bằng phông cũ, được đọc là: {value}.',
    en: 'Written in an old font, read as: {value}.',
  },
  'sex.unknown': { vi: 'Không rõ giới tính, được bỏ qua.', en: 'The sex is not clear and is passed over.' },
  'number.shape': { vi: 'Số định danh phải có 12 chữ số.', en: 'A personal number has 12 digits.' },
  'number.of-another': {
    vi: 'Số định danh này đang là của người hành nghề khác.',
    en: 'This personal number is that of another practitioner.',
  },
  'licence.shape': {
    vi: 'Số giấy phép khác dạng thường gặp (001234/HNO-GPHN); vẫn được ghi.',
    en: 'This number differs from the usual form (001234/HNO-GPHN); it is kept.',
  },
  'licence.of-another': {
    vi: 'Số giấy phép này đang là của người có tên khác.',
    en: 'This licence number is that of somebody with another name.',
  },
  'licence.two-people': {
    vi: 'Cùng số giấy phép nhưng khác họ tên ở dòng {value}. Không dòng nào được nhập.',
    en: 'The same licence number with another name in line {value}. Neither is taken.',
  },
  'licence.turned': { vi: 'Ngày hết hạn đứng trước ngày cấp.', en: 'The last day comes before the first.' },
  'licence.expired': {
    vi: 'Giấy phép đã hết hạn; quyền khám chữa bệnh của người này sẽ đóng.',
    en: 'The licence has run out; clinical rights of this person will close.',
  },
  'facility.unknown': {
    vi: 'Chưa có cơ sở mang mã này trong danh bạ. Hãy nhập cơ sở trước.',
    en: 'No facility in the directory has this code. Enter the facility first.',
  },
  'changed-meanwhile': {
    vi: 'Có người đã sửa sau lần xem thử. Hãy nhập lại tệp để xem lại.',
    en: 'Somebody changed this after the trial run. Import the file again to see it anew.',
  },
  'not-taken': { vi: 'Hệ thống không nhận dòng này: {value}', en: 'This line was not taken: {value}' },
} as const satisfies Record<string, Bilingual>;

export type FindingCode = keyof typeof sentences;

/** The sentence of a finding for people. */
export function sentenceOf({ code, value }: Finding): Bilingual {
  const { vi, en } = sentences[code];
  return { vi: vi.replace('{value}', value ?? ''), en: en.replace('{value}', value ?? '') };
}

/** Whether the sentence of a finding tells its value already. */
export function tellsValue({ code }: Pick<Finding, 'code'>): boolean {
  return sentences[code].vi.includes('{value}');
}

/** All faults of days have their sentence. */
export const dateSentences: Readonly<Record<DateFault, Bilingual>> = sentences;
