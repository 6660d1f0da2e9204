import type { QuestionnaireResponse } from '@medplum/fhirtypes';
import { ownInitial, toAnswer } from '../sdc/to-answer.ts';
import { evaluatorFor, type Evaluate, type FormContext } from './evaluate-form.ts';
import type { Answer, Form, FormItem } from './form.ts';
import { openItems } from './open-items.ts';
import { buildResponse, valueOf, type Built } from './response.ts';
import {
  nodeAt,
  pathKey,
  setAnswers,
  type Entry,
  type FormNode,
  type FormState,
  type Path,
} from './state.ts';

/** A form's answers with all that follows from them. */
export interface Settled {
  readonly state: FormState;
  /** Keys of the paths of items that are asked now. */
  readonly open: ReadonlySet<string>;
  readonly response: QuestionnaireResponse;
  readonly built: Built;
  /** Items whose expression could not be worked out, by linkId. */
  readonly failed: ReadonlySet<string>;
}

const mostRounds = 12;

/**
 * Works out what follows from the answers until nothing changes any more: what is asked, and what is calculated. A calculated item
 * that may be written in keeps what the worker wrote. `before` is what was asked before the last change: a good guess.
 */
export function settle(
  form: Form,
  start: FormState,
  context: FormContext,
  before?: ReadonlySet<string>,
): Settled {
  let state = start;
  let open = before;
  let failed = new Set<string>();
  const build = (): Built => {
    const asked = open;
    return buildResponse(
      form,
      state,
      asked === undefined ? () => true : (path) => asked.has(pathKey(path)),
      context.head,
    );
  };
  let built = build();
  for (let round = 0; round < mostRounds; round++) {
    failed = new Set();
    const nowOpen = openItems(form, state, evaluatorFor(form, built, context, failed));
    const isSame = open !== undefined && sameSet(open, nowOpen);
    open = nowOpen;
    if (!isSame) built = build();
    if (form.expressions.length === 0) break;
    const calculated = calculate(form, state, evaluatorFor(form, built, context, failed), open);
    if (calculated === state && isSame) break;
    if (calculated !== state) {
      state = calculated;
      built = build();
    }
  }
  return { state, open: open ?? new Set(), response: built.response, built, failed };
}

/** Begins a form: what it begins with is filled in where nothing stands yet. */
export function begin(form: Form, start: FormState, context: FormContext): Settled {
  const failed = new Set<string>();
  const evaluate = evaluatorFor(
    form,
    buildResponse(form, start, () => true, context.head),
    context,
    failed,
  );
  const state = eachQuestion(form, start, (made, item, parent, node) => {
    if (node.entries.some(({ answer, typed }) => answer !== undefined || typed !== undefined)) return made;
    const answers = initialAnswers(item, parent, evaluate);
    return answers.length === 0 ? made : setAnswers(made, parent, item, answers, 'initial');
  });
  return settle(form, state, context);
}

function initialAnswers(item: FormItem, parent: Path, evaluate: Evaluate): Answer[] {
  const found =
    item.initially === undefined
      ? []
      : evaluate(item, parent, item.initially).flatMap((value) => answerFrom(item, value) ?? []);
  const answers = found.length > 0 ? found : (ownInitial(item.source) as Answer[]);
  return item.repeats ? answers : answers.slice(0, 1);
}

function calculate(form: Form, start: FormState, evaluate: Evaluate, open: ReadonlySet<string>): FormState {
  return eachQuestion(form, start, (made, item, parent, node) => {
    if (item.calculated === undefined || !open.has(pathKey([...parent, item.linkId]))) return made;
    if (!item.readOnly && node.entries.some(isWritten)) return made;
    const values = evaluate(item, parent, item.calculated);
    const answers = values.flatMap((value) => answerFrom(item, value) ?? []);
    const kept = item.repeats ? answers : answers.slice(0, 1);
    const before = node.entries.flatMap(({ answer }) => answer ?? []);
    if (JSON.stringify(before.map(valueOf)) === JSON.stringify(kept.map(valueOf))) return made;
    return setAnswers(made, parent, item, kept, 'calculated');
  });
}

/** Written by the worker or come from the record, as against worked out. */
const isWritten = ({ answer, typed, origin }: Entry): boolean =>
  (answer !== undefined || typed !== undefined) && origin !== 'calculated' && origin !== 'initial';

/** An answer of an item from a value that was worked out: in its unit, and no more exact than it takes. */
function answerFrom(item: FormItem, value: unknown): Answer | undefined {
  const scale = 10 ** (item.decimals ?? 6);
  const rounded = typeof value === 'number' ? Math.round(value * scale) / scale : value;
  const answer = toAnswer(item.source, rounded) as Answer | undefined;
  const quantity = answer?.valueQuantity;
  if (quantity === undefined || quantity.code !== undefined || item.unit === undefined) return answer;
  const { system, code, display } = item.unit;
  return {
    valueQuantity: {
      ...quantity,
      ...((display ?? code) !== undefined && { unit: display ?? code! }),
      ...(system !== undefined && { system }),
      ...(code !== undefined && { code }),
    },
  };
}

/** Every question of a form in every instance, from the top down, each seeing what was made of those before it. */
function eachQuestion(
  form: Form,
  start: FormState,
  work: (state: FormState, item: FormItem, parent: Path, node: FormNode) => FormState,
): FormState {
  let state = start;
  const walk = (items: readonly FormItem[], parent: Path): void => {
    for (const item of items) {
      const node = nodeAt(state, parent, item.linkId);
      if (node === undefined) continue;
      if (item.type !== 'group') state = work(state, item, parent, node);
      if (item.items.length === 0) continue;
      for (const { key } of nodeAt(state, parent, item.linkId)?.entries ?? [])
        walk(item.items, [...parent, item.linkId, key]);
    }
  };
  walk(form.items, []);
  return state;
}

function sameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  if (one.size !== other.size) return false;
  for (const key of one) if (!other.has(key)) return false;
  return true;
}
