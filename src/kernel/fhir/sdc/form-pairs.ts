import type {
  QuestionnaireItem,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from '@medplum/fhirtypes';

/** An item of a form with one of its answers' items. */
export interface FormPair {
  readonly item: QuestionnaireItem;
  readonly given: QuestionnaireResponseItem;
}

/** Items of a response with what the form says of them, in the form's order; what the form does not know is left out. */
export function pairsOf(
  items: readonly QuestionnaireItem[] | undefined,
  given: readonly QuestionnaireResponseItem[] | undefined,
): FormPair[] {
  return (items ?? []).flatMap((item) =>
    (given ?? []).filter(({ linkId }) => linkId === item.linkId).map((one) => ({ item, given: one })),
  );
}

/** What stands below an item: in a group directly, at a question in its answers. */
export function below({ item, given }: FormPair): FormPair[] {
  return pairsOf(item.item, [
    ...(given.item ?? []),
    ...(given.answer ?? []).flatMap((answer) => answer.item ?? []),
  ]);
}

/** Kind and value of an answer: ['Coding', {...}]. */
export function valueIn(
  answer: QuestionnaireResponseItemAnswer,
): readonly [kind: string, value: unknown] | undefined {
  const entry = Object.entries(answer).find(([key]) => key.startsWith('value'));
  return entry === undefined ? undefined : [entry[0].slice('value'.length), entry[1]];
}
