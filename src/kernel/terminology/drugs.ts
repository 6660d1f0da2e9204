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

/** All drugs of the list. @source see `source` and `state` in generated/drugs.json */
export const drugs: readonly Drug[] = list.rows.map((row) => {
  const [name, strength, atc, form, route, unit, control] = row as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return { name, strength, atc, form, route, unit, control };
});

const byAtc = Map.groupBy(drugs, (drug) => drug.atc);

/** Every strength and form of an ATC code. */
export function drugsOfAtc(atc: string): readonly Drug[] {
  return byAtc.get(atc) ?? [];
}
