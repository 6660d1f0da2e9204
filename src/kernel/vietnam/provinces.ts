/** A province or a city under the central government. */
export interface Province {
  readonly code: string;
  /** With its kind: 'Tỉnh Bắc Ninh', 'Thành phố Huế'. */
  readonly name: string;
}

/** '*' marks a city under the central government (thành phố trực thuộc Trung ương). */
const of2025 =
  '01 *Hà Nội|04 Cao Bằng|08 Tuyên Quang|11 Điện Biên|12 Lai Châu|14 Sơn La|15 Lào Cai|19 Thái Nguyên|20 Lạng Sơn|22 Quảng Ninh|24 Bắc Ninh|25 Phú Thọ|31 *Hải Phòng|33 Hưng Yên|37 Ninh Bình|38 Thanh Hóa|40 Nghệ An|42 Hà Tĩnh|44 Quảng Trị|46 *Huế|48 *Đà Nẵng|51 Quảng Ngãi|52 Gia Lai|56 Khánh Hòa|66 Đắk Lắk|68 Lâm Đồng|75 *Đồng Nai|79 *Hồ Chí Minh|80 Tây Ninh|82 Đồng Tháp|86 Vĩnh Long|91 An Giang|92 *Cần Thơ|96 Cà Mau';

/** Code before the merger, '>' the code of the unit it became part of. */
const before2025 =
  '01>01 *Hà Nội|02>08 Hà Giang|04>04 Cao Bằng|06>19 Bắc Kạn|08>08 Tuyên Quang|10>15 Lào Cai|11>11 Điện Biên|12>12 Lai Châu|14>14 Sơn La|15>15 Yên Bái|17>25 Hòa Bình|19>19 Thái Nguyên|20>20 Lạng Sơn|22>22 Quảng Ninh|24>24 Bắc Giang|25>25 Phú Thọ|26>25 Vĩnh Phúc|27>24 Bắc Ninh|30>31 Hải Dương|31>31 *Hải Phòng|33>33 Hưng Yên|34>33 Thái Bình|35>37 Hà Nam|36>37 Nam Định|37>37 Ninh Bình|38>38 Thanh Hóa|40>40 Nghệ An|42>42 Hà Tĩnh|44>44 Quảng Bình|45>44 Quảng Trị|46>46 Thừa Thiên Huế|48>48 *Đà Nẵng|49>48 Quảng Nam|51>51 Quảng Ngãi|52>52 Bình Định|54>66 Phú Yên|56>56 Khánh Hòa|58>56 Ninh Thuận|60>68 Bình Thuận|62>51 Kon Tum|64>52 Gia Lai|66>66 Đắk Lắk|67>68 Đắk Nông|68>68 Lâm Đồng|70>75 Bình Phước|72>80 Tây Ninh|74>79 Bình Dương|75>75 Đồng Nai|77>79 Bà Rịa - Vũng Tàu|79>79 *Hồ Chí Minh|80>80 Long An|82>82 Tiền Giang|83>86 Bến Tre|84>86 Trà Vinh|86>86 Vĩnh Long|87>82 Đồng Tháp|89>91 An Giang|91>91 Kiên Giang|92>92 *Cần Thơ|93>92 Hậu Giang|94>92 Sóc Trăng|95>96 Bạc Liêu|96>96 Cà Mau';

/** The day from which the 34 units count; before it, the 63. One code can name two different units, so a date goes with it. */
export const mergerDay = '2025-07-01';

/**
 * The 34 provinces and cities since 1 July 2025, by code.
 * @source NQ 202/2025/QH15; QĐ 19/2025/QĐ-TTg (codes)
 */
export const provinces: ReadonlyMap<string, Province> = new Map(
  of2025.split('|').map((row) => [row.slice(0, 2), { code: row.slice(0, 2), name: fullName(row.slice(3)) }]),
);

/** A province as it was before 1 July 2025, and the code of its successor. */
export interface OldProvince extends Province {
  readonly newCode: string;
}

/**
 * The 63 provinces and cities before 1 July 2025, by code: insurance cards, facility codes and personal numbers keep these.
 * @source QĐ 124/2004/QĐ-TTg
 */
export const oldProvinces: ReadonlyMap<string, OldProvince> = new Map(
  before2025
    .split('|')
    .map((row) => [
      row.slice(0, 2),
      { code: row.slice(0, 2), name: fullName(row.slice(6)), newCode: row.slice(3, 5) },
    ]),
);

/** Name of one of the 63 old provinces by its two digits. */
export function provinceOfOldCode(code: string): string | undefined {
  return oldProvinces.get(code)?.name;
}

/** Name of the province in the first three digits of a personal number ('001' is Hà Nội); undefined for births abroad. */
export function provinceOfNumber(code: string): string | undefined {
  return code.startsWith('0') ? provinceOfOldCode(code.slice(1)) : undefined;
}

/** The province a two-digit code meant on a day ('YYYY-MM-DD'). */
export function provinceOn(code: string, day: string): Province | undefined {
  return day < mergerDay ? oldProvinces.get(code) : provinces.get(code);
}

function fullName(short: string): string {
  return short.startsWith('*') ? `Thành phố ${short.slice(1)}` : `Tỉnh ${short}`;
}
