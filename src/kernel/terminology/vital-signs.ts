import list from './generated/vital-signs.json' with { type: 'json' };

/** A vital sign by its LOINC code; the plausible range tells a slip of the keyboard from a sick person. */
export interface VitalSign {
  readonly loinc: string;
  readonly vi: string;
  readonly en: string;
  readonly ucum: string;
  readonly plausible?: { readonly low: number; readonly high: number };
}

/** All vital signs of the list. @source see `source` and `state` in generated/vital-signs.json */
export const vitalSigns: readonly VitalSign[] = list.rows.map((row) => {
  const [loinc, vi, en, ucum, range] = row as [string, string, string, string, string];
  const [low, high] = range.split('-').map(Number);
  return {
    loinc,
    vi,
    en,
    ucum,
    ...(low !== undefined && high !== undefined && { plausible: { low, high } }),
  };
});

const byCode = new Map(vitalSigns.map((sign) => [sign.loinc, sign]));

/** A vital sign by LOINC code. */
export function findVitalSign(loinc: string): VitalSign | undefined {
  return byCode.get(loinc);
}
