import type { Bilingual } from '#kernel/schema.ts';

/**
 * Groups of injuries by their external cause.
 * @source injury groups of the national statistics (13 groups by ICD-10), as in the commune station's reports of TT 23/2025/TT-BYT
 */
export const injuryGroups: readonly {
  readonly code: string;
  readonly title: Bilingual;
  readonly ranges: readonly string[];
}[] = [
  { code: '1', title: { vi: 'Giao thông', en: 'Traffic' }, ranges: ['V01-V99'] },
  { code: '2', title: { vi: 'Lao động', en: 'Work' }, ranges: ['W20-W49'] },
  { code: '3', title: { vi: 'Đuối nước', en: 'Drowning' }, ranges: ['W65-W74'] },
  { code: '4', title: { vi: 'Ngã', en: 'Falls' }, ranges: ['W00-W19'] },
  { code: '5', title: { vi: 'Bỏng', en: 'Burns' }, ranges: ['X00-X19', 'W36-W40', 'W88-W99'] },
  { code: '6', title: { vi: 'Ngạt, hóc', en: 'Choking' }, ranges: ['W75-W84'] },
  { code: '7', title: { vi: 'Ngộ độc', en: 'Poisoning' }, ranges: ['X20-X29', 'X40-X49'] },
  { code: '8', title: { vi: 'Bạo lực', en: 'Violence' }, ranges: ['X85-Y09'] },
  { code: '9', title: { vi: 'Tự tử', en: 'Suicide' }, ranges: ['X60-X84'] },
  { code: '10', title: { vi: 'Súc vật, động vật', en: 'Animals' }, ranges: ['W50-W64'] },
  { code: '11', title: { vi: 'Điện giật', en: 'Electricity' }, ranges: ['W85-W87'] },
  { code: '12', title: { vi: 'Thiên tai', en: 'Disaster' }, ranges: ['X30-X39'] },
  { code: '13', title: { vi: 'Không rõ', en: 'Not specified' }, ranges: ['X59'] },
];

/** True for codes of external causes (V01 to Y98). */
export function isExternalCause(code: string): boolean {
  return /^[V-Y]\d{2}/u.test(code) && code.slice(0, 3) <= 'Y98';
}

/** The group of an external cause; burns by firearms and the like (W36 to W40) go before work, as the list says it first of them. */
export function injuryGroupOf(code: string): string | undefined {
  const category = code.slice(0, 3);
  const within = (range: string): boolean => {
    const [from = '', to = from] = range.split('-');
    return category >= from && category <= to;
  };
  const found = injuryGroups.filter(({ ranges }) => ranges.some(within));
  return (found.find((one) => one.code === '5') ?? found[0])?.code;
}
