import { addDays, addMonths } from '#kernel/vietnam/calendar-days.ts';

/** Signs after a vaccination, and whether one of them alone makes it severe. From general knowledge, verify. */
export const reactionSigns = {
  'low-fever': { severe: false, vi: 'Sốt dưới 39 °C', en: 'Fever below 39 °C' },
  'high-fever': { severe: false, vi: 'Sốt từ 39 °C', en: 'Fever of 39 °C or more' },
  pain: { severe: false, vi: 'Đau tại chỗ tiêm', en: 'Pain where it was given' },
  swelling: { severe: false, vi: 'Sưng tại chỗ tiêm', en: 'Swelling where it was given' },
  rash: { severe: false, vi: 'Phát ban', en: 'Rash' },
  crying: { severe: false, vi: 'Quấy khóc kéo dài', en: 'Crying that does not end' },
  abscess: { severe: true, vi: 'Áp xe tại chỗ tiêm', en: 'Abscess where it was given' },
  seizure: { severe: true, vi: 'Co giật', en: 'Seizure' },
  'low-tone': { severe: true, vi: 'Giảm trương lực, giảm đáp ứng', en: 'Limpness and no response (HHE)' },
  anaphylaxis: { severe: true, vi: 'Phản vệ', en: 'Anaphylaxis' },
  hospital: { severe: true, vi: 'Phải nhập viện', en: 'Taken to hospital' },
  death: { severe: true, vi: 'Tử vong', en: 'Death' },
} as const satisfies Record<string, { severe: boolean; vi: string; en: string }>;
export type ReactionSign = keyof typeof reactionSigns;
export const reactionSignCodes = Object.keys(reactionSigns) as [ReactionSign, ...ReactionSign[]];

/** Severe where one sign is; what is not known to be severe is common. @source QĐ 1575/QĐ-BYT 2023, QĐ on AEFI: common and severe */
export function severityOf(signs: readonly ReactionSign[]): 'common' | 'severe' {
  return signs.some((sign) => reactionSigns[sign].severe) ? 'severe' : 'common';
}

/** True where nobody is given a vaccine of this series again by the forecast. From general knowledge, verify. */
export function shutsSeries(signs: readonly ReactionSign[]): boolean {
  return signs.includes('anaphylaxis');
}

const reportHours = 24;
const monthlyDay = 3;

/**
 * Until when a reaction is reported: a severe one within 24 hours of its being known, to the Department of Health and the centre for disease
 * control; a common one with the month's report, before the 3rd of the next month.
 * @source rules on reactions after vaccination (severe: 24 h; monthly before the 3rd), see immunisation of 2026: verify the article
 */
export function reportDueAt(severity: 'common' | 'severe', notedAt: Date): Date {
  if (severity === 'severe') return new Date(notedAt.getTime() + reportHours * 3_600_000);
  const month = new Date(notedAt.getTime() + 7 * 3_600_000).toISOString().slice(0, 7);
  // The last minute before the 3rd begins in Việt Nam.
  const day = addDays(addMonths(`${month}-01`, 1), monthlyDay - 1);
  return new Date(Date.parse(`${day}T00:00:00+07:00`) - 60_000);
}

/** WHO's classes of cause. From general knowledge, verify. */
export const causes = ['A1', 'A2', 'A3', 'A4', 'B', 'C', 'D'] as const;
