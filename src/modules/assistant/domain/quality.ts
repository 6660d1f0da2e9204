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
