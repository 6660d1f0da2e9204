import type { Bilingual } from '#kernel/schema.ts';

/** A rule by which a line is put aside or noted: code -> what is wrong and what to correct, never with a person's data. */
export type Rules<Code extends string> = Readonly<Record<Code, Bilingual>>;

export function defineRules<const Code extends string>(rules: Rules<Code>): Rules<Code> {
  return rules;
}
