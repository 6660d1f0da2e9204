import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readRules, resumeRule, type RuleLine } from '../api.ts';
import { isUnderBar, precisionOf, type Outcome } from '../domain/quality.ts';
import { findRule, rules } from '../domain/rules.ts';
import { changeRule, readOutcomes, readStates } from '../store/rule-states.ts';

const none: Outcome = { fired: 0, open: 0, late: 0, answered: 0, inTime: 0, useful: 0, notUseful: 0 };

export const readRulesRoute = defineRoute({
  ...readRules,
  allow: 'assistant.quality',
  handle: async (ctx) => {
    const codes = rules.map(({ code }) => code);
    const states = await readStates(ctx);
    const outcomes = await readOutcomes(ctx, codes, states);
    const changes = await readChanges(ctx);
    return {
      mayResume: ctx.can('assistant.resume'),
      rules: rules.map(({ stages: _stages, ...rule }): RuleLine => {
        const outcome = outcomes.get(rule.code) ?? none;
        const { silencedAt, countsFrom } = states.get(rule.code) ?? {};
        const precision = precisionOf(outcome);
        return {
          ...rule,
          grounds: [...rule.grounds],
          ...outcome,
          isUnderBar: isUnderBar(rule, outcome),
          ...(precision !== undefined && { precision }),
          ...(silencedAt !== undefined && { silencedAt: silencedAt.toISOString() }),
          ...(countsFrom !== undefined && { countsFrom: countsFrom.toISOString() }),
          changes: changes.flatMap(({ rule: changed, ...change }) => (changed === rule.code ? [change] : [])),
        };
      }),
    };
  },
});

interface Change {
  readonly rule: string;
  readonly at: string;
  readonly what: 'silenced' | 'resumed';
  readonly by: string;
  readonly reason: string;
}

/** The newest changes; more than these nobody reads on a page. */
async function readChanges(ctx: Context): Promise<Change[]> {
  const rows = await ctx.sql.query<{
    rule: string;
    at: Date;
    what: Change['what'];
    by_name: string;
    reason: string;
  }>('select rule, at, what, by_name, reason from assistant.rule_change order by at desc, id limit 100');
  return rows.map(({ at, by_name: by, ...change }) => ({ ...change, by, at: at.toISOString() }));
}

export const resumeRuleRoute = defineRoute({
  ...resumeRule,
  allow: 'assistant.resume',
  handle: async (ctx, { code, reason }) => {
    if (findRule(code) === undefined) throw new AppError('record.not-found');
    await changeRule(ctx, code, 'resumed', reason);
    return { done: true as const };
  },
});
