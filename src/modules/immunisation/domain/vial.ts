/** An opened vial. */
export interface OpenVial {
  readonly openedAt: Date;
  /** Hours after opening until which it may be used; absent: as long as its lot, because the label says so. */
  readonly openHours?: number;
  readonly dosesLeft: number;
}

/**
 * Hours after opening until which a vial of several doses may be used, by the code of its dose: 6 for those that are dissolved (BCG,
 * measles, measles-rubella). For liquid ones the label counts; where a lot says nothing, 6 too: own rule, verify.
 * @source immunisation practice, from general knowledge, verify
 */
export const openHoursUnlessTold = 6;
const dissolved: ReadonlySet<string> = new Set(['BCG', 'MEASLES1', 'MR']);

/** True for vaccines that are dissolved before use: no label makes them last longer. */
export function isDissolved(doseCode: string): boolean {
  return dissolved.has(doseCode);
}

/** Hours for which an opened vial of a lot may be used. */
export function openHoursOf(doseCode: string, label: number | undefined): number {
  return isDissolved(doseCode) ? openHoursUnlessTold : (label ?? openHoursUnlessTold);
}

const hourMs = 3_600_000;

/** Whether an opened vial may still be used at a moment. */
export function judgeVial(vial: OpenVial, at: Date): 'good' | 'too-old' | 'empty' {
  if (vial.dosesLeft < 1) return 'empty';
  if (vial.openHours === undefined) return 'good';
  return at.getTime() - vial.openedAt.getTime() > vial.openHours * hourMs ? 'too-old' : 'good';
}

/** A lot as far as choosing goes. */
export interface LotChoice {
  readonly id: string;
  readonly expiresOn: string;
  readonly isLocked: boolean;
  readonly unopenedVials: number;
  readonly vial?: OpenVial;
}

/**
 * The lot to take from: an opened vial that is still good first, so that little is thrown away, then what expires first.
 * @returns the ids in that order; lots that are locked, expired or empty are left out
 */
export function orderLots(lots: readonly LotChoice[], on: string, at: Date): string[] {
  const usable = lots.filter((lot) => {
    const open = lot.vial !== undefined && judgeVial(lot.vial, at) === 'good';
    return !lot.isLocked && lot.expiresOn >= on && (open || lot.unopenedVials > 0);
  });
  const rank = (lot: LotChoice): number =>
    lot.vial !== undefined && judgeVial(lot.vial, at) === 'good' ? 0 : 1;
  return usable
    .toSorted(
      (a, b) =>
        rank(a) - rank(b) ||
        (a.expiresOn < b.expiresOn ? -1 : a.expiresOn > b.expiresOn ? 1 : 0) ||
        (a.id < b.id ? -1 : 1),
    )
    .map(({ id }) => id);
}

/** Doses used and thrown away. */
export interface Use {
  readonly used: number;
  readonly wasted: number;
}

/** Share of doses that were thrown away of all that were used up, 0 to 1; undefined where nothing was. */
export function wastageOf({ used, wasted }: Use): number | undefined {
  return used + wasted === 0 ? undefined : wasted / (used + wasted);
}
