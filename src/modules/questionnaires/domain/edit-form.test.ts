import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { checkQuestionnaire } from '#kernel/fhir/questionnaire/check-questionnaire.ts';
import { formUrls } from '#kernel/fhir/questionnaire/form-urls.ts';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { templates } from '../templates/templates.ts';
import { addItem, changeItem, findItem, freeName, moveItem, namesOf, removeItem } from './edit-form.ts';
import { answerOf, formUrl, texts } from './form-parts.ts';
import { codeFrom, fieldsOf, withFields } from './item-fields.ts';
import { newForm } from './new-form.ts';

const question = (linkId: string, more: Partial<QuestionnaireItem> = {}): QuestionnaireItem => ({
  linkId,
  type: 'string',
  ...texts('text', `Câu ${linkId}`, `Question ${linkId}`),
  ...more,
});
const form = (...items: QuestionnaireItem[]): Questionnaire => ({
  ...newForm(formUrl('thu')),
  version: '1',
  title: 'Thử',
  item: [{ linkId: 'phan-1', type: 'group', text: 'Phần', item: items }],
});

describe('changing a form without a programmer', () => {
  it('questions are added, moved and taken out, wherever they stand', () => {
    let made = addItem(addItem(newForm(formUrl('thu')), question('a'), 'phan-1'), question('b'), 'phan-1');
    expect(namesOf(made.item)).toEqual(['phan-1', 'a', 'b']);
    made = moveItem(made, 'b', -1);
    expect(namesOf(made.item)).toEqual(['phan-1', 'b', 'a']);
    expect(moveItem(made, 'b', -1)).toEqual(made);
    expect(namesOf(removeItem(made, 'b').item)).toEqual(['phan-1', 'a']);
    expect(freeName(made, 'a')).toBe('a-2');
    expect(codeFrom('Đau đầu dữ dội!')).toBe('dau-dau-du-doi');
  });

  it('every question of every form opens in the fields and comes back as it was', () => {
    for (const template of templates)
      for (const linkId of namesOf(template.item)) {
        const item = findItem(template.item, linkId)!;
        if (item.type === 'group' || item.enableWhen?.length === 2 || linkId.endsWith('-help')) continue;
        const hidden = item.extension?.some(({ url }) => url === formUrls.hidden);
        if (hidden === true) continue;
        const fields = fieldsOf(item);
        const back = withFields(item, fields, findItem(template.item, fields.question));
        const [before, after] = [item, back].map((one) => {
          const { source: _source, ...read } = readForm({
            resourceType: 'Questionnaire',
            status: 'draft',
            item: [one],
          }).items[0]!;
          return {
            ...read,
            items: read.items.length,
            constraints: read.constraints.map(({ expression, text }) => ({ expression, text })),
          };
        });
        expect(after, `${template.url} ${linkId}`).toEqual(before);
      }
  });

  it('a condition compares as the other question is answered', () => {
    const fields = { ...fieldsOf(question('b')), question: 'a', operator: '>', value: '3,5' };
    expect(withFields(question('b'), fields, question('a', { type: 'decimal' })).enableWhen).toEqual([
      { question: 'a', operator: '>', answerDecimal: 3.5 },
    ]);
    const chosen = { ...fields, operator: '=', value: 'x' };
    const options = [{ valueCoding: { system: 'urn:s', code: 'x' } }];
    expect(
      withFields(question('b'), chosen, question('a', { type: 'choice', answerOption: options })).enableWhen,
    ).toEqual([{ question: 'a', operator: '=', answerCoding: { system: 'urn:s', code: 'x' } }]);
    expect(withFields(question('b'), { ...fields, question: '' }).enableWhen).toBeUndefined();
  });

  it('only what the fields name is changed: marks of a question stay', () => {
    const marked = question('m', {
      code: [{ system: 'urn:s', code: 'm' }],
      extension: [{ url: 'urn:other', valueBoolean: true }],
    });
    const back = withFields(marked, { ...fieldsOf(marked), vi: 'Lời mới' });
    expect(back).toMatchObject({ text: 'Lời mới', code: marked.code, extension: marked.extension });
    const changed = changeItem(form(marked), 'm', () => back);
    expect(findItem(changed.item, 'm')?.text).toBe('Lời mới');
  });
});

describe('what keeps a form from being published', () => {
  const calculated = (expression: string): NonNullable<QuestionnaireItem['extension']> => [
    { url: formUrls.calculated, valueExpression: { language: 'text/fhirpath', expression } },
  ];
  const said = (made: Questionnaire): string[] => checkQuestionnaire(made).map(({ text }) => text.vi);

  it('a sound form has nothing', () => {
    expect(said(form(question('a')))).toEqual([]);
  });
  it.each([
    ['a double name', form(question('a'), question('a')), 'dùng hai lần'],
    ['no question', newForm(formUrl('thu')), 'chưa có câu hỏi nào'],
    ['no title', { ...form(question('a')), title: ' ' }, 'chưa có tên'],
    ['a question without words', form(question('a', { text: '' })), 'chưa có câu hỏi'],
    ['a choice without answers', form(question('a', { type: 'choice' })), 'chưa có câu trả lời để chọn'],
    [
      'a condition on nothing',
      form(question('a', { enableWhen: [{ question: 'x', operator: 'exists', answerBoolean: true }] })),
      'phụ thuộc một câu hỏi không có',
    ],
    [
      'an expression that asks for nothing',
      form(question('a', { extension: calculated(answerOf('x')) })),
      'mục “x” không có',
    ],
    [
      'an expression that cannot be read',
      form(question('a', { extension: calculated('1 +') })),
      'Không đọc được biểu thức',
    ],
    [
      'a circle',
      form(
        question('a', { extension: calculated(answerOf('b')) }),
        question('b', { extension: calculated(answerOf('a')) }),
      ),
      'thành vòng',
    ],
    [
      'bounds that cross',
      form(
        question('a', {
          type: 'integer',
          extension: [
            { url: formUrls.minValue, valueInteger: 5 },
            { url: formUrls.maxValue, valueInteger: 1 },
          ],
        }),
      ),
      'lớn hơn giá trị lớn nhất',
    ],
    [
      'a pattern that could take for ever',
      form(question('a', { extension: [{ url: formUrls.regex, valueString: '(a+)+' }] })),
      'quá phức tạp',
    ],
  ])('%s', (_what, made, words) => {
    expect(said(made).join(' ')).toContain(words);
  });
});
