import type { QuestionnaireResponse } from '@medplum/fhirtypes';
import type { Form, FormItem, Named } from './form.ts';
import type { PathEngine } from './path-engine.ts';
import type { Built, ResponseHead } from './response.ts';
import { pathKey, type Path } from './state.ts';

/** What a form is filled in with besides its answers. */
export interface FormContext {
  /** Launch contexts by name: patient, encounter, user, and lists like conditions, observations. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly head: ResponseHead;
  /** The moment on the reader's clock: '2026-11-23T08:05:00.000+07:00'. */
  readonly now: string;
  readonly engine: PathEngine;
}

/** Values of an expression at an item (undefined: the form itself) inside of `parent`; none where it fails. */
export type Evaluate = (item: FormItem | undefined, parent: Path, expression: string) => readonly unknown[];

type Known = Readonly<Record<string, unknown>>;

/**
 * Evaluates over one response: %resource is the response, %context the part of it around the item, and the variables of the form and
 * of the groups around are known. What fails is noted by linkId.
 * @source HL7 Structured Data Capture 3.0.0, "Using Expressions"
 */
export function evaluatorFor(
  form: Form,
  { response, placed, byLinkId }: Built,
  { variables, now, engine }: FormContext,
  failed: Set<string>,
): Evaluate {
  const itemsBy = (linkId: string): readonly unknown[] => byLinkId.get(linkId) ?? [];
  const base = {
    questionnaire: form.questionnaire,
    ...variables,
    resource: response,
    rootResource: response,
  };
  const run = (linkId: string, expression: string, focus: unknown, known: Known): readonly unknown[] => {
    try {
      return engine.evaluate(expression, focus, { variables: { ...known, context: focus }, now, itemsBy });
    } catch {
      failed.add(linkId);
      return [];
    }
  };
  const extend = (linkId: string, named: readonly Named[], focus: unknown, known: Known): Known => {
    let all = known;
    for (const { name, expression } of named) all = { ...all, [name]: run(linkId, expression, focus, all) };
    return all;
  };
  let ofForm: Known | undefined;
  return (item, parent, expression) => {
    ofForm ??= extend('', form.variables, response, base);
    let known = ofForm;
    let focus: unknown = response satisfies QuestionnaireResponse;
    for (let at = 0; at < parent.length; at += 2) {
      const group = form.byLinkId.get(parent[at]!);
      if (group === undefined) break;
      focus = placed.get(pathKey(parent.slice(0, at + 2))) ?? { linkId: group.linkId };
      if (group.variables.length > 0) known = extend(group.linkId, group.variables, focus, known);
    }
    const linkId = item?.linkId ?? '';
    if (item !== undefined && item.variables.length > 0) known = extend(linkId, item.variables, focus, known);
    return run(linkId, expression, focus, known);
  };
}
