import type { Bilingual } from '#kernel/schema.ts';
import { fhirRules } from './fhir-files/rules.ts';
import { hl7Rules } from './hl7v2/rules.ts';
import { insuranceRules } from './insurance/rules.ts';
import { personRules } from './person-rules.ts';

/** The rules of every door; a door adds its list here. Codes begin with the door's own word, so they cannot collide. */
const all: Readonly<Record<string, Bilingual>> = {
  ...personRules,
  ...insuranceRules,
  ...hl7Rules,
  ...fhirRules,
};

/** The sentence of a rule code; the code itself where no door knows it any more. */
export function sentenceOf(rule: string): Bilingual {
  return all[rule] ?? { vi: `Quy tắc ${rule}`, en: `Rule ${rule}` };
}
