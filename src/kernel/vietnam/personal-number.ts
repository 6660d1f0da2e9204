import type { Bilingual } from '../schema.ts';
import { provinceOfNumber } from './provinces.ts';

/** Sex as it is written in the fourth digit of a personal number. */
export type NumberSex = 'male' | 'female';

/** What a 12-digit personal identification number says about its holder. */
export interface PersonalNumber {
  readonly number: string;
  /** Three digits: '0' and the code of the 63 provinces before July 2025; a foreign country code for those born abroad. */
  readonly provinceCode: string;
  readonly sex: NumberSex;
  readonly birthYear: number;
  /** Last six digits, random: there is no check digit. */
  readonly serial: string;
}

/** A soft finding: shown, never blocking, because registers hold real numbers that break the pattern. */
export interface NumberWarning {
  readonly code: 'province-unknown' | 'sex-differs' | 'year-differs' | 'year-in-future';
  readonly text: Bilingual;
}

/**
 * Reads a personal identification number; spaces and dots between digits are forgiven. Undefined where it is not 12 digits.
 * @source Luật Căn cước 26/2023/QH15; NĐ 70/2024/NĐ-CP (structure of the number)
 * @example parsePersonalNumber('001190123456')?.birthYear // 1990
 */
export function parsePersonalNumber(text: string): PersonalNumber | undefined {
  const number = text.replace(/[\s.]/g, '');
  if (!/^\d{12}$/.test(number)) return undefined;
  const centuryDigit = Number(number[3]);
  return {
    number,
    provinceCode: number.slice(0, 3),
    sex: centuryDigit % 2 === 0 ? 'male' : 'female',
    birthYear: 1900 + Math.floor(centuryDigit / 2) * 100 + Number(number.slice(4, 6)),
    serial: number.slice(6),
  };
}

/** Compares a number with what else is known of the person. `year` is the current year. An empty list: nothing to remark. */
export function checkPersonalNumber(
  number: PersonalNumber,
  known: { readonly sex?: string; readonly birthYear?: number; readonly year?: number } = {},
): NumberWarning[] {
  const warnings: NumberWarning[] = [];
  const warn = (code: NumberWarning['code'], vi: string, en: string) =>
    warnings.push({ code, text: { vi, en } });
  if (provinceOfNumber(number.provinceCode) === undefined)
    warn(
      'province-unknown',
      'Ba số đầu không phải mã tỉnh trong nước.',
      'The first three digits are no province of Viet Nam.',
    );
  if ((known.sex === 'male' || known.sex === 'female') && known.sex !== number.sex)
    warn(
      'sex-differs',
      'Giới tính trong số định danh khác giới tính đã khai.',
      'The sex in the number differs from the one given.',
    );
  if (known.birthYear !== undefined && known.birthYear !== number.birthYear)
    warn(
      'year-differs',
      'Năm sinh trong số định danh khác năm sinh đã khai.',
      'The birth year in the number differs from the one given.',
    );
  if (known.year !== undefined && number.birthYear > known.year)
    warn(
      'year-in-future',
      'Năm sinh trong số định danh ở tương lai.',
      'The birth year in the number lies in the future.',
    );
  return warnings;
}

/** Tells what the digits mean, for the help beside an input. */
export function explainPersonalNumber(number: PersonalNumber): Bilingual {
  const province = provinceOfNumber(number.provinceCode);
  return {
    vi: `Đăng ký khai sinh tại ${province ?? `mã ${number.provinceCode}`}, ${number.sex === 'male' ? 'nam' : 'nữ'}, sinh năm ${number.birthYear}`,
    en: `Birth registered in ${province ?? `code ${number.provinceCode}`}, ${number.sex}, born ${number.birthYear}`,
  };
}

/**
 * Builds a well-formed number for synthetic people only. `serial` 0-999999; birth years 1900-2399.
 * @example makePersonalNumber({ provinceCode: '001', sex: 'female', birthYear: 1990, serial: 123456 }) // '001190123456'
 */
export function makePersonalNumber(of: {
  readonly provinceCode: string;
  readonly sex: NumberSex;
  readonly birthYear: number;
  readonly serial: number;
}): string {
  const century = Math.floor((of.birthYear - 1900) / 100) * 2 + (of.sex === 'male' ? 0 : 1);
  const year = String(of.birthYear % 100).padStart(2, '0');
  return `${of.provinceCode}${century}${year}${String(of.serial).padStart(6, '0')}`;
}
