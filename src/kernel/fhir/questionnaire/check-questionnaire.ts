import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { Bilingual } from '../../schema.ts';
import type { FormItem } from './form.ts';
import { isUnderstood } from './path-engine.ts';
import { canonicalOf, readForm } from './read-form.ts';

/** What keeps a form from being published, and at which item ('' for the form itself). */
export interface FormFault {
  readonly linkId: string;
  readonly text: Bilingual;
}

/** Whether an expression is FHIRPath; the server asks the full engine, a page may only know the small one. */
export type IsPath = (expression: string) => boolean;

const mostItems = 500;
const longestPattern = 200;

/**
 * Everything that would keep a form from working: names that are missing or double, conditions on questions that are not there,
 * expressions that cannot be read or work each other out in a circle, choices without answers. Empty where the form may be published.
 */
export function checkQuestionnaire(questionnaire: Questionnaire, isPath: IsPath = isUnderstood): FormFault[] {
  const faults: FormFault[] = [];
  const add = (linkId: string, vi: string, en: string): void =>
    void faults.push({ linkId, text: { vi, en } });
  if (!questionnaire.title?.trim()) add('', 'Phiếu chưa có tên.', 'The form has no title.');
  if (canonicalOf(questionnaire) === undefined) add('', 'Phiếu chưa có địa chỉ.', 'The form has no address.');
  const names = namesIn(questionnaire.item);
  if (names.length === 0) add('', 'Phiếu chưa có câu hỏi nào.', 'The form has no question yet.');
  if (names.length > mostItems)
    add('', `Phiếu dài quá ${mostItems} mục.`, `The form has more than ${mostItems} items.`);
  for (const name of names.filter((one, at) => names.indexOf(one) !== at))
    add(name, `Tên mục “${name}” dùng hai lần.`, `The item name “${name}” is used twice.`);
  const form = readForm(questionnaire);
  for (const item of form.byLinkId.values()) checkItem(item, form.byLinkId, isPath, add);
  for (const { expression } of [...form.variables, ...form.constraints])
    checkPath('', expression, form.byLinkId, isPath, add);
  for (const linkId of circlesIn(form.byLinkId))
    add(
      linkId,
      'Các ô tính toán phụ thuộc nhau thành vòng.',
      'Worked-out fields depend on each other in a circle.',
    );
  return faults;
}

type Add = (linkId: string, vi: string, en: string) => void;
type Items = ReadonlyMap<string, FormItem>;

function checkItem(item: FormItem, items: Items, isPath: IsPath, add: Add): void {
  const { linkId, type, text, options, valueSet, conditions, pattern, min, max, control } = item;
  if (!/^[\w.-]{1,100}$/.test(linkId))
    add(
      linkId,
      'Tên mục chỉ gồm chữ không dấu, số, gạch nối.',
      'An item name has plain letters, digits and hyphens only.',
    );
  if (text.vi.trim() === '' && !item.hidden)
    add(linkId, 'Mục này chưa có câu hỏi.', 'This item has no words.');
  const isChoice = type === 'choice' || type === 'open-choice';
  if (isChoice && options.length === 0 && valueSet === undefined && !item.hidden && control !== 'body-map')
    add(linkId, `“${text.vi}” chưa có câu trả lời để chọn.`, `“${text.en}” has no answers to choose from.`);
  if (type === 'group' && item.items.length === 0)
    add(linkId, `Phần “${text.vi}” chưa có câu hỏi nào.`, `The section “${text.en}” has no question yet.`);
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    add(
      linkId,
      `“${text.vi}”: giá trị nhỏ nhất lớn hơn giá trị lớn nhất.`,
      `“${text.en}”: the least value is above the greatest.`,
    );
  for (const { question } of conditions)
    if (!items.has(question))
      add(
        linkId,
        `“${text.vi}” phụ thuộc một câu hỏi không có trong phiếu.`,
        `“${text.en}” depends on a question that is not in the form.`,
      );
  const { enabledBy, calculated, initially, constraints, variables } = item;
  for (const expression of [
    enabledBy,
    calculated,
    initially,
    ...constraints.map((one) => one.expression),
    ...variables.map((one) => one.expression),
  ])
    if (expression !== undefined) checkPath(linkId, expression, items, isPath, add);
  if (pattern !== undefined && !isPattern(pattern.expression))
    add(
      linkId,
      `“${text.vi}”: mẫu ký tự không đọc được hoặc quá phức tạp.`,
      `“${text.en}”: the pattern cannot be read or is too complex.`,
    );
}

function checkPath(linkId: string, expression: string, items: Items, isPath: IsPath, add: Add): void {
  if (!isPath(expression))
    return add(
      linkId,
      `Không đọc được biểu thức: ${expression.slice(0, 80)}`,
      `The expression cannot be read: ${expression.slice(0, 80)}`,
    );
  for (const name of askedIn(expression))
    if (!items.has(name))
      add(
        linkId,
        `Biểu thức hỏi mục “${name}” không có trong phiếu.`,
        `The expression asks for the item “${name}”, which is not in the form.`,
      );
}

/** Names of the items that an expression asks for. */
export function askedIn(expression: string): string[] {
  return [...expression.matchAll(/linkId\s*=\s*'([^']+)'/g)].map(([, name]) => name!);
}

/** A pattern that a page may try on what is typed: readable, short, and no repetition of repetitions, which could take for ever. */
function isPattern(expression: string): boolean {
  if (expression.length > longestPattern || repeatsRepetition(expression)) return false;
  try {
    new RegExp(expression, 'u');
    return true;
  } catch {
    return false;
  }
}

function namesIn(items: readonly QuestionnaireItem[] | undefined): string[] {
  return (items ?? []).flatMap((item) => [item.linkId, ...namesIn(item.item)]);
}

function circlesIn(items: Items): string[] {
  const needs = (linkId: string): string[] => {
    const calculated = items.get(linkId)?.calculated;
    return calculated === undefined ? [] : askedIn(calculated);
  };
  return [...items.keys()].filter((start) => {
    const seen = new Set<string>();
    const front = needs(start);
    for (let next = front.pop(); next !== undefined; next = front.pop()) {
      if (next === start) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      front.push(...needs(next));
    }
    return false;
  });
}

/** Whether what is repeated repeats something itself, as in (a+)+ or a{2}*. */
function repeatsRepetition(expression: string): boolean {
  const plain = expression.replaceAll(/\\./gs, 'x').replaceAll(/\[[^[\]]*\]/g, 'x');
  const open = [false];
  let justRepeated = false;
  for (const sign of plain) {
    const isRepetition = sign === '+' || sign === '*' || sign === '{';
    if (isRepetition && justRepeated) return true;
    if (sign === '(') open.push(false);
    if (isRepetition) open[open.length - 1] = true;
    // A group counts as repeated when anything in it is; it hands that on to the group around it.
    if (sign === ')' && open.length > 1) {
      justRepeated = open.pop()!;
      if (justRepeated) open[open.length - 1] = true;
    } else justRepeated = sign === '+' || sign === '*' || sign === '}';
  }
  return false;
}
