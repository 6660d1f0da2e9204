import type { InsuranceRule } from '../rules.ts';

/** Reading stopped here, for a reason that has a rule; caught where the envelope or the table is closed off. */
export class ClaimProblem extends Error {
  readonly rule: InsuranceRule;

  constructor(rule: InsuranceRule) {
    super(rule);
    this.name = 'ClaimProblem';
    this.rule = rule;
  }
}
