const names =
  'Kinh|Tày|Thái|Hoa|Khơ-me|Mường|Nùng|HMông|Dao|Gia-rai|Ngái|Ê-đê|Ba-na|Xơ-đăng|Sán Chay|Cơ-ho|Chăm|Sán Dìu|Hrê|Mnông|Ra-glai|Xtiêng|Bru-Vân Kiều|Thổ|Giáy|Cơ-tu|Gié-Triêng|Mạ|Khơ-mú|Co|Tà-ôi|Chơ-ro|Kháng|Xinh-mun|Hà Nhì|Chu-ru|Lào|La Chí|La Ha|Phù Lá|La Hủ|Lự|Lô Lô|Chứt|Mảng|Pà Thẻn|Cơ Lao|Cống|Bố Y|Si La|Pu Péo|Brâu|Ơ Đu|Rơ-măm|Người nước ngoài';

/**
 * Ethnic groups (dân tộc) by their two-digit code, 01-54 and 55 for foreigners; 99 stands for unknown in VN Core.
 * @source QĐ 121-TCTK/PPCĐ, 2/3/1979
 */
export const ethnicGroups: ReadonlyMap<string, string> = new Map([
  ...names.split('|').map((name, i): [string, string] => [String(i + 1).padStart(2, '0'), name]),
  ['99', 'Không rõ'],
]);
