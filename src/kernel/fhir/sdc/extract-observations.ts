import type {
  CodeableConcept,
  Coding,
  Observation,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
} from '@medplum/fhirtypes';
import type { FormRun } from './form-run.ts';
import { below, pairsOf, valueIn, type FormPair } from './form-pairs.ts';
import { extensionsOf, sdcUrls, type Extended } from './sdc-extensions.ts';

/**
 * One Observation for each answer of the items that are marked for it; the mark of a form or group holds for all below it until one says
 * otherwise. Codes are those of the item.
 * @source HL7 Structured Data Capture 3.0.0, "Observation-based Extraction"
 */
export function extractObservations(
  questionnaire: Questionnaire,
  response: QuestionnaireResponse,
  run: FormRun,
): Observation[] {
  const found: Observation[] = [];
  const walk = (pairs: readonly FormPair[], marked: Marked): void => {
    for (const pair of pairs) {
      run.spendItem();
      const own = markOf(pair.item, marked);
      if (own.extract && pair.item.code !== undefined)
        found.push(...observationsOf(pair, own, response, run));
      walk(below(pair), own);
    }
  };
  walk(pairsOf(questionnaire.item, response.item), markOf(questionnaire, { extract: false, categories: [] }));
  return found;
}

/** Whether answers become Observations, and of which categories. */
export interface Marked {
  readonly extract: boolean;
  readonly categories: readonly CodeableConcept[];
}

/** The mark of a form, group or item under the mark of what is around it. */
export function markOf(one: Extended, above: Marked): Marked {
  const [mark] = extensionsOf(one, sdcUrls.observationExtract);
  const categories = extensionsOf(one, sdcUrls.observationCategory).flatMap(
    (ext) => ext.valueCodeableConcept ?? [],
  );
  return {
    extract: mark?.valueBoolean ?? above.extract,
    categories: categories.length > 0 ? categories : above.categories,
  };
}

function observationsOf(
  { item, given }: FormPair,
  { categories }: Marked,
  response: QuestionnaireResponse,
  run: FormRun,
): Observation[] {
  return (given.answer ?? []).flatMap((answer) => {
    const [kind, value] = valueIn(answer) ?? [];
    const own = kind === undefined ? undefined : observed(item, kind, value);
    if (own === undefined) {
      if (kind !== undefined) run.note(item.linkId, unfit);
      return [];
    }
    const { subject, encounter, authored, author, id } = response;
    const performer = author?.reference?.startsWith('Device/') === true ? undefined : author;
    return [
      {
        resourceType: 'Observation',
        ...(id !== undefined && { derivedFrom: [{ reference: `QuestionnaireResponse/${id}` }] }),
        status: response.status === 'amended' ? 'amended' : 'final',
        ...(categories.length > 0 && { category: [...categories] }),
        code: { coding: item.code!, ...(item.text !== undefined && { text: item.text }) },
        ...(subject !== undefined && { subject }),
        ...(encounter !== undefined && { encounter }),
        ...(authored !== undefined && { effectiveDateTime: authored }),
        ...(performer !== undefined && { performer: [performer] }),
        ...own,
      } as Observation,
    ];
  });
}

/** The value[x] of an Observation. */
function observed(item: QuestionnaireItem, kind: string, value: unknown): Partial<Observation> | undefined {
  const unit = extensionsOf(item, sdcUrls.unit)[0]?.valueCoding;
  switch (kind) {
    case 'Boolean':
      return { valueBoolean: value as boolean };
    case 'Integer':
      if (unit === undefined) return { valueInteger: value as number };
      return { valueQuantity: measured(value as number, unit) };
    case 'Decimal':
      return { valueQuantity: measured(value as number, unit) };
    case 'Quantity':
      return { valueQuantity: value as NonNullable<Observation['valueQuantity']> };
    case 'Coding':
      return { valueCodeableConcept: { coding: [value as Coding] } };
    case 'String':
    case 'Uri':
      return { valueString: value as string };
    case 'Date':
    case 'DateTime':
      return { valueDateTime: value as string };
    case 'Time':
      return { valueTime: value as string };
    default:
      return undefined;
  }
}

function measured(value: number, unit: Coding | undefined): NonNullable<Observation['valueQuantity']> {
  const { display, system, code } = unit ?? {};
  return {
    value,
    ...((display ?? code) !== undefined && { unit: display ?? code! }),
    ...(system !== undefined && { system }),
    ...(code !== undefined && { code }),
  };
}

const unfit = {
  vi: 'Câu trả lời loại này không thành Observation được.',
  en: 'An answer of this kind cannot become an Observation.',
};
