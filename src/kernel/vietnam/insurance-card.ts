import { cardGroups, type CardGroup } from './card-groups.ts';

/** A health-insurance number in either of its two forms. */
export interface InsuranceCard {
  /** The number as it is stored: upper case, no spaces. */
  readonly number: string;
  /** 'full': 15 characters. 'short': the 10-digit social-insurance number that newer paper cards print. */
  readonly form: 'full' | 'short';
  /** Last ten digits (mã số BHXH): stays when the card's group changes. */
  readonly socialInsuranceNumber: string;
  /** Only of the full form. */
  readonly groupCode?: string;
  readonly group?: CardGroup;
  /** 1-5; see `benefitPercent`. */
  readonly benefit?: number;
  /** Two digits of the issuing province (63 provinces before July 2025; 97-99 army, cipher, police). */
  readonly provinceCode?: string;
}

/**
 * Reads a card number in its 15-character or its 10-digit form. Undefined where it is neither.
 * @source QĐ 1351/QĐ-BHXH 2015 (15 characters); QĐ 1666/QĐ-BHXH 2020 (10 digits)
 * @example parseInsuranceCard('DN 4 01 0123456789')?.benefit // 4
 */
export function parseInsuranceCard(text: string): InsuranceCard | undefined {
  const number = text.replace(/[\s.-]/g, '').toUpperCase();
  if (/^\d{10}$/.test(number)) return { number, form: 'short', socialInsuranceNumber: number };
  if (!/^[A-Z]{2}[1-5]\d{12}$/.test(number)) return undefined;
  const groupCode = number.slice(0, 2);
  const group = cardGroups.get(groupCode);
  return {
    number,
    form: 'full',
    socialInsuranceNumber: number.slice(5),
    groupCode,
    ...(group && { group }),
    benefit: Number(number[2]),
    provinceCode: number.slice(3, 5),
  };
}

/** Cards used one after another in one visit are joined with ';' in claims, parallel to their dates. Empty parts are dropped. */
export function splitJoined(text: string): string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * Share of the cost in scope that the fund pays for a benefit digit, in percent, before rules on the level of care.
 * Undefined for anything but 1-5. State: from general knowledge, to verify.
 * @source Luật Bảo hiểm y tế, Điều 22; QĐ 1351/QĐ-BHXH 2015
 */
export function benefitPercent(digit: number): number | undefined {
  return [undefined, 100, 100, 95, 80, 100][digit];
}

/** Builds a 15-character number for synthetic people only. */
export function makeInsuranceCard(of: {
  readonly groupCode: string;
  readonly benefit: number;
  readonly provinceCode: string;
  readonly socialInsuranceNumber: string;
}): string {
  return `${of.groupCode}${of.benefit}${of.provinceCode}${of.socialInsuranceNumber}`;
}
