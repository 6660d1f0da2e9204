import type { Communes } from '#kernel/vietnam/communes.ts';
import { makePersonalNumber } from '#kernel/vietnam/personal-number.ts';
import { oldProvinces, provinces } from '#kernel/vietnam/provinces.ts';
import { chanceOf, type Chance } from '../registers/simulator/chance.ts';
import type { PopulationPerson } from './protocol.ts';

/** How many people the simulated database knows: one for each serial of six digits. */
export const citizenCount = 1_000_000;

const families =
  'Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Mai Tạ Quách Chu Tô Hà Lương Cao Đào'.split(
    ' ',
  );
const middles = {
  male: 'Văn Văn Văn Hữu Đức Quang Minh Công Đình Xuân Quốc Ngọc Thành Gia Duy'.split(' '),
  female: 'Thị Thị Thị Thị Ngọc Thu Thanh Hồng Kim Mỹ Phương Bích Diệu Minh Khánh'.split(' '),
};
const givens = {
  male: 'An Anh Bình Chiến Cường Dũng Đạt Hải Hiếu Hòa Hoàng Hùng Huy Khánh Khoa Kiên Lâm Long Minh Nam Nghĩa Phong Phúc Quân Quý Sơn Thắng Thịnh Thủy Tiến Toàn Trung Tuấn Việt Vinh'.split(
    ' ',
  ),
  female:
    'An Anh Ánh Châu Chi Dung Giang Hà Hạnh Hằng Hiền Hoa Hòa Hương Huyền Lan Liên Linh Loan Mai My Nga Ngân Nhung Oanh Phương Quỳnh Thảo Thủy Tiên Trang Trinh Tuyết Vân Yến'.split(
      ' ',
    ),
};
const lines = [
  'Thôn Đông',
  'Thôn Trung',
  'Thôn Nội',
  'Tổ 3',
  'Tổ 12',
  'Ấp Tân Lập',
  'Ấp Bình Minh',
  'Khu phố 5',
];
const provinceCodes = [...oldProvinces.keys()];

/** Serial and person belong to each other one to one, so that a number alone says who it is and nothing is stored. */
const step = 611_953;
const shift = 200_087;
const back = inverse(step, citizenCount);

/** The serial of the person at a place, 0-999,999. */
function serialOf(at: number): number {
  return (at * step + shift) % citizenCount;
}

/** The place of the person with a serial. */
function placeOf(serial: number): number {
  return Number(
    (BigInt((serial - shift + citizenCount) % citizenCount) * BigInt(back)) % BigInt(citizenCount),
  );
}

/**
 * Person `at` of the simulated database, worked out anew each time: the same seed gives the same people. All are invented.
 * @param at 0-999,999
 * @param communes where they may live
 */
export function citizenAt(seed: number, at: number, communes: Communes): PopulationPerson {
  const chance = chanceOf(seed, at);
  const sex = chance.next() < 0.5 ? 'male' : 'female';
  const birthYear = 2025 - Math.floor(chance.next() ** 1.3 * 95);
  const number = makePersonalNumber({
    provinceCode: `0${chance.pick(provinceCodes)}`,
    sex,
    birthYear,
    serial: serialOf(at),
  });
  const name = `${chance.pick(families)} ${chance.pick(middles[sex])} ${chance.pick(givens[sex])}`;
  const isDead = chance.next() < (birthYear < 1945 ? 0.3 : 0.004);
  return {
    number,
    name,
    birthDate: birthDate(chance, birthYear),
    sex,
    state: isDead ? 'dead' : 'living',
    ...(isDead && { diedOn: `${chance.int(2021, 2025)}-0${chance.int(1, 9)}-1${chance.int(0, 9)}` }),
    address: addressOf(chance, communes),
    formerNumbers: [],
  };
}

/** Whoever holds a number in the simulated database; undefined where nobody does. */
export function citizenOfNumber(
  seed: number,
  number: string,
  communes: Communes,
): PopulationPerson | undefined {
  if (!/^\d{12}$/u.test(number)) return undefined;
  const person = citizenAt(seed, placeOf(Number(number.slice(6))), communes);
  return person.number === number ? person : undefined;
}

/** Of the old a year alone is often known. */
function birthDate(chance: Chance, year: number): string {
  if (year < 1960 && chance.next() < 0.15) return String(year);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two(chance.int(1, 12))}-${two(chance.int(1, 28))}`;
}

/** A commune of today with the names that it and its province have. */
export function addressOf(chance: Chance, communes: Communes): NonNullable<PopulationPerson['address']> {
  const commune = chance.pick(communes.all);
  return {
    line: chance.pick(lines),
    communeCode: commune.code,
    commune: commune.name,
    provinceCode: commune.provinceCode,
    province: provinces.get(commune.provinceCode)?.name ?? commune.provinceCode,
  };
}

/** What undoes multiplying by `value` among the first `modulus` numbers; extended Euclid. */
function inverse(value: number, modulus: number): number {
  let [rest, next, factor, nextFactor] = [modulus, value, 0, 1];
  while (next !== 0) {
    const times = Math.floor(rest / next);
    [rest, next, factor, nextFactor] = [next, rest - times * next, nextFactor, factor - times * nextFactor];
  }
  return (factor + modulus) % modulus;
}
