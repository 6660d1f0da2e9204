/** A district (huyện, quận, thị xã, thành phố) of before July 2025, when that level ended. */
export interface OldDistrict {
  /** Three digits. */
  readonly code: string;
  readonly name: string;
  /** Present communes that lie in it whole, as far as is known. */
  readonly communes: readonly string[];
}

let opened: Promise<ReadonlyMap<string, OldDistrict>> | undefined;

/**
 * Opens the 705 districts of before the merger (some 60 kB, so only when asked). A present commune that took in parts of several districts
 * belongs to none of them: an office of one of them would otherwise see people of the other.
 * @source QĐ 124/2004/QĐ-TTg, state of June 2024; communes worked out from the merger decisions by name, verify
 */
export function loadOldDistricts(): Promise<ReadonlyMap<string, OldDistrict>> {
  opened ??= import('./generated/districts-2024.json', { with: { type: 'json' } }).then(
    ({ default: { rows } }) =>
      new Map(
        rows.split('\n').map((row) => {
          const [code = '', name = '', communes = ''] = row.split('|');
          return [code, { code, name, communes: communes === '' ? [] : communes.split(' ') }];
        }),
      ),
  );
  return opened;
}

/** Codes of places, each old district (three digits) replaced by its present communes. What is not known stays as it is and means nothing. */
export async function presentPlaces(codes: readonly string[]): Promise<string[]> {
  if (!codes.some((code) => code.length === 3)) return [...codes];
  const districts = await loadOldDistricts();
  return [...new Set(codes.flatMap((code) => districts.get(code)?.communes ?? [code]))];
}
