import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';

type Items = readonly QuestionnaireItem[];

const changeIn = (items: Items | undefined, work: (items: Items) => Items): QuestionnaireItem[] =>
  work(items ?? []).map((item) =>
    item.item === undefined ? item : { ...item, item: changeIn(item.item, work) },
  );

/** The item of a name, wherever it stands. */
export function findItem(items: Items | undefined, linkId: string): QuestionnaireItem | undefined {
  for (const item of items ?? []) {
    const found = item.linkId === linkId ? item : findItem(item.item, linkId);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All names of a form. */
export function namesOf(items: Items | undefined): string[] {
  return (items ?? []).flatMap((item) => [item.linkId, ...namesOf(item.item)]);
}

/** The form with one item changed. */
export function changeItem(
  form: Questionnaire,
  linkId: string,
  change: (item: QuestionnaireItem) => QuestionnaireItem,
): Questionnaire {
  return {
    ...form,
    item: changeIn(form.item, (items) => items.map((item) => (item.linkId === linkId ? change(item) : item))),
  };
}

/** The form without an item and what stands below it. */
export function removeItem(form: Questionnaire, linkId: string): Questionnaire {
  return { ...form, item: changeIn(form.item, (items) => items.filter((item) => item.linkId !== linkId)) };
}

/** The form with an item one place up (-1) or down (1) among those beside it. */
export function moveItem(form: Questionnaire, linkId: string, by: -1 | 1): Questionnaire {
  const move = (items: Items): Items => {
    const at = items.findIndex((item) => item.linkId === linkId);
    const to = at + by;
    if (at < 0 || to < 0 || to >= items.length) return items;
    const moved = [...items];
    [moved[at], moved[to]] = [items[to]!, items[at]!];
    return moved;
  };
  return { ...form, item: changeIn(form.item, move) };
}

/** The form with an item at the end of a section, or at its own end. */
export function addItem(
  form: Questionnaire,
  item: QuestionnaireItem,
  section: string | undefined,
): Questionnaire {
  if (section === undefined) return { ...form, item: [...(form.item ?? []), item] };
  return changeItem(form, section, (one) => ({ ...one, item: [...(one.item ?? []), item] }));
}

/** A name that the form does not have yet: 'cau-hoi', 'cau-hoi-2' … */
export function freeName(form: Questionnaire, wanted: string): string {
  const names = new Set(namesOf(form.item));
  const base = wanted === '' ? 'cau-hoi' : wanted;
  if (!names.has(base)) return base;
  let number = 2;
  while (names.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}
