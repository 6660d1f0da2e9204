import { labTests } from '#kernel/terminology/lab-tests.ts';
import { vitalSigns } from '#kernel/terminology/vital-signs.ts';

function rankIn(list: readonly { readonly loinc: string }[]): (loinc: string | undefined) => number {
  const ranks = new Map(list.map(({ loinc }, rank) => [loinc, rank]));
  return (loinc) => (loinc === undefined ? undefined : ranks.get(loinc)) ?? list.length;
}

/** Place of a vital sign in the order in which a nurse reads them out: pressure, pulse, breath, warmth; unknown ones last. */
export const vitalRank = rankIn(vitalSigns);

/** Place of a test on the sheet of a laboratory: sugar, kidney, liver, fats, salts; unknown ones last. */
export const labRank = rankIn(labTests);
