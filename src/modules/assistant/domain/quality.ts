/** What became of the alerts of a rule since its figures began. */
export interface Outcome {
  readonly fired: number;
  readonly open: number;
  /** Open and past the time to answer. */
  readonly late: number;
  /** Answered by a facility. */
  readonly answered: number;
  readonly inTime: number;
  readonly useful: number;
  readonly notUseful: number;
  readonly medianHours?: number;
}

/** The share of answers that found an alert useful; undefined without answers. */
export function precisionOf({
  useful,
  notUseful,
}: Pick<Outcome, 'useful' | 'notUseful'>): number | undefined {
  const answers = useful + notUseful;
  return answers === 0 ? undefined : useful / answers;
}

/** Whether a rule has lost its right to interrupt: enough answers, and too few of them found it useful. */
export function isUnderBar(
  { leastPrecision, leastAnswers }: { readonly leastPrecision: number; readonly leastAnswers: number },
  outcome: Pick<Outcome, 'useful' | 'notUseful'>,
): boolean {
  const precision = precisionOf(outcome);
  return (
    precision !== undefined &&
    outcome.useful + outcome.notUseful >= leastAnswers &&
    precision < leastPrecision
  );
}

/** How one facility answered the alerts of a rule. */
export interface FacilityAnswers {
  readonly useful: number;
  readonly notUseful: number;
}

/** Of one facility so many answers count at most, and so many facilities must have answered. Own rule, verify. */
const mostOfFacility = 5;
const leastFacilities = 3;

/**
 * Whether a rule is to be silenced for everybody: enough facilities answered, and too few of the answers found it useful, those of one facility counted
 * five times at most, in the shares in which it gave them. One place alone silences nothing.
 */
export function isToBeSilenced(
  bar: Parameters<typeof isUnderBar>[0],
  facilities: readonly FacilityAnswers[],
): boolean {
  const answering = facilities.filter(({ useful, notUseful }) => useful + notUseful > 0);
  if (answering.length < leastFacilities) return false;
  let [useful, notUseful] = [0, 0];
  for (const one of answering) {
    const answers = one.useful + one.notUseful;
    const counted = Math.min(answers, mostOfFacility);
    useful += (one.useful * counted) / answers;
    notUseful += (one.notUseful * counted) / answers;
  }
  return isUnderBar(bar, { useful, notUseful });
}
