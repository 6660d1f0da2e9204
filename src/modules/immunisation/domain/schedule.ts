/** An age at which a dose is due. */
export type DueAge = { readonly days: number } | { readonly months: number } | { readonly years: number };

/** One dose of a series. */
export interface DoseRule {
  /** Code of the kernel's list of doses: 'DPTHBHIB2'. */
  readonly code: string;
  /** When it is due by age; absent where it is due some days after the dose before. */
  readonly due?: DueAge;
  readonly dueDaysAfterPrevious?: number;
  /** Least age in days; a dose given earlier does not count. */
  readonly minAgeDays?: number;
  /** Least days after the dose before it. */
  readonly minIntervalDays?: number;
  /** Most age in days at which it is still worthwhile; absent: none is known to us. */
  readonly maxAgeDays?: number;
  /** Days after the due day from which it is late. */
  readonly graceDays: number;
}

/** What kind of vaccine it is, for rules on live vaccines. */
export type Liveness = 'inactivated' | 'live-injected' | 'live-oral';

/**
 * Whether everybody has a right to it: 'compulsory', 'roadmap' (introduced province by province until 2030) or 'area' (where the disease is,
 * or in selected places).
 */
export type Obligation = 'compulsory' | 'roadmap' | 'area';

/** Doses that are given one after another against the same illnesses. */
export interface Series {
  readonly code: SeriesCode;
  readonly vi: string;
  readonly en: string;
  readonly antigens: readonly string[];
  readonly obligation: Obligation;
  readonly live: Liveness;
  readonly sex?: 'female';
  /** 'woman': women of 15 to 35 and pregnant women; everybody else is a child. */
  readonly target: 'child' | 'woman';
  /** First day on which the law asks for it, and the last; absent: none that our sources date. */
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly doses: readonly DoseRule[];
  /** What our sources do not say of it. */
  readonly unknown: readonly string[];
}

export type SeriesCode =
  | 'HEPB0'
  | 'BCG'
  | 'DPT'
  | 'BOPV'
  | 'IPV'
  | 'ROTA'
  | 'PCV'
  | 'MCV'
  | 'JE'
  | 'HPV'
  | 'TD7'
  | 'OCV'
  | 'TYPHVI'
  | 'TT';
