/** The centre's clock, as far as this device heard of it. */
export interface CentreClock {
  readonly now: () => Date;
  /** How far this device's clock is behind, ms; undefined until the centre was heard. */
  readonly behindMs: () => number | undefined;
  /** The centre's time in an answer that came just now. */
  readonly hear: (serverTime: string) => void;
}

/** @param known what was learned in an earlier sitting, ms */
export function clockOfCentre(known?: number, local: () => number = Date.now): CentreClock {
  let behind = known;
  return {
    now: () => new Date(local() + (behind ?? 0)),
    behindMs: () => behind,
    hear(serverTime) {
      const at = Date.parse(serverTime);
      if (!Number.isNaN(at)) behind = at - local();
    },
  };
}
