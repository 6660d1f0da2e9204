import type { Language } from '../schema.ts';

/** Units as people in a clinic write them; any other UCUM text is shown as it is. */
const plainUnits: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  Cel: '°C',
  '10*9/L': '10⁹/L',
  '10*12/L': '10¹²/L',
  '10*3/uL': '10³/µL',
  '10*6/uL': '10⁶/µL',
  '{score}': '',
  '{INR}': '',
  '1': '',
  'umol/L': 'µmol/L',
  'ug/L': 'µg/L',
  'ug/dL': 'µg/dL',
  'uIU/mL': 'µIU/mL',
  'u[IU]/mL': 'µIU/mL',
  'm[IU]/L': 'mIU/L',
  '[IU]/L': 'IU/L',
  'U/L': 'U/L',
  'kg/m2': 'kg/m²',
  'mL/min/{1.73_m2}': 'mL/min/1,73 m²',
};

/** Words in place of signs, where people say words. */
const saidUnits: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  '/min': { vi: 'lần/phút', en: '/min' },
};

/** Unit for people. Annotation braces of UCUM are not for reading. */
export function showUnit(unit: string | undefined, language: Language): string {
  if (!unit) return '';
  const said = saidUnits[unit];
  if (said) return said[language];
  const known = plainUnits[unit];
  if (known !== undefined) return language === 'en' ? known.replace(',', '.') : known;
  return unit.replaceAll(/\{[^{}]{0,100}\}/g, '').replace(/^\//, '/');
}

/**
 * A recorded decimal as text: comma in Vietnamese, point in English, thousands kept together. Zeros that were recorded stay,
 * because they tell how exact the measure was; none is added.
 */
export function showDecimal(recorded: string, language: Language): string {
  const plain = /e/i.test(recorded) ? String(Number(recorded)) : recorded;
  const [whole = '', rest] = plain.split('.');
  // Nobody reads groups of a number of forty digits, and to group a longer one takes the square of its length.
  const grouped =
    whole.length > 40 ? whole : whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, language === 'vi' ? '.' : ',');
  const lead = grouped === '' || grouped === '-' ? `${grouped}0` : grouped;
  if (rest === undefined || rest === '') return lead;
  return `${lead}${language === 'vi' ? ',' : '.'}${rest}`;
}

/** "7,2 mmol/L" / "7.2 mmol/L"; percent and degrees close to the number. */
export function showQuantity(recorded: string, unit: string | undefined, language: Language): string {
  const shown = showUnit(unit, language);
  const value = showDecimal(recorded, language);
  if (shown === '') return value;
  return shown === '%' ? `${value}%` : `${value} ${shown}`;
}

/** Reference range with the decimal mark of the language: "3,9 – 6,4", "≤ 5,2", "≥ 1". */
export function showRange(low: string | undefined, high: string | undefined, language: Language): string {
  if (low !== undefined && high !== undefined)
    return `${showDecimal(low, language)} – ${showDecimal(high, language)}`;
  if (high !== undefined) return `≤ ${showDecimal(high, language)}`;
  return low === undefined ? '' : `≥ ${showDecimal(low, language)}`;
}

/** 1.250.000 ₫ / 1,250,000 ₫. */
export function showMoney(amountDong: number, language: Language): string {
  return `${showDecimal(String(Math.round(amountDong)), language)} ₫`;
}
