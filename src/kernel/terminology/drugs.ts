import list from './generated/drugs.json' with { type: 'json' };

/** A drug of primary care: active ingredient and strength, no brand. */
export interface Drug {
  /** International name in the Vietnamese spelling: 'Amlodipin'. */
  readonly name: string;
  readonly strength: string;
  readonly atc: string;
  readonly form: string;
  readonly route: string;
  readonly unit: string;
  /** RX on prescription, OTC without, N narcotic, H psychotropic. */
  readonly control: string;
}

/** The list as it is kept and sent. */
export interface DrugsFile {
  readonly rows: readonly (readonly string[])[];
}

/** The house's own list. */
export const drugsFile: DrugsFile = { rows: list.rows };

/** Opens a list that came from elsewhere: a device's. */
export function openDrugs({ rows }: DrugsFile): readonly Drug[] {
  return rows.map(([name = '', strength = '', atc = '', form = '', route = '', unit = '', control = '']) => ({
    name,
    strength,
    atc,
    form,
    route,
    unit,
    control,
  }));
}

/** All drugs of the list. @source see `source` and `state` in generated/drugs.json */
export const drugs: readonly Drug[] = openDrugs(drugsFile);

const byAtc = Map.groupBy(drugs, (drug) => drug.atc);

/** Every strength and form of an ATC code. */
export function drugsOfAtc(atc: string): readonly Drug[] {
  return byAtc.get(atc) ?? [];
}
