import type { Bundle, Extension, Questionnaire, QuestionnaireResponse, Resource } from '@medplum/fhirtypes';
import { isResourceType } from '../structure/element-facts.ts';
import { below, pairsOf, valueIn, type FormPair } from './form-pairs.ts';
import type { FormRun, FormVariables } from './form-run.ts';
import { extensionsOf, sdcUrls, type Extended } from './sdc-extensions.ts';
import { elementPathOf, openPart, partOf, setElement, type Part } from './set-element.ts';

/**
 * The resources that a form's definitions describe: an extraction context begins one (new, or the one that its expression finds), and items
 * whose definition names an element of it set that element.
 * @source HL7 Structured Data Capture 3.0.0, "Definition-based Extraction"
 */
export async function extractByDefinitions(
  questionnaire: Questionnaire,
  response: QuestionnaireResponse,
  run: FormRun,
  variables: FormVariables,
): Promise<Resource[]> {
  const made: Resource[] = [];
  const begin = async (linkId: string, one: Extended, part: Part | undefined): Promise<Part | undefined> => {
    const [context] = extensionsOf(one, sdcUrls.extractionContext);
    if (context === undefined) return part;
    const resource = await contextOf(linkId, context, response, run, variables);
    if (resource === undefined) return undefined;
    made.push(resource);
    return partOf(
      resource.resourceType,
      resource.resourceType,
      resource as unknown as Record<string, unknown>,
    );
  };
  const walk = async (pairs: readonly FormPair[], above: Part | undefined): Promise<void> => {
    for (const pair of pairs) {
      run.spendItem();
      const part = await begin(pair.item.linkId, pair.item, above);
      await walk(below(pair), part === undefined ? undefined : (setAnswers(pair, part, run) ?? part));
    }
  };
  await walk(pairsOf(questionnaire.item, response.item), await begin('', questionnaire, undefined));
  return made.filter((resource) => Object.keys(resource).length > 1);
}

/** Sets what the item says; the part that a group opened for what stands below it. */
function setAnswers({ item, given }: FormPair, part: Part, run: FormRun): Part | undefined {
  const path = elementPathOf(item.definition);
  if (path === undefined) return undefined;
  if (item.type === 'group') {
    // The context itself may be named once more.
    const opened = path === part.path ? part : openPart(part, path);
    if (opened === undefined) run.note(item.linkId, noElement);
    return opened;
  }
  for (const answer of given.answer ?? []) {
    const found = valueIn(answer);
    if (found !== undefined && !setElement(part, path, found[0], found[1])) run.note(item.linkId, noElement);
  }
  return undefined;
}

async function contextOf(
  linkId: string,
  { valueCode, valueExpression }: Extension,
  response: QuestionnaireResponse,
  run: FormRun,
  variables: FormVariables,
): Promise<Resource | undefined> {
  if (isResourceType(valueCode)) return { resourceType: valueCode } as Resource;
  if (valueExpression === undefined) {
    run.note(linkId, noContext);
    return undefined;
  }
  const values = await run.evaluate(linkId, valueExpression, response, variables);
  const found = values.flatMap((value) => {
    const { resourceType, entry } = (value ?? {}) as Partial<Bundle>;
    if (resourceType === 'Bundle') return (entry ?? []).flatMap(({ resource }) => resource ?? []);
    return resourceType === undefined ? [] : [value as Resource];
  });
  if (found.length === 1) return structuredClone(found[0]);
  const type = /^([A-Z][A-Za-z]+)\?/.exec(valueExpression.expression ?? '')?.[1];
  // Which of several is meant nobody can say; where there is none yet it is made.
  if (found.length === 0 && isResourceType(type)) return { resourceType: type } as Resource;
  run.note(linkId, found.length > 1 ? several : noContext);
  return undefined;
}

const noElement = {
  vi: 'Phần tử mà mục này trỏ tới không có trong R4 hoặc không nhận loại giá trị này.',
  en: 'The element that this item names is not in R4 or does not take such a value.',
};
const noContext = {
  vi: 'Mục này không nói rõ bản ghi nào sẽ được lập.',
  en: 'This item does not say which resource is to be made.',
};
const several = {
  vi: 'Tìm thấy nhiều bản ghi nên không biết sửa bản ghi nào.',
  en: 'Several resources were found, so it is unknown which one is meant.',
};
