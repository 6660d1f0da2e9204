import type { Coding, Extension, QuestionnaireItem } from '@medplum/fhirtypes';
import { formUrls } from '#kernel/fhir/questionnaire/form-urls.ts';
import { sdcUrls } from '#kernel/fhir/sdc/sdc-extensions.ts';
import { labTests } from '#kernel/terminology/lab-tests.ts';
import { findVitalSign } from '#kernel/terminology/vital-signs.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { answerSystem, path, texts } from '../domain/form-parts.ts';

/** An item before it has its name. */
export type ItemDraft = Omit<QuestionnaireItem, 'linkId'> & { readonly item?: QuestionnaireItem[] };

type Range = readonly [low: number | undefined, high: number | undefined];

/** What a number may be. */
export interface NumberRules {
  readonly code?: Coding;
  /** Outside of this it is refused. */
  readonly bounds?: Range;
  /** Outside of this the worker is asked again. */
  readonly plausible?: Range;
  /** Outside of this it is marked high or low. */
  readonly normal?: Range;
  readonly decimals?: number;
  /** FHIRPath; the field is then only read. */
  readonly is?: string;
}

const range = (url: string, [low, high]: Range): Extension => ({
  url,
  valueRange: {
    ...(low !== undefined && { low: { value: low } }),
    ...(high !== undefined && { high: { value: high } }),
  },
});

/** A number in a unit of UCUM. */
export function num(vi: string, en: string, ucum: string, rules: NumberRules = {}): ItemDraft {
  const { code, bounds, plausible, normal, decimals, is } = rules;
  const isWhole = decimals === 0;
  const bound = (url: string, value: number | undefined): Extension[] =>
    value === undefined ? [] : [isWhole ? { url, valueInteger: value } : { url, valueDecimal: value }];
  return {
    type: isWhole ? 'integer' : 'decimal',
    ...texts('text', vi, en),
    ...(code !== undefined && { code: [code] }),
    ...(is !== undefined && { readOnly: true }),
    extension: [
      ...(ucum === '' ? [] : [{ url: formUrls.unit, valueCoding: { system: codeSystem.ucum, code: ucum } }]),
      ...bound(formUrls.minValue, bounds?.[0]),
      ...bound(formUrls.maxValue, bounds?.[1]),
      ...(decimals === undefined || isWhole ? [] : [{ url: formUrls.decimals, valueInteger: decimals }]),
      ...(plausible === undefined ? [] : [range(formUrls.plausible, plausible)]),
      ...(normal === undefined ? [] : [range(formUrls.normal, normal)]),
      ...(is === undefined ? [] : [path(formUrls.calculated, is)]),
    ],
  };
}

/** A whole number that is counted. */
export const count = (vi: string, en: string, most: number, more: NumberRules = {}): ItemDraft =>
  num(vi, en, '', { bounds: [0, most], decimals: 0, ...more });

/**
 * A vital sign of the list of vital signs: its code, unit and what is plausible. What no body can have is refused far outside of that.
 * Error: RangeError for a code that the list does not hold.
 */
export function vital(loinc: string, more: NumberRules = {}): ItemDraft {
  const sign = findVitalSign(loinc);
  if (sign === undefined) throw new RangeError(loinc);
  const { vi, en, ucum, plausible } = sign;
  return num(vi, en, ucum, {
    code: { system: codeSystem.loinc, code: loinc, display: en },
    bounds: [0, plausible === undefined ? undefined : plausible.high * 3],
    ...(plausible !== undefined && { plausible: [plausible.low, plausible.high] }),
    ...more,
  });
}

/** A laboratory test of the list of tests: a number with the adult range both sexes share, or positive and negative. Error: RangeError. */
export function lab(loinc: string, en: string, more: NumberRules = {}): ItemDraft {
  const test = labTests.find((one) => one.loinc === loinc);
  if (test === undefined) throw new RangeError(loinc);
  const { vi, ucum, range: own } = test;
  const code = { system: codeSystem.loinc, code: loinc, display: en };
  if (ucum === '') return { ...one(vi, en, results), code: [code] };
  const both = (end: 'low' | 'high', take: (...of: number[]) => number): number | undefined => {
    const ends = [own.male[end], own.female[end]].filter((value) => value !== undefined);
    return ends.length === 0 ? undefined : take(...ends);
  };
  const normal: Range = [both('low', Math.min), both('high', Math.max)];
  return num(vi, en, ucum, { code, bounds: [0, undefined], normal, ...more });
}

/** One line. */
export const line = (vi: string, en: string): ItemDraft => ({
  type: 'string',
  ...texts('text', vi, en),
  maxLength: 500,
});
/** Several lines. */
export const words = (vi: string, en: string): ItemDraft => ({
  type: 'text',
  ...texts('text', vi, en),
  maxLength: 10_000,
});
/** Yes or no. */
export const yes = (vi: string, en: string): ItemDraft => ({ type: 'boolean', ...texts('text', vi, en) });
/** A day, by default none that is yet to come. */
export const day = (vi: string, en: string, when: 'past' | 'coming' | 'any' = 'past'): ItemDraft => ({
  type: 'date',
  ...texts('text', vi, en),
  ...(when !== 'any' && {
    extension: [
      {
        url: formUrls.relativeBound,
        extension: [{ url: when === 'past' ? 'max' : 'min', valueCode: 'today' }],
      },
    ],
  }),
});
/** Words that only explain. */
export const says = (vi: string, en: string): ItemDraft => ({ type: 'display', ...texts('text', vi, en) });

/** An answer: its own code, Vietnamese, English; '!' behind the code for one that goes with no other. */
export type AnswerLine = readonly [code: string, vi: string, en: string];

const results: readonly AnswerLine[] = [
  ['negative', 'Âm tính', 'Negative'],
  ['positive', 'Dương tính', 'Positive'],
  ['trace', 'Vết', 'Trace'],
  ['unclear', 'Không xác định', 'Indeterminate'],
];

const options = (lines: readonly AnswerLine[]): NonNullable<QuestionnaireItem['answerOption']> =>
  lines.map(([code, vi, en]) => ({
    ...(code.endsWith('!') && { extension: [{ url: formUrls.optionExclusive, valueBoolean: true }] }),
    valueCoding: { system: answerSystem, code: code.replace('!', ''), ...texts('display', vi, en) },
  }));

/** One of a few. */
export const one = (vi: string, en: string, lines: readonly AnswerLine[]): ItemDraft => ({
  type: 'choice',
  ...texts('text', vi, en),
  answerOption: options(lines),
});
/** Several of a few, and words of one's own. */
export const many = (vi: string, en: string, lines: readonly AnswerLine[]): ItemDraft => ({
  type: 'open-choice',
  repeats: true,
  ...texts('text', vi, en),
  answerOption: options(lines),
});

/** A diagnosis of ICD-10, found by any Vietnamese word, or in words where no code fits. */
export const icd = (vi: string, en: string, more: Partial<ItemDraft> = {}): ItemDraft => ({
  type: 'open-choice',
  ...texts('text', vi, en),
  answerValueSet: 'urn:sen:value-set:icd-10',
  ...more,
});

/** Marks on a drawing of the body. */
export const body = (vi: string, en: string): ItemDraft => ({
  type: 'choice',
  repeats: true,
  ...texts('text', vi, en),
  answerValueSet: 'urn:sen:value-set:body-region',
  extension: [{ url: formUrls.control, valueCode: 'body-map' }],
});
/** Pictures. */
export const pictures = (vi: string, en: string): ItemDraft => ({
  type: 'attachment',
  repeats: true,
  ...texts('text', vi, en),
  extension: [{ url: formUrls.maxOccurs, valueInteger: 6 }],
});
/** Who stands for the form. */
export const signature = (vi: string, en: string): ItemDraft => ({
  type: 'attachment',
  ...texts('text', vi, en),
  extension: [{ url: formUrls.control, valueCode: 'signature' }],
});

/** What is worked out from the record and only shown, such as name and age. */
export const fromRecord = (
  type: 'string' | 'date',
  vi: string,
  en: string,
  expression: string,
): ItemDraft => ({
  type,
  readOnly: true,
  ...texts('text', vi, en),
  extension: [
    path(formUrls.calculated, expression),
    { url: sdcUrls.observationExtract, valueBoolean: false },
  ],
});

const definitionOf = (element: string): string =>
  `http://hl7.org/fhir/StructureDefinition/${element.split('.')[0]}#${element}`;

/** An item that fills an element of the resource that its group makes. */
export const into = (element: string, item: ItemDraft): ItemDraft => ({
  ...item,
  definition: definitionOf(element),
});

/** A coded element that is the same each time and not shown. */
export const fixed = (element: string, system: string, code: string): ItemDraft => ({
  type: 'choice',
  definition: definitionOf(element),
  initial: [{ valueCoding: { system, code } }],
  extension: [{ url: formUrls.hidden, valueBoolean: true }],
});

/** A group that makes one resource of a type each time it is filled in. */
export function makes(
  type: string,
  vi: string,
  en: string,
  items: Readonly<Record<string, ItemDraft>>,
  repeats = false,
): ItemDraft {
  return {
    type: 'group',
    ...texts('text', vi, en),
    repeats,
    extension: [{ url: sdcUrls.extractionContext, valueCode: type }],
    item: Object.entries(items).map(([linkId, item]) => ({ linkId, ...item })),
  };
}

/** The item is only asked when the answer of another one is this: true, a code of its answers, or a number it reaches. */
export function when(
  question: string,
  answer: boolean | string | { readonly atLeast: number },
  item: ItemDraft,
): ItemDraft {
  const condition =
    typeof answer === 'boolean'
      ? { question, operator: '=' as const, answerBoolean: answer }
      : typeof answer === 'string'
        ? { question, operator: '=' as const, answerCoding: { system: answerSystem, code: answer } }
        : { question, operator: '>=' as const, answerDecimal: answer.atLeast };
  return { ...item, enableWhen: [...(item.enableWhen ?? []), condition], enableBehavior: 'any' };
}

/** The item is only asked when an expression says so. */
export const asked = (expression: string, item: ItemDraft): ItemDraft => ({
  ...item,
  extension: [...(item.extension ?? []), path(formUrls.enabledBy, expression)],
});

/** An item with a rule that must hold, or that is only a warning. */
export const must = (
  key: string,
  expression: string,
  vi: string,
  en: string,
  item: ItemDraft,
  severity: 'error' | 'warning' = 'error',
): ItemDraft => ({
  ...item,
  extension: [
    ...(item.extension ?? []),
    {
      url: formUrls.constraint,
      extension: [
        { url: 'key', valueId: key },
        { url: 'severity', valueCode: severity },
        { url: 'expression', valueString: expression },
        { url: 'human', ...texts('valueString', vi, en) },
      ],
    },
  ],
});

/** An item with help beside it. */
export const helped = (vi: string, en: string, item: ItemDraft): ItemDraft => ({
  ...item,
  item: [
    {
      linkId: 'help',
      type: 'display',
      ...texts('text', vi, en),
      extension: [
        {
          url: formUrls.itemControl,
          valueCodeableConcept: { coding: [{ system: formUrls.itemControls, code: 'help' }] },
        },
      ],
    },
    ...(item.item ?? []),
  ],
});
