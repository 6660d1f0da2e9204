import type { Language } from '#kernel/schema.ts';
import { checkForm, type Problem } from '#kernel/fhir/questionnaire/check-form.ts';
import type { FormContext } from '#kernel/fhir/questionnaire/evaluate-form.ts';
import type { Answer, Form, FormItem, Unit } from '#kernel/fhir/questionnaire/form.ts';
import { formUrls } from '#kernel/fhir/questionnaire/form-urls.ts';
import { readTyped } from '#kernel/fhir/questionnaire/read-typed.ts';
import { begin, settle, type Settled } from '#kernel/fhir/questionnaire/settle.ts';
import {
  addEntry,
  changeEntry,
  pathKey,
  removeEntry,
  setAnswers,
  type FormState,
  type Path,
} from '#kernel/fhir/questionnaire/state.ts';

/**
 * The answers of one open form. Each change is worked out at once and told to whoever listens before the call returns: nothing waits
 * for a timer, so nothing can be lost between two keys.
 */
export interface FormStore {
  readonly form: Form;
  readonly snapshot: () => Settled;
  readonly subscribe: (heard: () => void) => () => void;
  readonly type: (path: Path, item: FormItem, text: string, unit?: Unit) => void;
  readonly answer: (path: Path, answer: Answer | undefined) => void;
  readonly answers: (parent: Path, item: FormItem, answers: readonly Answer[]) => void;
  readonly add: (parent: Path, item: FormItem) => void;
  readonly remove: (path: Path, item: FormItem) => void;
  readonly keepReason: (path: Path, reason: string) => void;
  /** Marks a field as left, so that what is wrong with it may be said. */
  readonly leave: (path: Path) => void;
  readonly problems: () => readonly Problem[];
  /** What is said now at a path: only of fields that were left, or of all once the form was handed in. */
  readonly saidAt: (key: string, language: Language) => string;
  readonly asksAt: (key: string) => boolean;
  /** Says all problems from now on; true where nothing keeps the form from being handed in. */
  readonly handIn: () => boolean;
  readonly wasHandedIn: () => boolean;
}

/** Opens a form with what is known of it. `isDraft`: the answers are as they were left, nothing is begun with anew. */
export function openFormStore(
  form: Form,
  start: FormState,
  context: FormContext,
  isDraft: boolean,
): FormStore {
  let settled = isDraft ? settle(form, start, context) : begin(form, start, context);
  let problems: readonly Problem[] | undefined;
  let byPlace: ReadonlyMap<string, readonly Problem[]> = new Map();
  let isHandedIn = false;
  const left = new Set<string>();
  const listeners = new Set<() => void>();

  const tell = (): void => {
    for (const heard of listeners) heard();
  };
  const set = (state: FormState): void => {
    if (state === settled.state) return;
    settled = settle(form, state, context, settled.open);
    problems = undefined;
    tell();
  };
  const find = (): readonly Problem[] => {
    if (problems !== undefined) return problems;
    problems = checkForm(form, settled, context);
    const places = new Map<string, Problem[]>();
    for (const problem of problems) {
      const key = pathKey(problem.path);
      places.set(key, [...(places.get(key) ?? []), problem]);
    }
    byPlace = places;
    return problems;
  };
  const said = (key: string): readonly Problem[] => {
    if (!isHandedIn && !left.has(key) && !left.has(key.replace(/›[^›]*$/, ''))) return [];
    find();
    return byPlace.get(key) ?? [];
  };

  return {
    form,
    snapshot: () => settled,
    subscribe(heard) {
      listeners.add(heard);
      return () => void listeners.delete(heard);
    },
    type: (path, item, text, unit) =>
      set(
        changeEntry(settled.state, path, ({ key, nodes }) => ({
          key,
          nodes,
          ...readTyped(item, text, unit),
          origin: 'typed',
        })),
      ),
    answer: (path, answer) =>
      set(
        changeEntry(settled.state, path, ({ key, nodes }) => ({
          key,
          nodes,
          ...(answer !== undefined && { answer }),
          origin: 'typed',
        })),
      ),
    answers: (parent, item, answers) => set(setAnswers(settled.state, parent, item, answers, 'typed')),
    add: (parent, item) => set(addEntry(settled.state, parent, item)),
    remove: (path, item) => set(removeEntry(settled.state, path, item)),
    keepReason: (path, reason) =>
      set(
        changeEntry(settled.state, path, (entry) => {
          if (entry.answer === undefined) return entry;
          const { extension = [], ...answer } = entry.answer;
          const others = extension.filter(({ url }) => url !== formUrls.keptReason);
          const all = reason === '' ? others : [...others, { url: formUrls.keptReason, valueString: reason }];
          return { ...entry, answer: { ...answer, ...(all.length > 0 && { extension: all }) } };
        }),
      ),
    leave(path) {
      const key = pathKey(path);
      if (left.has(key)) return;
      left.add(key);
      tell();
    },
    problems: find,
    saidAt: (key, language) =>
      said(key)
        .map(({ text }) => text[language])
        .join(' '),
    asksAt: (key) => said(key).some(({ severity }) => severity === 'ask'),
    handIn() {
      isHandedIn = true;
      tell();
      return !find().some(({ severity }) => severity !== 'warning');
    },
    wasHandedIn: () => isHandedIn,
  };
}
