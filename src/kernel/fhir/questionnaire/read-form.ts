import type { Extension, Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { Bilingual } from '../../schema.ts';
import { expressionOf, extensionsOf, type Extended } from '../sdc/sdc-extensions.ts';
import type { Answer, Constraint, Control, Form, FormItem, Named, Option, Unit } from './form.ts';
import { formUrls } from './form-urls.ts';

/**
 * Reads a Questionnaire once, with everything that Structured Data Capture says by extensions, so that nothing is looked for while
 * somebody types. The resource itself stays beside what was read of it.
 */
export function readForm(questionnaire: Questionnaire): Form {
  const items = itemsOf(questionnaire.item);
  const byLinkId = new Map<string, FormItem>();
  const expressions: string[] = [];
  const keep = (list: readonly FormItem[]): void => {
    for (const item of list) {
      byLinkId.set(item.linkId, item);
      for (const one of [item.enabledBy, item.calculated, item.initially]) if (one) expressions.push(one);
      expressions.push(...[...item.constraints, ...item.variables].map(({ expression }) => expression));
      keep(item.items);
    }
  };
  keep(items);
  const variables = variablesOf(questionnaire);
  const constraints = constraintsOf(questionnaire);
  expressions.push(...[...variables, ...constraints].map(({ expression }) => expression));
  return {
    questionnaire,
    canonical: canonicalOf(questionnaire),
    title: bilingual(questionnaire, 'title'),
    items,
    byLinkId,
    variables,
    constraints,
    expressions,
  };
}

/** 'url|version', or 'Questionnaire/id' of a form without an address. */
export function canonicalOf({ url, version, id }: Questionnaire): string | undefined {
  if (url === undefined) return id === undefined ? undefined : `Questionnaire/${id}`;
  return version === undefined ? url : `${url}|${version}`;
}

/** A text of the form in both languages: what it says, and its translation where there is one. */
export function bilingual(one: object, name: string): Bilingual {
  const held = one as Readonly<Record<string, unknown>>;
  const vi = typeof held[name] === 'string' ? held[name] : '';
  const beside = held[`_${name}`] as Extended | undefined;
  const translation = extensionsOf(beside ?? {}, formUrls.translation).find(({ extension }) =>
    extension?.some(({ url, valueCode }) => url === 'lang' && valueCode === 'en'),
  );
  const en = translation?.extension?.find(({ url }) => url === 'content');
  return { vi, en: en?.valueString ?? en?.valueMarkdown ?? vi };
}

function itemsOf(items: readonly QuestionnaireItem[] | undefined): FormItem[] {
  // Display items that only explain the item around them are its help.
  return (items ?? []).filter((item) => controlOf(item) !== 'help').map(itemOf);
}

function itemOf(source: QuestionnaireItem): FormItem {
  const one = <T>(url: string, take: (extension: Extension) => T | undefined): T | undefined => {
    const [first] = extensionsOf(source, url);
    return first === undefined ? undefined : take(first);
  };
  const help = (source.item ?? []).find((item) => controlOf(item) === 'help');
  const [plausible, normal] = [formUrls.plausible, formUrls.normal].map((url) =>
    one(url, ({ valueRange }) => valueRange),
  );
  const pattern = one(formUrls.regex, ({ valueString }) => valueString);
  const hidden = one(formUrls.hidden, ({ valueBoolean }) => valueBoolean) === true;
  const calculated = pathIn(source, formUrls.calculated);
  const optional = {
    help: help && bilingual(help, 'text'),
    control: controlOf(source),
    unit: one(formUrls.unit, ({ valueCoding }) => valueCoding as Unit | undefined),
    valueSet: source.answerValueSet,
    enabledBy: pathIn(source, formUrls.enabledBy),
    calculated,
    initially: pathIn(source, formUrls.initially),
    min: boundOf(source, 'min'),
    max: boundOf(source, 'max'),
    plausibleLow: plausible?.low?.value,
    plausibleHigh: plausible?.high?.value,
    normalLow: normal?.low?.value,
    normalHigh: normal?.high?.value,
    decimals: one(formUrls.decimals, ({ valueInteger }) => valueInteger),
    minLength: one(formUrls.minLength, ({ valueInteger }) => valueInteger),
    maxLength: source.maxLength,
    pattern:
      pattern === undefined
        ? undefined
        : {
            expression: pattern,
            text: patternText(source) ?? { vi: 'Không đúng dạng.', en: 'Not in the right form.' },
          },
    minOccurs: one(formUrls.minOccurs, ({ valueInteger }) => valueInteger),
    maxOccurs: one(formUrls.maxOccurs, ({ valueInteger }) => valueInteger),
  };
  return {
    linkId: source.linkId,
    type: source.type,
    text: bilingual(source, 'text'),
    required: source.required === true,
    repeats: source.repeats === true,
    readOnly: source.readOnly === true,
    hidden,
    fixed: hidden && source.initial !== undefined && calculated === undefined,
    codes: source.code ?? [],
    units: extensionsOf(source, formUrls.unitOption).flatMap(({ valueCoding }) => valueCoding ?? []),
    options: optionsOf(source),
    conditions: (source.enableWhen ?? []).map((condition) => ({
      question: condition.question,
      operator: condition.operator,
      value: Object.entries(condition).find(([key]) => key.startsWith('answer'))?.[1],
    })),
    conditionsJoin: source.enableBehavior ?? 'all',
    constraints: constraintsOf(source),
    variables: variablesOf(source),
    items: itemsOf(source.item),
    source,
    ...withoutEmpty(optional),
  };
}

type WithoutEmpty<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function withoutEmpty<T extends object>(values: T): WithoutEmpty<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as WithoutEmpty<T>;
}

const controls = new Set<string>([
  'radio',
  'drop-down',
  'check-box',
  'autocomplete',
  'body-map',
  'signature',
  'table',
  'help',
  'unit',
] satisfies Control[]);

function controlOf(item: QuestionnaireItem): Control | undefined {
  const own = extensionsOf(item, formUrls.control)[0]?.valueCode;
  const named = extensionsOf(item, formUrls.itemControl)[0]?.valueCodeableConcept?.coding?.[0]?.code;
  const code = own ?? (named === 'gtable' ? 'table' : named);
  return code !== undefined && controls.has(code) ? (code as Control) : undefined;
}

function pathIn(item: Extended, url: string): string | undefined {
  const { language, expression } = expressionOf(item, url) ?? {};
  // What only a server can ask is its part.
  return language === 'text/fhirpath' ? expression : undefined;
}

function variablesOf(one: Extended): Named[] {
  return extensionsOf(one, formUrls.variable).flatMap(({ valueExpression }) => {
    const { name, language, expression } = valueExpression ?? {};
    return name === undefined || expression === undefined || language !== 'text/fhirpath'
      ? []
      : [{ name, expression }];
  });
}

function constraintsOf(one: Extended): Constraint[] {
  return extensionsOf(one, formUrls.constraint).flatMap(({ extension }) => {
    const part = (name: string): Extension | undefined => extension?.find(({ url }) => url === name);
    const expression = part('expression')?.valueString;
    const human = part('human');
    if (expression === undefined) return [];
    return [
      {
        key: part('key')?.valueId ?? '',
        expression,
        severity: part('severity')?.valueCode === 'warning' ? ('warning' as const) : ('error' as const),
        text: bilingual(human ?? {}, 'valueString'),
      },
    ];
  });
}

function boundOf(item: QuestionnaireItem, end: 'min' | 'max'): number | string | undefined {
  const [bound] = extensionsOf(item, end === 'min' ? formUrls.minValue : formUrls.maxValue);
  const [quantity] = extensionsOf(item, end === 'min' ? formUrls.minQuantity : formUrls.maxQuantity);
  const relative = extensionsOf(item, formUrls.relativeBound).find(({ extension }) =>
    extension?.some(({ url }) => url === end),
  );
  const today = relative?.extension?.find(({ url }) => url === end)?.valueCode;
  return (
    today ??
    quantity?.valueQuantity?.value ??
    bound?.valueDecimal ??
    bound?.valueInteger ??
    bound?.valueDate ??
    bound?.valueDateTime
  );
}

function patternText(item: Extended): Bilingual | undefined {
  const [text] = extensionsOf(item, formUrls.regexText);
  return text === undefined ? undefined : bilingual(text, 'valueString');
}

function optionsOf(item: QuestionnaireItem): Option[] {
  return (item.answerOption ?? []).flatMap((option) => {
    const entry = Object.entries(option).find(([key]) => key.startsWith('value'));
    if (entry === undefined) return [];
    const [key, value] = entry as [string, unknown];
    const text =
      key === 'valueCoding'
        ? bilingual(value as object, 'display')
        : { vi: String(value), en: String(value) };
    const coding = value as { code?: string };
    const shown = text.vi === '' ? { vi: coding.code ?? '', en: coding.code ?? '' } : text;
    const exclusive = extensionsOf(option, formUrls.optionExclusive)[0]?.valueBoolean === true;
    return [{ answer: { [key]: plainCoding(key, value) } as Answer, text: shown, exclusive }];
  });
}

/** An answer says the display in the form's own language; translations stay with the form. */
function plainCoding(key: string, value: unknown): unknown {
  if (key !== 'valueCoding') return value;
  const { system, code, display, version } = value as Record<string, unknown>;
  return withoutEmpty({ system, version, code, display });
}
