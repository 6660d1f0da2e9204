import list from './generated/immunisation-schedule.json' with { type: 'json' };

/** One dose of the national schedule. */
export interface ScheduledDose {
  /** Own code of the dose: 'DPTHBHIB2'. */
  readonly code: string;
  readonly vaccine: string;
  readonly antigens: readonly string[];
  readonly doseNumber: number;
  /** Least age in days; undefined for doses of women, which count from the dose before. */
  readonly minAgeDays?: number;
  /** Least days after the dose before. */
  readonly minIntervalDays?: number;
  /** IM, ID, SC or PO. */
  readonly route: string;
  readonly volume: string;
  readonly cvx: string;
}

/**
 * The doses of the Expanded Programme on Immunisation.
 * @source TT 10/2024/TT-BYT; TT 52/2025/TT-BYT; least ages, intervals and CVX codes to verify
 */
export const schedule: readonly ScheduledDose[] = list.rows.map((row) => {
  const [code, vaccine, antigens, dose, age, interval, route, volume, cvx] = row as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    code,
    vaccine,
    antigens: antigens.split(';'),
    doseNumber: Number(dose),
    ...(age !== '' && { minAgeDays: Number(age) }),
    ...(interval !== '' && { minIntervalDays: Number(interval) }),
    route,
    volume,
    cvx,
  };
});
