import type {
  Observation,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  Resource,
} from '@medplum/fhirtypes';
import { markOf, type Marked } from '../sdc/extract-observations.ts';
import { extensionsOf, sdcUrls } from '../sdc/sdc-extensions.ts';
import { toAnswer } from '../sdc/to-answer.ts';
import type { Form, FormItem } from './form.ts';

/**
 * The way back: a response from the resources that a form was read out into. What the form keeps beyond resources is not in it; that is
 * in its own response. Each resource answers once.
 */
export function refill(form: Form, resources: readonly Resource[]): QuestionnaireResponse {
  const left = new Set(resources);
  const mark = markOf(form.questionnaire, { extract: false, categories: [] });
  const item = refillAll(form.items, left, mark, undefined);
  return {
    resourceType: 'QuestionnaireResponse',
    ...(form.canonical !== undefined && { questionnaire: form.canonical }),
    status: 'completed',
    ...(item.length > 0 && { item }),
  };
}

function refillAll(
  items: readonly FormItem[],
  left: Set<Resource>,
  above: Marked,
  held: Resource | undefined,
): QuestionnaireResponseItem[] {
  return items.flatMap((item): QuestionnaireResponseItem[] => {
    const mark = markOf(item.source, above);
    const head = { linkId: item.linkId, ...(item.source.text !== undefined && { text: item.source.text }) };
    const type = extensionsOf(item.source, sdcUrls.extractionContext)[0]?.valueCode;
    if (type !== undefined) {
      const found = [...left].filter((resource) => isOf(item, type, resource));
      const mine = item.repeats ? found : found.slice(0, 1);
      return mine.flatMap((resource) => {
        left.delete(resource);
        const inside = refillAll(item.items, left, mark, resource);
        return inside.length === 0 ? [] : [{ ...head, item: inside }];
      });
    }
    if (item.type === 'group') {
      const inside = refillAll(item.items, left, mark, held);
      return inside.length === 0 ? [] : [{ ...head, item: inside }];
    }
    const values = item.fixed
      ? (item.source.initial ?? []).flatMap((one) => Object.values(one) as unknown[])
      : held !== undefined && item.source.definition !== undefined
        ? valuesAt(held, item)
        : mark.extract && item.codes.length > 0
          ? observedValues(item, left)
          : [];
    const answer = values.flatMap((value) => toAnswer(item.source, value) ?? []);
    if (answer.length === 0) return [];
    const below = refillAll(item.items, left, mark, held);
    const [first, ...others] = answer;
    return [{ ...head, answer: [{ ...first!, ...(below.length > 0 && { item: below }) }, ...others] }];
  });
}

/** A resource belongs to a group whose fixed items it says: its category, its role in the visit. */
function isOf(group: FormItem, type: string, resource: Resource): boolean {
  if (resource.resourceType !== type) return false;
  return group.items
    .filter(({ fixed }) => fixed)
    .every((fixed) => {
      const there = valuesAt(resource, fixed).map((value) => JSON.stringify(toAnswer(fixed.source, value)));
      return (fixed.source.initial ?? []).every((one) => there.includes(JSON.stringify({ ...one })));
    });
}

function valuesAt(resource: Resource, { source }: FormItem): unknown[] {
  const path =
    source.definition
      ?.split('#')[1]
      ?.replaceAll(/:[^.]+/g, '')
      .replaceAll('[x]', '') ?? '';
  let values: unknown[] = [resource];
  for (const name of path.split('.').slice(1))
    values = values.flatMap((value) => {
      const held = (value ?? {}) as Readonly<Record<string, unknown>>;
      const key =
        name in held
          ? name
          : Object.keys(held).find((one) => one.startsWith(name) && /[A-Z]/.test(one[name.length] ?? ''));
      const found = key === undefined ? undefined : held[key];
      return found === undefined ? [] : Array.isArray(found) ? (found as unknown[]) : [found];
    });
  // Words without a code stand in the text of a concept.
  return values.map((value) => {
    const { text, coding } = (value ?? {}) as { text?: unknown; coding?: unknown };
    return coding === undefined && typeof text === 'string' ? text : value;
  });
}

function observedValues(item: FormItem, left: Set<Resource>): unknown[] {
  const [code] = item.codes;
  const found = [...left].filter(
    (resource): resource is Observation =>
      resource.resourceType === 'Observation' &&
      resource.code.coding?.some((one) => one.system === code?.system && one.code === code?.code) === true,
  );
  for (const one of found) left.delete(one);
  return found.map((one) => {
    const entry = Object.entries(one).find(([key]) => key.startsWith('value'));
    const value: unknown = entry?.[1];
    const isNumber = item.type === 'decimal' || item.type === 'integer';
    return isNumber && typeof value === 'object' ? (value as { value?: unknown }).value : value;
  });
}

/** Whether an answer of the item becomes a resource, under the mark of what is around it. */
export function isReadOut(item: FormItem, above: Marked, isInContext: boolean): boolean {
  return (
    (isInContext && item.source.definition !== undefined) ||
    (markOf(item.source, above).extract && item.codes.length > 0)
  );
}
