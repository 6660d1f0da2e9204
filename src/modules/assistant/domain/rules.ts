import type { PlanDefinition } from '@medplum/fhirtypes';
import checkLate from './rules/check-late.json' with { type: 'json' };
import homeGlucose from './rules/home-glucose.json' with { type: 'json' };
import homeOxygen from './rules/home-oxygen.json' with { type: 'json' };
import homePressure from './rules/home-pressure.json' with { type: 'json' };
import infantFever from './rules/infant-fever.json' with { type: 'json' };
import medicineClash from './rules/medicine-clash.json' with { type: 'json' };
import refillGap from './rules/refill-gap.json' with { type: 'json' };
import resultOpen from './rules/result-open.json' with { type: 'json' };
import vaccinationLate from './rules/vaccination-late.json' with { type: 'json' };
import { readRule, type Rule } from './rule.ts';

/** The rules as they are shipped: PlanDefinition resources, each with its version, its ground, who answers and by when. */
export const planDefinitions = [
  homePressure,
  homeGlucose,
  homeOxygen,
  infantFever,
  resultOpen,
  medicineClash,
  refillGap,
  vaccinationLate,
  checkLate,
] as unknown as readonly PlanDefinition[];

export const rules: readonly Rule[] = planDefinitions.map(readRule);

const byCode = new Map(rules.map((rule) => [rule.code, rule]));

/** A rule by its code; undefined for one that is no more. */
export function findRule(code: string): Rule | undefined {
  return byCode.get(code);
}
