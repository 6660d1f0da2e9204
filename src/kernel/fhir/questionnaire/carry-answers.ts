import type { QuestionnaireResponse, QuestionnaireResponseItem } from '@medplum/fhirtypes';
import type { Answer, Form, FormItem } from './form.ts';
import { fits } from './response.ts';
import { setAnswers, type FormNode, type FormState, type Path } from './state.ts';

/**
 * What the forms of one visit have said already, by linkId: an item of the same name means the same thing in every form. What stands in
 * a repeated group belongs to its instance and is not carried.
 */
export function answersSaid(
  filled: readonly { readonly form: Form; readonly response: QuestionnaireResponse }[],
): ReadonlyMap<string, readonly Answer[]> {
  const said = new Map<string, readonly Answer[]>();
  for (const { form, response } of filled) {
    const walk = (items: readonly QuestionnaireResponseItem[] | undefined): void => {
      for (const { linkId, answer = [], item } of items ?? []) {
        const known = form.byLinkId.get(linkId);
        if (known === undefined || (known.type === 'group' && known.repeats)) continue;
        if (answer.length > 0)
          said.set(
            linkId,
            answer.map(({ item: _below, id: _id, ...one }) => one),
          );
        walk([...(item ?? []), ...answer.flatMap((one) => one.item ?? [])]);
      }
    };
    walk(response.item);
  }
  return said;
}

/** The state with what was said elsewhere in the visit filled in where nothing stands yet. */
export function carryAnswers(
  form: Form,
  start: FormState,
  said: ReadonlyMap<string, readonly Answer[]>,
): FormState {
  if (said.size === 0) return start;
  let state = start;
  const walk = (items: readonly FormItem[], nodes: readonly FormNode[], parent: Path): void => {
    for (const item of items) {
      const node = nodes.find(({ linkId }) => linkId === item.linkId);
      if (node === undefined || (item.type === 'group' && item.repeats)) continue;
      const answers = (said.get(item.linkId) ?? []).filter((answer) => fits(item, answer));
      const isEmpty = node.entries.every(({ answer, typed }) => answer === undefined && typed === undefined);
      if (item.type !== 'group' && answers.length > 0 && isEmpty)
        state = setAnswers(state, parent, item, item.repeats ? answers : answers.slice(0, 1), 'visit');
      for (const { key, nodes: below } of node.entries)
        walk(item.items, below, [...parent, item.linkId, key]);
    }
  };
  walk(form.items, start.nodes, []);
  return state;
}
