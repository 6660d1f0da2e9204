import type {
  Bundle,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  Reference,
} from '@medplum/fhirtypes';
import type { ErrorIssue } from '../../errors.ts';
import { startFormRun, type FormRun, type FormSource, type FormVariables } from './form-run.ts';
import { expressionOf, sdcUrls } from './sdc-extensions.ts';
import { ownInitial, toAnswer } from './to-answer.ts';

/** What a form is filled in with. */
export interface PopulateInput {
  readonly source: FormSource;
  /** Resources of the launch by name: patient, user, encounter … */
  readonly context: FormVariables;
  readonly subject?: Reference;
  readonly authored: string;
}

/**
 * Fills a form in from what is known: variables, initial expressions and repeated groups, each by FHIRPath or a FHIR query within the
 * reach of the source. What cannot be filled in stays empty and is noted. Answers are ordinary: nothing is kept.
 * @throws AppError fhirpath.too-costly where a form asks too much
 * @source HL7 Structured Data Capture 3.0.0, "Form Population"
 */
export async function populate(
  questionnaire: Questionnaire,
  input: PopulateInput,
): Promise<{ readonly response: QuestionnaireResponse; readonly issues: readonly ErrorIssue[] }> {
  const run = startFormRun(input.source);
  const { url, version, id } = questionnaire;
  const canonical =
    url === undefined
      ? id === undefined
        ? undefined
        : `Questionnaire/${id}`
      : version === undefined
        ? url
        : `${url}|${version}`;
  const head: QuestionnaireResponse = {
    resourceType: 'QuestionnaireResponse',
    ...(canonical !== undefined && { questionnaire: canonical }),
    status: 'in-progress',
    ...(input.subject !== undefined && { subject: input.subject }),
    authored: input.authored,
  };
  const filler = { run, focus: head };
  const variables = await run.extend('', questionnaire, head, { questionnaire, ...input.context });
  const item = await fillAll(filler, questionnaire.item ?? [], variables);
  return { response: { ...head, ...(item.length > 0 && { item }) }, issues: run.issues };
}

interface Filler {
  readonly run: FormRun;
  readonly focus: QuestionnaireResponse;
}

async function fillAll(
  filler: Filler,
  items: readonly QuestionnaireItem[],
  variables: FormVariables,
): Promise<QuestionnaireResponseItem[]> {
  const filled: QuestionnaireResponseItem[] = [];
  for (const item of items) {
    if (item.type === 'display') continue;
    filler.run.spendItem();
    const own = await filler.run.extend(item.linkId, item, filler.focus, variables);
    filled.push(
      ...(item.type === 'group' ? await fillGroup(filler, item, own) : await fillQuestion(filler, item, own)),
    );
  }
  return filled;
}

async function fillGroup(
  filler: Filler,
  item: QuestionnaireItem,
  variables: FormVariables,
): Promise<QuestionnaireResponseItem[]> {
  const context = expressionOf(item, sdcUrls.populationContext);
  if (context === undefined) return once(filler, item, variables);
  const values = flatten(await filler.run.evaluate(item.linkId, context, filler.focus, variables));
  const groups: QuestionnaireResponseItem[] = [];
  for (const value of item.repeats === true ? values : values.slice(0, 1)) {
    filler.run.spendItem();
    const named = context.name === undefined ? variables : { ...variables, [context.name]: value };
    groups.push(...(await once(filler, item, named)));
  }
  return groups;
}

async function once(
  filler: Filler,
  item: QuestionnaireItem,
  variables: FormVariables,
): Promise<QuestionnaireResponseItem[]> {
  const children = await fillAll(filler, item.item ?? [], variables);
  return children.length === 0 ? [] : [{ ...headOf(item), item: children }];
}

async function fillQuestion(
  filler: Filler,
  item: QuestionnaireItem,
  variables: FormVariables,
): Promise<QuestionnaireResponseItem[]> {
  const expression = expressionOf(item, sdcUrls.initialExpression);
  const values =
    expression === undefined
      ? []
      : await filler.run.evaluate(item.linkId, expression, filler.focus, variables);
  const made = values.flatMap((value) => toAnswer(item, value) ?? []);
  if (values.length > 0 && made.length === 0) filler.run.note(item.linkId, unfit);
  const answers = made.length > 0 ? made : ownInitial(item);
  const answer = item.repeats === true ? answers : answers.slice(0, 1);
  if (answer.length === 0) return [];
  const children = await fillAll(filler, item.item ?? [], variables);
  const [first, ...others] = answer;
  return [
    { ...headOf(item), answer: [{ ...first!, ...(children.length > 0 && { item: children }) }, ...others] },
  ];
}

function headOf({ linkId, text, definition }: QuestionnaireItem): QuestionnaireResponseItem {
  return { linkId, ...(text !== undefined && { text }), ...(definition !== undefined && { definition }) };
}

/** A search that is a context means what it found. */
function flatten(values: readonly unknown[]): unknown[] {
  return values.flatMap((value) => {
    const { resourceType, entry } = (value ?? {}) as Partial<Bundle>;
    return resourceType === 'Bundle' ? (entry ?? []).flatMap(({ resource }) => resource ?? []) : [value];
  });
}

const unfit = {
  vi: 'Giá trị tìm thấy không hợp với loại câu hỏi nên để trống.',
  en: 'What was found does not fit the type of the question, so it stays empty.',
};
