import { defineRules } from '../rule.ts';

/** Why a file or a line of FHIR JSON is not taken. `…` is filled with what the record said. */
export const fhirRules = defineRules({
  'fhir.not-json': { vi: 'Không phải JSON hợp lệ.', en: 'This is not valid JSON.' },
  'fhir.no-resource': {
    vi: 'Không có tài nguyên FHIR ở đây (thiếu resourceType).',
    en: 'There is no FHIR resource here (resourceType is missing).',
  },
  'fhir.too-large': {
    vi: 'Một tài nguyên lớn hơn 16 MB. Hãy để tệp đính kèm bên ngoài và trỏ tới.',
    en: 'One resource is larger than 16 MB. Keep large attachments outside and point to them.',
  },
  'fhir.method-not-taken': {
    vi: 'Tệp chỉ được thêm hoặc cập nhật hồ sơ; mục yêu cầu xoá hoặc đọc không được thực hiện.',
    en: 'A file may only add to the record or update it; an entry that deletes or reads is not carried out.',
  },
  'fhir.bundle-type': {
    vi: 'Loại Bundle này không nhập được từ tệp (history, message...).',
    en: 'This type of Bundle cannot be imported from a file (history, message...).',
  },
  'fhir.refused': { vi: 'Hồ sơ không nhận tài nguyên này: …', en: 'The record refused this resource: …' },
  'fhir.reference-missing': {
    vi: 'Tài nguyên trỏ tới một bản ghi không có trong tệp cũng không có trong hồ sơ.',
    en: 'The resource points to one that is neither in the file nor in the record.',
  },
  'fhir.all-or-nothing': {
    vi: 'Bundle này là giao dịch: vì có mục sai nên không mục nào được ghi. Hãy sửa các mục bên dưới rồi nhập lại.',
    en: 'This Bundle is a transaction: since some entries are wrong, none was written. Correct the entries below and import it again.',
  },
  'fhir.truncated': {
    vi: 'Tệp kết thúc giữa chừng; những mục trước đó đã được đọc.',
    en: 'The file ends in the middle; what came before was read.',
  },
});

/** Code of a rule of this door. */
export type FhirRule = keyof typeof fhirRules;
