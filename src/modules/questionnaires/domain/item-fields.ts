import type { Extension, QuestionnaireItem } from '@medplum/fhirtypes';
import { formUrls } from '#kernel/fhir/questionnaire/form-urls.ts';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { answerSystem, path, texts } from './form-parts.ts';

/** What somebody who is no programmer sets on a question. Numbers and words as they stand in the fields. */
export interface ItemFields {
  readonly type: QuestionnaireItem['type'];
  readonly vi: string;
  readonly en: string;
  readonly required: boolean;
  readonly repeats: boolean;
  readonly options: readonly { readonly code: string; readonly vi: string; readonly en: string }[];
  readonly valueSet: string;
  readonly unit: string;
  readonly min: string;
  readonly max: string;
  readonly low: string;
  readonly high: string;
  readonly question: string;
  readonly operator: string;
  /** 'true', 'false', a code of the other question's answers, or a number. */
  readonly value: string;
  readonly calculated: string;
  readonly initially: string;
  readonly rule: string;
  readonly ruleVi: string;
  readonly ruleEn: string;
}

const shown = (value: unknown): string => (typeof value === 'number' ? String(value).replace('.', ',') : '');

function conditionValue(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return shown(value);
  return (value as { code?: string } | null | undefined)?.code ?? '';
}

/** The fields of an item as it stands. */
export function fieldsOf(source: QuestionnaireItem): ItemFields {
  const item = readForm({ resourceType: 'Questionnaire', status: 'draft', item: [source] }).items[0];
  if (item === undefined) throw new RangeError(source.linkId);
  const [condition] = item.conditions;
  const [constraint] = item.constraints;
  const value = condition?.value;
  return {
    type: item.type,
    ...item.text,
    required: item.required,
    repeats: item.repeats,
    options: item.options.map(({ answer, text }) => ({
      code: answer.valueCoding?.code ?? answer.valueString ?? '',
      ...text,
    })),
    valueSet: item.valueSet ?? '',
    unit: item.unit?.code ?? '',
    min: shown(item.min),
    max: shown(item.max),
    low: shown(item.plausibleLow),
    high: shown(item.plausibleHigh),
    question: condition?.question ?? '',
    operator: condition?.operator ?? '=',
    value: conditionValue(value),
    calculated: item.calculated ?? '',
    initially: item.initially ?? '',
    rule: constraint?.expression ?? '',
    ruleVi: constraint?.text.vi ?? '',
    ruleEn: constraint?.text.en ?? '',
  };
}

/** Extensions that the fields write; all others of an item stay as they are. */
const written = new Set<string>([
  formUrls.unit,
  formUrls.minValue,
  formUrls.maxValue,
  formUrls.plausible,
  formUrls.calculated,
  formUrls.initially,
  formUrls.constraint,
]);

/** The item with what the fields say; what they do not name stays. `other` is the question that the condition looks at. */
export function withFields(
  before: QuestionnaireItem,
  fields: ItemFields,
  other?: QuestionnaireItem,
): QuestionnaireItem {
  const {
    text: _text,
    answerOption: _options,
    enableWhen: _when,
    extension = [],
    required: _required,
    repeats: _repeats,
    answerValueSet: _set,
    readOnly: _readOnly,
    ...rest
  } = before;
  const isChoice = fields.type === 'choice' || fields.type === 'open-choice';
  const marks = [...extension.filter(({ url }) => !written.has(url)), ...extensionsFor(fields)];
  const condition = conditionOf(fields, other);
  const isOnlyRead =
    fields.calculated !== '' &&
    (before.readOnly === true || before.extension?.some(({ url }) => url === formUrls.calculated) !== true);
  return {
    ...rest,
    type: fields.type,
    ...texts('text', fields.vi.trim(), fields.en.trim() || fields.vi.trim()),
    ...(fields.required && { required: true }),
    ...(fields.repeats && { repeats: true }),
    ...(isOnlyRead && { readOnly: true }),
    ...(isChoice && fields.options.length > 0 && { answerOption: optionsFor(before, fields) }),
    ...(isChoice &&
      fields.options.length === 0 &&
      fields.valueSet !== '' && { answerValueSet: fields.valueSet }),
    ...(condition !== undefined && { enableWhen: [condition] }),
    ...(marks.length > 0 && { extension: marks }),
  };
}

const numberIn = (text: string): number | undefined => {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || Number.isNaN(value) ? undefined : value;
};

function extensionsFor(fields: ItemFields): Extension[] {
  const isNumber = fields.type === 'decimal' || fields.type === 'integer' || fields.type === 'quantity';
  const bound = (url: string, text: string): Extension[] => {
    const value = numberIn(text);
    if (value === undefined || !isNumber) return [];
    return [
      fields.type === 'integer' && Number.isInteger(value)
        ? { url, valueInteger: value }
        : { url, valueDecimal: value },
    ];
  };
  const [low, high] = [numberIn(fields.low), numberIn(fields.high)];
  const expression = (url: string, text: string): Extension[] =>
    text.trim() === '' ? [] : [path(url, text.trim())];
  return [
    ...(fields.unit.trim() === '' || !isNumber
      ? []
      : [
          {
            url: formUrls.unit,
            valueCoding: { system: 'http://unitsofmeasure.org', code: fields.unit.trim() },
          },
        ]),
    ...bound(formUrls.minValue, fields.min),
    ...bound(formUrls.maxValue, fields.max),
    ...((low ?? high) === undefined || !isNumber
      ? []
      : [
          {
            url: formUrls.plausible,
            valueRange: {
              ...(low !== undefined && { low: { value: low } }),
              ...(high !== undefined && { high: { value: high } }),
            },
          },
        ]),
    ...expression(formUrls.calculated, fields.calculated),
    ...expression(formUrls.initially, fields.initially),
    ...(fields.rule.trim() === ''
      ? []
      : [
          {
            url: formUrls.constraint,
            extension: [
              { url: 'key', valueId: 'rule' },
              { url: 'severity', valueCode: 'error' },
              { url: 'expression', valueString: fields.rule.trim() },
              {
                url: 'human',
                ...texts(
                  'valueString',
                  fields.ruleVi.trim() || 'Không đúng quy tắc.',
                  fields.ruleEn.trim() || 'Against the rule.',
                ),
              },
            ],
          },
        ]),
  ];
}

/** An answer that was there keeps its code, its system and its marks. */
function optionsFor(
  before: QuestionnaireItem,
  { options }: ItemFields,
): NonNullable<QuestionnaireItem['answerOption']> {
  return options.map(({ code, vi, en }) => {
    const known = (before.answerOption ?? []).find(({ valueCoding }) => valueCoding?.code === code);
    return {
      ...known,
      valueCoding: {
        system: known?.valueCoding?.system ?? answerSystem,
        code,
        ...texts('display', vi.trim(), en.trim() || vi.trim()),
      },
    };
  });
}

function conditionOf(
  { question, operator, value }: ItemFields,
  other: QuestionnaireItem | undefined,
): NonNullable<QuestionnaireItem['enableWhen']>[number] | undefined {
  if (question === '' || other === undefined) return undefined;
  const head = { question, operator: operator as '=' };
  if (operator === 'exists') return { ...head, answerBoolean: value !== 'false' };
  switch (other.type) {
    case 'boolean':
      return { ...head, answerBoolean: value === 'true' };
    case 'integer':
      return { ...head, answerInteger: Math.round(numberIn(value) ?? 0) };
    case 'decimal':
    case 'quantity':
      return { ...head, answerDecimal: numberIn(value) ?? 0 };
    case 'choice':
    case 'open-choice': {
      const system = other.answerOption?.find(({ valueCoding }) => valueCoding?.code === value)?.valueCoding
        ?.system;
      return { ...head, answerCoding: { ...(system !== undefined && { system }), code: value } };
    }
    case 'date':
      return { ...head, answerDate: value };
    default:
      return { ...head, answerString: value };
  }
}

/** A code out of words: 'Đau đầu dữ dội' is 'dau-dau-du-doi'. Empty where no letter is left. */
export function codeFrom(words: string): string {
  return words
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/đ/gi, 'd')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 50);
}
