import type { PersonFacts } from './facts.ts';
import { judgeHistory } from './judge-history.ts';

/** The place that a dose given on a day takes in its series; undefined where it does not count. */
export function numberInSeries(facts: PersonFacts, doseCode: string, on: string): number | undefined {
  const given = { id: '~', on, doseCode, name: doseCode };
  const judged = judgeHistory({ ...facts, given: [...facts.given, given] }, on);
  return judged.doses.find((one) => one.given.id === '~')?.worth[0]?.number;
}
