/** What no honest claim file comes near; beyond it reading stops, whatever a header promised. Characters or counts. */
export interface ClaimLimits {
  readonly depth: number;
  /** Characters between two pieces of markup. */
  readonly text: number;
  /** Characters before the root element. */
  readonly prologue: number;
  /** Characters of all values of one visit. */
  readonly visit: number;
  readonly linesPerVisit: number;
  readonly fieldsPerLine: number;
}

export const claimLimits: ClaimLimits = {
  depth: 12,
  text: 8_000_000,
  prologue: 16_384,
  visit: 24_000_000,
  linesPerVisit: 20_000,
  fieldsPerLine: 400,
};
