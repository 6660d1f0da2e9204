import { dayNumber } from '#kernel/vietnam/calendar-days.ts';
import { schedule as kernelDoses } from '#kernel/terminology/immunisation-schedule.ts';
import type { DoseRule, DueAge, Series, SeriesCode } from './schedule.ts';

/** Days after a due day from which a dose counts as late. Own rule, verify: the circulars name due ages only. */
const graceDays = 30;

const kernelDose = new Map(kernelDoses.map((dose) => [dose.code, dose]));

/** A dose of the kernel's list, which holds its least age and interval. */
function dose(code: string, more: Partial<DoseRule> = {}): DoseRule {
  const known = kernelDose.get(code);
  return {
    code,
    graceDays,
    ...(known?.minAgeDays !== undefined && { minAgeDays: known.minAgeDays }),
    ...(known?.minIntervalDays !== undefined && { minIntervalDays: known.minIntervalDays }),
    ...more,
  };
}

/** From general knowledge, verify: five-in-one until seven years, rota until six months, pneumococcal until five years. */
const untilSevenYears = { maxAgeDays: 2555 } as const;
const untilSixMonths = { maxAgeDays: 183 } as const;
const untilFiveYears = { maxAgeDays: 1826 } as const;

const months = (count: number): { readonly due: DueAge } => ({ due: { months: count } });

/**
 * The national schedule. Due ages are the circulars'; least ages, intervals, the 7 days of the first hepatitis B dose and the days of grace
 * are from general knowledge or our own: verify. Where the circulars set no day of entry into force that we have read, none stands here.
 * @source TT 10/2024/TT-BYT and TT 52/2025/TT-BYT (diseases, ages); TT 13/2026/TT-BYT, in force 1/7/2026 (HPV); NQ 104/NQ-CP 2022 (rota, pneumococcal)
 */
const series: readonly Series[] = [
  {
    code: 'HEPB0',
    vi: 'Viêm gan B sơ sinh',
    en: 'Hepatitis B at birth',
    antigens: ['HepB'],
    obligation: 'compulsory',
    live: 'inactivated',
    target: 'child',
    doses: [dose('HEPB0', { due: { days: 0 }, graceDays: 0, maxAgeDays: 7 })],
    unknown: [],
  },
  {
    code: 'BCG',
    vi: 'Lao (BCG)',
    en: 'Tuberculosis (BCG)',
    antigens: ['BCG'],
    obligation: 'compulsory',
    live: 'live-injected',
    target: 'child',
    doses: [dose('BCG', { due: { days: 0 } })],
    unknown: ['max-age'],
  },
  {
    code: 'DPT',
    vi: 'Bạch hầu, ho gà, uốn ván, viêm gan B, Hib',
    en: 'Diphtheria, pertussis, tetanus, hepatitis B, Hib',
    antigens: ['D', 'P', 'T', 'HepB', 'Hib'],
    obligation: 'compulsory',
    live: 'inactivated',
    target: 'child',
    doses: [
      dose('DPTHBHIB1', { ...months(2), ...untilSevenYears }),
      dose('DPTHBHIB2', { ...months(3), ...untilSevenYears }),
      dose('DPTHBHIB3', { ...months(4), ...untilSevenYears }),
      dose('DPT4', { ...months(18), ...untilSevenYears }),
    ],
    unknown: [],
  },
  {
    code: 'BOPV',
    vi: 'Bại liệt uống (bOPV)',
    en: 'Oral polio (bOPV)',
    antigens: ['Polio'],
    obligation: 'compulsory',
    live: 'live-oral',
    target: 'child',
    doses: [dose('BOPV1', months(2)), dose('BOPV2', months(3)), dose('BOPV3', months(4))],
    unknown: ['max-age'],
  },
  {
    code: 'IPV',
    vi: 'Bại liệt tiêm (IPV)',
    en: 'Injected polio (IPV)',
    antigens: ['Polio'],
    obligation: 'compulsory',
    live: 'inactivated',
    target: 'child',
    doses: [dose('IPV1', months(5)), dose('IPV2', months(9))],
    unknown: ['max-age'],
  },
  {
    code: 'ROTA',
    vi: 'Tiêu chảy do rota',
    en: 'Rotavirus',
    antigens: ['Rota'],
    obligation: 'roadmap',
    live: 'live-oral',
    target: 'child',
    doses: [
      dose('ROTA1', { ...months(2), ...untilSixMonths }),
      dose('ROTA2', { ...months(3), ...untilSixMonths }),
    ],
    unknown: ['provinces'],
  },
  {
    code: 'PCV',
    vi: 'Phế cầu (PCV)',
    en: 'Pneumococcal (PCV)',
    antigens: ['Pneumococcal'],
    obligation: 'roadmap',
    live: 'inactivated',
    target: 'child',
    doses: [
      dose('PCV1', { ...months(2), ...untilFiveYears }),
      dose('PCV2', { ...months(4), ...untilFiveYears }),
    ],
    unknown: ['provinces'],
  },
  {
    code: 'MCV',
    vi: 'Sởi, sởi-rubella',
    en: 'Measles, measles-rubella',
    antigens: ['Measles', 'Rubella'],
    obligation: 'compulsory',
    live: 'live-injected',
    target: 'child',
    doses: [dose('MEASLES1', months(9)), dose('MR', months(18))],
    unknown: ['max-age'],
  },
  {
    code: 'JE',
    vi: 'Viêm não Nhật Bản',
    en: 'Japanese encephalitis',
    antigens: ['JE'],
    obligation: 'compulsory',
    live: 'inactivated',
    target: 'child',
    doses: [
      dose('JE1', months(12)),
      dose('JE2', { dueDaysAfterPrevious: 7, graceDays: 7 }),
      dose('JE3', { dueDaysAfterPrevious: 365 }),
    ],
    unknown: ['max-age'],
  },
  {
    code: 'HPV',
    vi: 'Ung thư cổ tử cung (HPV)',
    en: 'HPV',
    antigens: ['HPV'],
    obligation: 'compulsory',
    live: 'inactivated',
    sex: 'female',
    target: 'child',
    validFrom: '2026-07-01',
    doses: [dose('HPV', { due: { years: 11 }, graceDays: 365 })],
    unknown: ['max-age', 'number-of-doses'],
  },
  {
    code: 'TD7',
    vi: 'Uốn ván, bạch hầu giảm liều (Td)',
    en: 'Tetanus, diphtheria (Td)',
    antigens: ['T', 'D'],
    obligation: 'area',
    live: 'inactivated',
    target: 'child',
    doses: [dose('TD7', { due: { years: 7 }, graceDays: 365 })],
    unknown: ['areas'],
  },
  {
    code: 'OCV',
    vi: 'Tả uống',
    en: 'Oral cholera',
    antigens: ['Cholera'],
    obligation: 'area',
    // Our sources do not say which vaccine is used; the kind that is killed needs no rule on live vaccines.
    live: 'inactivated',
    target: 'child',
    doses: [
      dose('OCV1', { due: { years: 2 }, maxAgeDays: 6 * 365 }),
      dose('OCV2', { dueDaysAfterPrevious: 14, maxAgeDays: 6 * 365 }),
    ],
    unknown: ['areas', 'vaccine'],
  },
  {
    code: 'TYPHVI',
    vi: 'Thương hàn Vi',
    en: 'Typhoid Vi',
    antigens: ['Typhoid'],
    obligation: 'area',
    live: 'inactivated',
    target: 'child',
    doses: [dose('TYPHVI', { due: { years: 3 }, maxAgeDays: 11 * 365 })],
    unknown: ['areas'],
  },
  {
    code: 'TT',
    vi: 'Uốn ván cho phụ nữ',
    en: 'Tetanus for women',
    antigens: ['T'],
    obligation: 'compulsory',
    live: 'inactivated',
    sex: 'female',
    target: 'woman',
    doses: [
      dose('TT1', { due: { years: 15 } }),
      dose('TT2', { dueDaysAfterPrevious: 28 }),
      dose('TT3', { dueDaysAfterPrevious: 180 }),
      dose('TT4', { dueDaysAfterPrevious: 365 }),
      dose('TT5', { dueDaysAfterPrevious: 365 }),
    ],
    unknown: [],
  },
];

const byCode = new Map(series.map((one) => [one.code, one]));

/** All series whose rules stand in the law on a day. */
export function scheduleOn(day: string): readonly Series[] {
  return series.filter(
    ({ validFrom, validTo }) =>
      (validFrom === undefined || validFrom <= day) && (validTo === undefined || day <= validTo),
  );
}

/** A series by its code. */
export function findSeries(code: string): Series | undefined {
  return byCode.get(code as SeriesCode);
}

/**
 * Vaccines by CVX and the series that they count for. From general knowledge, verify; what stands here nowhere is shown and judged by
 * nobody.
 */
const seriesOfCvx: Readonly<Record<string, readonly SeriesCode[]>> = {
  '01': ['DPT'],
  '02': ['BOPV'],
  '03': ['MCV'],
  '04': ['MCV'],
  '05': ['MCV'],
  '08': ['HEPB0'],
  '10': ['IPV'],
  '19': ['BCG'],
  '20': ['DPT'],
  '26': ['OCV'],
  '35': ['TT'],
  '39': ['JE'],
  '62': ['HPV'],
  '101': ['TYPHVI'],
  '116': ['ROTA'],
  '118': ['HPV'],
  '119': ['ROTA'],
  '120': ['DPT', 'IPV'],
  '122': ['ROTA'],
  '133': ['PCV'],
  '134': ['JE'],
  '137': ['HPV'],
  '146': ['DPT', 'IPV'],
  '152': ['PCV'],
  '165': ['HPV'],
  '173': ['OCV'],
  '177': ['PCV'],
  '178': ['BOPV'],
  '198': ['DPT'],
};

const seriesOfDose = new Map(series.flatMap((one) => one.doses.map(({ code }) => [code, one.code] as const)));

/**
 * The series that a given vaccine counts for. Td (CVX 09 and 138) counts for women's tetanus from 15 years on, for the dose at seven before.
 * @param ageDays age when it was given
 */
export function seriesFor(
  given: { readonly doseCode?: string | undefined; readonly cvx?: string | undefined },
  ageDays: number,
): readonly SeriesCode[] {
  const named = given.doseCode === undefined ? undefined : seriesOfDose.get(given.doseCode);
  if (named !== undefined) return [named];
  if (given.cvx === '09' || given.cvx === '138') return ageDays >= 15 * 365 ? ['TT'] : ['TD7'];
  return (given.cvx === undefined ? undefined : seriesOfCvx[given.cvx]) ?? [];
}

/** True where a vaccine that is given by its CVX is a live one that is injected; spacing counts also between series. */
export function isLiveInjected(cvx: string | undefined): boolean {
  return cvx === '03' || cvx === '04' || cvx === '05' || cvx === '19';
}

/** CVX of immunoglobulins. From general knowledge, verify. */
export const immunoglobulinCvx: ReadonlySet<string> = new Set(['30', '34', '86', '87']);

/** The dose of the kernel's list that a dose of a series is: its vaccine, route and volume. */
export function productOf(code: string): (typeof kernelDoses)[number] | undefined {
  return kernelDose.get(code);
}

/** Age in days on a day. */
export function ageDaysOn(birth: string, day: string): number {
  return dayNumber(day) - dayNumber(birth);
}
