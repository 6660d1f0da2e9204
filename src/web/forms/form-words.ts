import type { Bilingual, Language } from '#kernel/schema.ts';
import { fill, type Values } from '#web/text/fill.ts';
import { useLanguage } from '#web/text/text-context.tsx';

/** What the form engine says; the words of a form itself stand in its Questionnaire. */
const words = {
  yes: { vi: 'Có', en: 'Yes' },
  no: { vi: 'Không', en: 'No' },
  choose: { vi: 'Chọn…', en: 'Choose…' },
  optional: { vi: 'không bắt buộc', en: 'optional' },
  last: { vi: 'Lần trước: {value} · {when}', en: 'Last: {value} · {when}' },
  takeLast: { vi: 'Dùng lại', en: 'Use again' },
  high: { vi: '↑ cao', en: '↑ high' },
  low: { vi: '↓ thấp', en: '↓ low' },
  calculated: { vi: 'máy tính ra', en: 'worked out' },
  fromVisit: {
    vi: 'đã ghi ở phiếu khác của lượt khám này',
    en: 'already said in another form of this visit',
  },
  fromRecord: { vi: 'từ hồ sơ', en: 'from the record' },
  add: { vi: 'Thêm {name}', en: 'Add {name}' },
  remove: { vi: 'Bỏ', en: 'Remove' },
  instance: { vi: '{name} số {n}', en: '{name} {n}' },
  keepReason: { vi: 'Lý do giữ giá trị này', en: 'Why this value is kept' },
  problems: { vi: 'Còn {n} chỗ cần xem lại', en: '{n} {n|place|places} to look at again' },
  save: { vi: 'Lưu phiếu', en: 'Save the form' },
  keptHere: { vi: 'Đã lưu nháp trên máy này lúc {when}', en: 'Draft kept on this device at {when}' },
  notKept: {
    vi: 'Máy không lưu được bản nháp. Hãy lưu phiếu trước khi rời trang.',
    en: 'The device could not keep the draft. Save the form before you leave.',
  },
  draftBack: { vi: 'Đã mở lại bản nháp ghi lúc {when}.', en: 'The draft of {when} is open again.' },
  draftOther: {
    vi: 'Phiếu đã đổi từ khi bản nháp được ghi. Những câu trả lời sau không còn chỗ trong phiếu mới:',
    en: 'The form was changed since the draft was written. These answers have no place in the new form:',
  },
  startOver: { vi: 'Bỏ bản nháp, ghi lại từ đầu', en: 'Discard the draft and begin anew' },
  search: { vi: 'Gõ tên hoặc mã', en: 'Type a name or a code' },
  searching: { vi: 'Đang tìm…', en: 'Searching…' },
  found: { vi: '{n} kết quả', en: '{n} {n|result|results}' },
  nothingFound: {
    vi: 'Không tìm thấy. Thử từ khác hoặc ít chữ hơn.',
    en: 'Nothing found. Try another word or fewer letters.',
  },
  searchFailed: {
    vi: 'Chưa tra được danh mục. Có thể ghi bằng lời rồi chọn mã sau.',
    en: 'The list cannot be searched now. Write it in words and choose the code later.',
  },
  asWords: { vi: 'Ghi bằng lời: “{text}”', en: 'Keep as words: “{text}”' },
  today: { vi: 'Hôm nay', en: 'Today' },
  now: { vi: 'Bây giờ', en: 'Now' },
  dayHint: { vi: 'ngày/tháng/năm', en: 'day/month/year' },
  clock: { vi: 'Giờ', en: 'Time' },
  unit: { vi: 'Đơn vị', en: 'Unit' },
  addPicture: { vi: 'Chụp hoặc chọn ảnh', en: 'Take or choose a picture' },
  picture: { vi: 'Ảnh {n}', en: 'Picture {n}' },
  pictureTooBig: {
    vi: 'Tệp này quá lớn hoặc không phải ảnh, PDF.',
    en: 'This file is too large or is no picture or PDF.',
  },
  sign: { vi: 'Ký', en: 'Sign' },
  signHere: { vi: 'Ký bằng bút hoặc ngón tay vào khung', en: 'Sign with a pen or a finger in the frame' },
  signName: { vi: 'Họ tên người ký', en: 'Name of who signs' },
  signByName: { vi: 'Ký bằng tên', en: 'Sign by name' },
  signedBy: { vi: '{name} ký lúc {when}', en: 'Signed by {name} at {when}' },
  signAgain: { vi: 'Ký lại', en: 'Sign again' },
  clear: { vi: 'Xóa', en: 'Clear' },
  bodyHint: {
    vi: 'Chạm vào hình để đánh dấu, hoặc chọn vùng trong danh sách.',
    en: 'Touch the drawing to mark a place, or choose a region of the list.',
  },
  bodyFront: { vi: 'Mặt trước', en: 'Front' },
  bodyBack: { vi: 'Mặt sau', en: 'Back' },
  bodyRegion: { vi: 'Vùng cơ thể', en: 'Region of the body' },
  bodyMark: { vi: 'Đánh dấu', en: 'Mark' },
  bodyNote: { vi: 'Mô tả chỗ {n}', en: 'Description of place {n}' },
  source: { vi: 'Nguồn', en: 'Source' },
  unanswered: { vi: 'chưa ghi', en: 'not said' },
  leftOut: { vi: 'Câu trả lời ngoài phiếu này', en: 'Answers outside of this form' },
  version: { vi: 'Phiên bản {version}', en: 'Version {version}' },
  state: { vi: 'Tình trạng phiếu', en: 'State of the form' },
} as const satisfies Record<string, Bilingual>;

/** A key of the engine's words. */
export type FormWord = keyof typeof words;

/** A word in one language. */
export function formWord(language: Language, key: FormWord, values?: Values): string {
  return fill(words[key][language], values);
}

/** The engine's words in the reader's language. */
export function useFormWords(): (key: FormWord, values?: Values) => string {
  const language = useLanguage();
  return (key, values) => formWord(language, key, values);
}
