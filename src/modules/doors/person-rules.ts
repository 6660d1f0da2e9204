import { defineRules } from './rule.ts';

/** Why a person is not decided by a machine. @source design of the record: two people are never merged without a human */
export const personRules = defineRules({
  'person.card-of-another': {
    vi: 'Thẻ BHYT này thuộc về người khác (số định danh, hoặc họ tên và năm sinh, không khớp). Hãy kiểm tra số thẻ.',
    en: 'This insurance card belongs to somebody else (the personal number, or the name and birth year, do not agree). Check the card number.',
  },
  'person.number-of-another': {
    vi: 'Số này đang thuộc về người khác (họ tên và năm sinh, hoặc số định danh, không khớp). Hãy kiểm tra số.',
    en: 'This number belongs to somebody else (the name and birth year, or the personal number, do not agree). Check the number.',
  },
  'person.ambiguous': {
    vi: 'Số này có ở nhiều hồ sơ. Cần người có thẩm quyền gộp hồ sơ trước, rồi thử lại.',
    en: 'Several records carry this number. They must be merged by an authorised person first; then try again.',
  },
  'person.visit-of-another': {
    vi: 'Lượt khám có mã này (cơ sở và MA_LK) đã được một cửa khác kể về người khác. Hãy kiểm tra MA_LK và số của người bệnh.',
    en: 'Another door already told of the visit with this key (facility and MA_LK) as that of somebody else. Check MA_LK and the numbers of the patient.',
  },
});
