import type {
  Coding,
  QuestionnaireItem,
  QuestionnaireResponseItemAnswer,
  Resource,
} from '@medplum/fhirtypes';

type Answer = QuestionnaireResponseItemAnswer;
type Values = Readonly<Record<string, unknown>>;

/** An answer to an item from any value that an expression gave; undefined where it cannot be one. */
export function toAnswer(item: QuestionnaireItem, value: unknown): Answer | undefined {
  switch (item.type) {
    case 'boolean':
      return typeof value === 'boolean' ? { valueBoolean: value } : undefined;
    case 'decimal':
      return typeof value === 'number' ? { valueDecimal: value } : undefined;
    case 'integer':
      return Number.isSafeInteger(value) ? { valueInteger: value as number } : undefined;
    case 'date':
      return matching(value, /^\d{4}(-\d\d(-\d\d)?)?/, (text) => ({ valueDate: text }));
    case 'dateTime':
      return matching(value, /^\d{4}(-\d\d(-\d\d(T.+)?)?)?$/, (text) => ({ valueDateTime: text }));
    case 'time':
      return matching(value, /^\d\d:\d\d:\d\d(\.\d+)?$/, (text) => ({ valueTime: text }));
    case 'string':
    case 'text':
      return isPrimitive(value) && String(value) !== '' ? { valueString: String(value) } : undefined;
    case 'url':
      return matching(value, /^\S+$/, (text) => ({ valueUri: text }));
    case 'choice':
    case 'open-choice':
      return choice(item, value);
    case 'quantity':
      if (typeof value === 'number') return { valueQuantity: { value } };
      return has(value, 'value') ? { valueQuantity: { ...value } } : undefined;
    case 'reference':
      return reference(value);
    case 'attachment':
      return has(value, 'url') || has(value, 'data') ? { valueAttachment: { ...value } } : undefined;
    default:
      return undefined;
  }
}

/** The answers that a form itself begins with. */
export function ownInitial(item: QuestionnaireItem): Answer[] {
  const chosen = (item.answerOption ?? []).filter(({ initialSelected }) => initialSelected === true);
  return [...(item.initial ?? []), ...chosen].flatMap((one) => {
    const entry = Object.entries(one).find(([key]) => key.startsWith('value'));
    return entry === undefined ? [] : [{ [entry[0]]: entry[1] } as Answer];
  });
}

function choice(item: QuestionnaireItem, value: unknown): Answer | undefined {
  const coding = codingIn(value);
  if (coding !== undefined) return { valueCoding: coding };
  if (!isPrimitive(value)) return undefined;
  const text = String(value);
  const option = (item.answerOption ?? []).find(
    ({ valueCoding, valueString }) =>
      valueCoding?.code === text || valueCoding?.display === text || valueString === text,
  );
  if (option?.valueCoding !== undefined) return { valueCoding: option.valueCoding };
  if (option?.valueString !== undefined || item.type === 'open-choice') return { valueString: text };
  return item.answerOption === undefined ? { valueCoding: { code: text } } : undefined;
}

function codingIn(value: unknown): Coding | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const { coding, code, display } = value as {
    coding?: readonly Coding[];
    code?: unknown;
    display?: unknown;
  };
  if (Array.isArray(coding)) return coding[0] as Coding | undefined;
  return typeof code === 'string' || typeof display === 'string' ? { ...(value as Coding) } : undefined;
}

function reference(value: unknown): Answer | undefined {
  const { resourceType, id } = (value ?? {}) as Partial<Resource>;
  if (resourceType !== undefined && id !== undefined)
    return { valueReference: { reference: `${resourceType}/${id}` } };
  if (has(value, 'reference') || has(value, 'identifier')) return { valueReference: { ...value } };
  return matching(value, /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/, (text) => ({
    valueReference: { reference: text },
  }));
}

function matching(value: unknown, shape: RegExp, make: (text: string) => Answer): Answer | undefined {
  const found = typeof value === 'string' ? shape.exec(value)?.[0] : undefined;
  return found === undefined ? undefined : make(found);
}

const has = (value: unknown, key: string): value is Values =>
  value !== null && typeof value === 'object' && key in value;
const isPrimitive = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
