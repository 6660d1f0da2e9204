import type { Indicator } from '../api.ts';
import type { FigurePart } from './figure-parts.ts';
import type { IndicatorRule, ProgrammeRules } from './rule.ts';
import { passes, type Facts } from './test-rule.ts';

/** Whether somebody with these facts is counted in a part of a figure: the same question as `testSql` asks of a register. */
export function isInFigure(
  { of, have }: IndicatorRule,
  part: FigurePart,
  facts: Facts,
  today: string,
): boolean {
  if (of !== undefined && !passes(of, facts, today)) return false;
  return passes(have, facts, today) === (part === 'have');
}

/** The figures of a programme over people's facts. */
export function countIndicators(
  rules: Pick<ProgrammeRules, 'indicators'>,
  people: readonly Facts[],
  today: string,
): Indicator[] {
  return rules.indicators.map((rule) => {
    const have = people.filter((facts) => isInFigure(rule, 'have', facts, today)).length;
    const rest = people.filter((facts) => isInFigure(rule, 'rest', facts, today)).length;
    return { code: rule.code, title: rule.title, better: rule.better, have, of: have + rest };
  });
}
