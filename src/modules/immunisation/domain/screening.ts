import { feverCelsius, chillCelsius } from './judge-shot.ts';

/** Questions before a vaccination. Those of the form for newborns differ in the official text, which was not read: own wording, verify. */
export const screeningQuestions = {
  severeBefore: { vi: 'Phản ứng nặng ở lần tiêm trước', en: 'A severe reaction to a former dose' },
  illNow: { vi: 'Đang bị bệnh cấp tính', en: 'Acutely ill now' },
  immunoglobulin: {
    vi: 'Dùng globulin miễn dịch trong 3 tháng qua',
    en: 'Immunoglobulin within the last 3 months',
  },
  steroids: {
    vi: 'Đang dùng corticoid liều cao từ 14 ngày',
    en: 'High-dose corticosteroids for 14 days or more',
  },
  immune: { vi: 'Suy giảm miễn dịch', en: 'Immunodeficiency' },
  heart: { vi: 'Nghe tim phổi bất thường', en: 'Heart or lungs sound unusual' },
} as const;
export type ScreeningQuestion = keyof typeof screeningQuestions;

/** What was asked and measured. */
export interface Screening {
  readonly yes: readonly ScreeningQuestion[];
  readonly temperature?: number;
}

/**
 * Whether she may be vaccinated today. A single yes or a temperature outside puts it off; a doctor decides.
 * @source QĐ 1575/QĐ-BYT 2023 (temperature 37.5 °C and above, 35.5 °C and below)
 */
export function judgeScreening({ yes, temperature }: Screening): 'go' | 'put-off' {
  const isOutside = temperature !== undefined && (temperature >= feverCelsius || temperature <= chillCelsius);
  return yes.length > 0 || isOutside ? 'put-off' : 'go';
}
