import type { PlanDefinition, PlanDefinitionAction } from '@medplum/fhirtypes';
import type { Bilingual } from '#kernel/schema.ts';

/** What a rule asks for at one step; the later of two is the graver. */
export interface Stage {
  readonly id: string;
  /** Who must answer. */
  readonly asks: 'person' | 'facility';
  readonly title: Bilingual;
  readonly why: Bilingual;
  readonly todo: Bilingual;
  /** What the person does herself while the facility is asked, the danger signs last. */
  readonly meanwhile?: Bilingual;
  /** The signs with which nobody waits; each urgent step that asks the facility has them. */
  readonly danger?: Bilingual;
  readonly answerHours: number;
  readonly urgent: boolean;
  /** FHIRPath over one reading; where one is true the person is looked at. */
  readonly triggers: readonly string[];
  /** FHIRPath over the facts. */
  readonly when: string;
  readonly evidence: string;
  /** Where this is true, an open alert of this step is over by itself. */
  readonly stop?: string;
}

/** Why we believe a rule; 'verify' where no source that we hold gives the ground. */
export interface Ground {
  readonly label: 'source' | 'verify';
  readonly words: Bilingual;
}

/** A rule as the house works with it. */
export interface Rule {
  readonly code: string;
  readonly version: string;
  readonly title: Bilingual;
  readonly about: Bilingual;
  readonly grounds: readonly Ground[];
  /** Under this share of useful answers it is silenced, once there are so many answers. 0.5 and 20 in each. Own rule, verify. */
  readonly leastPrecision: number;
  readonly leastAnswers: number;
  /** A step of it is urgent: it is never silenced by itself, only marked. */
  readonly urgent: boolean;
  readonly stages: readonly Stage[];
}

const translation = 'http://hl7.org/fhir/StructureDefinition/translation';

/** Reads a rule. Error for one that lacks what every rule has: version, ground, both languages, who answers and by when. */
export function readRule(plan: PlanDefinition): Rule {
  const code = need(plan.id, 'id');
  const stages = (plan.action ?? []).map((action) => readStage(action, code));
  const rule: Rule = {
    code,
    version: need(plan.version, `${code}.version`),
    title: both(plan, 'title', code),
    about: both(plan, 'description', code),
    grounds: (plan.relatedArtifact ?? []).map((one) => ({
      label: one.label === 'source' ? 'source' : 'verify',
      words: both(one, 'display', code),
    })),
    leastPrecision: need(
      plan.extension?.find(({ url }) => url === 'urn:sen:assistant:least-precision')?.valueDecimal,
      `${code}.least-precision`,
    ),
    leastAnswers: need(
      plan.extension?.find(({ url }) => url === 'urn:sen:assistant:least-answers')?.valueInteger,
      `${code}.least-answers`,
    ),
    urgent: stages.some(({ urgent }) => urgent),
    stages,
  };
  if (rule.stages.length === 0 || rule.grounds.length === 0) throw new Error(`rule ${code} asks for nothing`);
  return rule;
}

function readStage(action: PlanDefinitionAction, code: string): Stage {
  const id = need(action.id, `${code}.action.id`);
  const at = `${code}.${id}`;
  const condition = (kind: string) =>
    action.condition?.find((one) => one.kind === kind)?.expression?.expression;
  const stop = condition('stop');
  const own = (action.action ?? []).map((one) => ({ id: one.id, words: both(one, 'description', at) }));
  const danger = own.find((one) => one.id === `${id}-danger`)?.words;
  return {
    id,
    asks: need(action.participant?.[0]?.type, `${at}.participant`) === 'patient' ? 'person' : 'facility',
    title: both(action, 'title', at),
    why: both(action, 'textEquivalent', at),
    todo: both(action, 'description', at),
    ...(own.length > 0 && {
      meanwhile: {
        vi: own.map(({ words }) => words.vi).join(' '),
        en: own.map(({ words }) => words.en).join(' '),
      },
    }),
    ...(danger !== undefined && { danger }),
    answerHours: need(action.timingDuration?.value, `${at}.timing`),
    urgent: action.priority === 'urgent',
    triggers: (action.trigger ?? []).map(({ condition: found }) => need(found?.expression, `${at}.trigger`)),
    when: need(condition('applicability'), `${at}.condition`),
    evidence: need(
      action.dynamicValue?.find((one) => one.path === 'evidence')?.expression?.expression,
      `${at}.evidence`,
    ),
    ...(stop !== undefined && { stop }),
  };
}

/** A text in Vietnamese with its English translation beside it. */
function both(holder: object, name: string, at: string): Bilingual {
  const texts = holder as Readonly<Record<string, unknown>>;
  const beside = texts[`_${name}`] as
    { extension?: { url: string; extension?: { url: string; valueString?: string }[] }[] } | undefined;
  const en = beside?.extension
    ?.find(({ url }) => url === translation)
    ?.extension?.find(({ url }) => url === 'content')?.valueString;
  return {
    vi: need(texts[name] as string | undefined, `${at}.${name}`),
    en: need(en, `${at}.${name} in English`),
  };
}

function need<T>(value: T | undefined, what: string): T {
  if (value === undefined || value === '') throw new Error(`rule without ${what}`);
  return value;
}
