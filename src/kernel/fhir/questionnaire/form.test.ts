import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { checkForm, type Problem } from './check-form.ts';
import type { FormContext } from './evaluate-form.ts';
import { formUrls } from './form-urls.ts';
import type { Form } from './form.ts';
import { pathEngine } from './path-engine.ts';
import { readForm } from './read-form.ts';
import { readTyped } from './read-typed.ts';
import { openResponse } from './response.ts';
import { begin, settle, type Settled } from './settle.ts';
import { addEntry, changeEntry, emptyState, nodeAt, removeEntry, type Path } from './state.ts';

const context: FormContext = {
  variables: { patient: { resourceType: 'Patient', gender: 'female', birthDate: '1990-05-01' } },
  head: { subject: { reference: 'Patient/an' } },
  now: '2026-11-23T08:05:00.000+07:00',
  engine: pathEngine(),
};
const answer = (linkId: string): string => `%resource.descendants().where(linkId='${linkId}').answer.value`;
const by = (url: string, expression: string) => ({
  url,
  valueExpression: { language: 'text/fhirpath' as const, expression },
});

/** A form under a pen. */
class Desk {
  readonly form: Form;
  settled: Settled;
  constructor(item: QuestionnaireItem[], more: Partial<Questionnaire> = {}) {
    this.form = readForm({
      resourceType: 'Questionnaire',
      status: 'active',
      url: 'urn:test',
      version: '1',
      item,
      ...more,
    });
    this.settled = begin(this.form, emptyState(this.form), context);
  }
  place(linkId: string, parent: Path = [], at = 0): Path {
    return [...parent, linkId, nodeAt(this.settled.state, parent, linkId)!.entries[at]!.key];
  }
  type(text: string, linkId: string, parent: Path = [], at = 0): this {
    const item = this.form.byLinkId.get(linkId)!;
    const state = changeEntry(this.settled.state, this.place(linkId, parent, at), ({ key, nodes }) => ({
      key,
      nodes,
      origin: 'typed',
      ...readTyped(item, text),
    }));
    this.settled = settle(this.form, state, context, this.settled.open);
    return this;
  }
  say(value: object, linkId: string, parent: Path = []): this {
    const state = changeEntry(this.settled.state, this.place(linkId, parent), (entry) => ({
      ...entry,
      answer: value,
      origin: 'typed',
    }));
    this.settled = settle(this.form, state, context, this.settled.open);
    return this;
  }
  add(linkId: string): this {
    this.settled = settle(
      this.form,
      addEntry(this.settled.state, [], this.form.byLinkId.get(linkId)!),
      context,
      this.settled.open,
    );
    return this;
  }
  problems(): Problem[] {
    return checkForm(this.form, this.settled, context);
  }
  said(): string[] {
    return this.problems().map(({ text }) => text.vi);
  }
  answers(): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    const walk = (items: Settled['response']['item']): void => {
      for (const { linkId, answer: answers, item } of items ?? []) {
        if (answers) found[linkId] = answers.map((one) => Object.values(one)[0]);
        walk([...(item ?? []), ...(answers ?? []).flatMap((one) => one.item ?? [])]);
      }
    };
    walk(this.settled.response.item);
    return found;
  }
}

describe('conditions', () => {
  const code = (one: string) => ({ system: 'urn:a', code: one });
  it('a question opens and closes with the answer it depends on, and a closed one keeps what was written but does not say it', () => {
    const desk = new Desk([
      { linkId: 'smoke', type: 'boolean', text: 'Hút thuốc' },
      {
        linkId: 'many',
        type: 'integer',
        text: 'Số điếu',
        required: true,
        enableWhen: [{ question: 'smoke', operator: '=', answerBoolean: true }],
      },
    ]);
    expect(desk.said()).toEqual([]);
    desk.say({ valueBoolean: true }, 'smoke');
    expect(desk.said()).toEqual(['Cần ghi số điếu.']);
    desk.type('20', 'many');
    expect(desk.answers()).toEqual({ smoke: [true], many: [20] });
    desk.say({ valueBoolean: false }, 'smoke');
    expect(desk.answers()).toEqual({ smoke: [false] });
    desk.say({ valueBoolean: true }, 'smoke');
    expect(desk.answers()).toEqual({ smoke: [true], many: [20] });
  });

  it('all or any of several conditions, each operator as the standard says', () => {
    const ask = (
      linkId: string,
      enableWhen: NonNullable<QuestionnaireItem['enableWhen']>,
      enableBehavior: 'all' | 'any' = 'all',
    ): QuestionnaireItem => ({
      linkId,
      type: 'string',
      text: linkId,
      enableWhen,
      enableBehavior,
    });
    const desk = new Desk([
      { linkId: 'n', type: 'decimal', text: 'N' },
      { linkId: 'c', type: 'choice', text: 'C' },
      { linkId: 'd', type: 'date', text: 'D' },
      ask('over', [{ question: 'n', operator: '>', answerDecimal: 5 }]),
      ask('upTo', [{ question: 'n', operator: '<=', answerDecimal: 5 }]),
      ask('not-a', [{ question: 'c', operator: '!=', answerCoding: code('a') }]),
      ask('none', [{ question: 'c', operator: 'exists', answerBoolean: false }]),
      ask('early', [{ question: 'd', operator: '<', answerDate: '2026-01-01' }]),
      ask('both', [
        { question: 'n', operator: '>=', answerDecimal: 5 },
        { question: 'c', operator: '=', answerCoding: code('b') },
      ]),
      ask(
        'either',
        [
          { question: 'n', operator: '=', answerDecimal: 9 },
          { question: 'c', operator: '=', answerCoding: code('b') },
        ],
        'any',
      ),
    ]);
    const open = (): string[] =>
      [...desk.settled.open].filter((key) => !['n', 'c', 'd'].includes(key)).toSorted();
    expect(open()).toEqual(['none']);
    desk
      .type('5', 'n')
      .say({ valueCoding: code('b') }, 'c')
      .type('31/12/2025', 'd');
    expect(open()).toEqual(['both', 'early', 'either', 'not-a', 'upTo']);
    desk.type('9', 'n').say({ valueCoding: code('a') }, 'c');
    expect(open()).toEqual(['early', 'either', 'over']);
  });

  it('what depends on a closed question is closed as well, and two questions that look at each other come to rest', () => {
    const when = (question: string) => [{ question, operator: '=' as const, answerBoolean: true }];
    const desk = new Desk([
      { linkId: 'a', type: 'boolean', text: 'A' },
      { linkId: 'b', type: 'boolean', text: 'B', enableWhen: when('a') },
      { linkId: 'c', type: 'boolean', text: 'C', enableWhen: when('b') },
      { linkId: 'x', type: 'boolean', text: 'X', enableWhen: when('y') },
      { linkId: 'y', type: 'boolean', text: 'Y', enableWhen: when('x') },
    ]);
    desk.say({ valueBoolean: true }, 'a').say({ valueBoolean: true }, 'b');
    expect(desk.settled.open.has('c')).toBe(true);
    desk.say({ valueBoolean: false }, 'a');
    expect(desk.settled.open.has('c')).toBe(false);
  });

  it('in a repeated group each instance looks at its own answers', () => {
    const desk = new Desk([
      {
        linkId: 'drug',
        type: 'group',
        repeats: true,
        text: 'Thuốc',
        item: [
          { linkId: 'stopped', type: 'boolean', text: 'Đã ngừng' },
          {
            linkId: 'why',
            type: 'string',
            text: 'Vì sao',
            enableWhen: [{ question: 'stopped', operator: '=', answerBoolean: true }],
          },
        ],
      },
    ]);
    desk.add('drug').add('drug');
    const [first, second] = [desk.place('drug', [], 0), desk.place('drug', [], 1)];
    desk.say({ valueBoolean: true }, 'stopped', second);
    expect([
      desk.settled.open.has([...first, 'why'].join('›')),
      desk.settled.open.has([...second, 'why'].join('›')),
    ]).toEqual([false, true]);
    const item = desk.form.byLinkId.get('drug')!;
    const state = removeEntry(desk.settled.state, first, item);
    desk.settled = settle(desk.form, state, context);
    desk.type('nổi mẩn', 'why', second);
    expect(desk.answers()).toEqual({ stopped: [true], why: ['nổi mẩn'] });
  });

  it('a condition may be an expression over the person', () => {
    const desk = new Desk([
      {
        linkId: 'f',
        type: 'string',
        text: 'F',
        extension: [by(formUrls.enabledBy, "%patient.gender = 'female'")],
      },
      {
        linkId: 'm',
        type: 'string',
        text: 'M',
        extension: [by(formUrls.enabledBy, "%patient.gender = 'male'")],
      },
    ]);
    expect([...desk.settled.open]).toEqual(['f']);
  });
});

describe('expressions', () => {
  const bmi: QuestionnaireItem[] = [
    { linkId: 'w', type: 'decimal', text: 'Cân nặng' },
    { linkId: 'h', type: 'decimal', text: 'Chiều cao' },
    {
      linkId: 'bmi',
      type: 'quantity',
      text: 'BMI',
      extension: [
        by(formUrls.calculated, `(${answer('w')} / (${answer('h')} / 100).power(2)).round(1)`),
        { url: formUrls.unit, valueCoding: { system: 'http://unitsofmeasure.org', code: 'kg/m2' } },
      ],
    },
    {
      linkId: 'fat',
      type: 'boolean',
      text: 'Thừa cân',
      extension: [by(formUrls.calculated, `${answer('bmi')}.value >= 23`)],
    },
  ];

  it('what is worked out follows each key, through several steps', () => {
    const desk = new Desk(bmi).type('70', 'w').type('160', 'h');
    expect(desk.answers()).toMatchObject({
      bmi: [{ value: 27.3, unit: 'kg/m2', system: 'http://unitsofmeasure.org', code: 'kg/m2' }],
      fat: [true],
    });
    desk.type('50', 'w');
    expect(desk.answers()).toMatchObject({ bmi: [{ value: 19.5 }], fat: [false] });
    desk.type('', 'w');
    expect(desk.answers()).toEqual({ h: [160] });
  });

  it('a worked-out field that may be written in keeps what the worker wrote until she clears it', () => {
    const desk = new Desk(bmi).type('70', 'w').type('160', 'h').type('25', 'bmi').type('80', 'w');
    expect(desk.answers()).toMatchObject({ bmi: [{ value: 25 }] });
    desk.type('', 'bmi').type('81', 'w');
    expect(desk.answers()).toMatchObject({ bmi: [{ value: 31.6 }] });
  });

  it('a form begins with its own first answers, and with what expressions find in the record', () => {
    const desk = new Desk([
      {
        linkId: 'born',
        type: 'date',
        text: 'Sinh',
        extension: [by(formUrls.initially, '%patient.birthDate')],
      },
      { linkId: 'own', type: 'integer', text: 'Số', initial: [{ valueInteger: 3 }] },
      {
        linkId: 'pick',
        type: 'choice',
        text: 'Chọn',
        answerOption: [{ valueCoding: { code: 'a' } }, { valueCoding: { code: 'b' }, initialSelected: true }],
      },
    ]);
    expect(desk.answers()).toEqual({ born: ['1990-05-01'], own: [3], pick: [{ code: 'b' }] });
  });

  it('each instance of a group works out its own sum, by a variable of the group', () => {
    const desk = new Desk([
      {
        linkId: 'row',
        type: 'group',
        repeats: true,
        text: 'Dòng',
        extension: [
          {
            url: formUrls.variable,
            valueExpression: { name: 'row', language: 'text/fhirpath', expression: '%context' },
          },
        ],
        item: [
          { linkId: 'x', type: 'integer', text: 'x' },
          {
            linkId: 'twice',
            type: 'integer',
            text: 'Gấp đôi',
            extension: [by(formUrls.calculated, "%row.item.where(linkId='x').answer.value * 2")],
          },
        ],
      },
      {
        linkId: 'sum',
        type: 'integer',
        text: 'Tổng',
        extension: [by(formUrls.calculated, `${answer('twice')}.sum()`)],
      },
    ]);
    desk
      .add('row')
      .add('row')
      .type('3', 'x', desk.place('row', [], 0));
    desk.type('4', 'x', desk.place('row', [], 1));
    expect(desk.settled.response.item?.map(({ item }) => item?.[1]?.answer?.[0]?.valueInteger)).toEqual([
      6,
      8,
      undefined,
    ]);
    expect(desk.answers()).toMatchObject({ sum: [14] });
  });

  it('two fields that work each other out for ever do not hang the form', () => {
    const desk = new Desk([
      {
        linkId: 'a',
        type: 'integer',
        text: 'A',
        readOnly: true,
        extension: [by(formUrls.calculated, `iif(${answer('b')}.exists(), ${answer('b')} + 1, 0)`)],
      },
      {
        linkId: 'b',
        type: 'integer',
        text: 'B',
        readOnly: true,
        extension: [by(formUrls.calculated, `iif(${answer('a')}.exists(), ${answer('a')} + 1, 0)`)],
      },
    ]);
    expect(desk.answers()).toHaveProperty('a');
  });

  it('an expression that cannot be worked out leaves its field empty and says where', () => {
    const desk = new Desk([
      { linkId: 'x', type: 'integer', text: 'X', extension: [by(formUrls.calculated, '%nobody.age')] },
    ]);
    expect([desk.answers(), [...desk.settled.failed]]).toEqual([{}, ['x']]);
  });
});

describe('what is wrong is said in the words of the work', () => {
  const weight: QuestionnaireItem = {
    linkId: 'w',
    type: 'decimal',
    text: 'Cân nặng',
    extension: [
      { url: formUrls.unit, valueCoding: { code: 'kg' } },
      { url: formUrls.minValue, valueDecimal: 0 },
      { url: formUrls.maxValue, valueDecimal: 700 },
      { url: formUrls.plausible, valueRange: { low: { value: 0.3 }, high: { value: 400 } } },
      { url: formUrls.decimals, valueInteger: 1 },
    ],
  };
  it('bounds, decimals and what is no number yet', () => {
    const desk = new Desk([weight]);
    expect(desk.type('701', 'w').said()).toEqual(['Cân nặng phải từ 0 đến 700 kg.']);
    expect(desk.type('60,25', 'w').said()).toEqual(['Cân nặng có nhiều nhất 1 chữ số sau dấu phẩy.']);
    expect(desk.type('sáu mươi', 'w').said()).toEqual(['Cân nặng: hãy ghi bằng số, ví dụ 36,5.']);
    expect(desk.type('60,5', 'w').said()).toEqual([]);
  });

  it('a value that is hardly possible is asked again and kept with a reason', () => {
    const desk = new Desk([weight]).type('401', 'w');
    expect(desk.problems().map(({ severity }) => severity)).toEqual(['ask']);
    desk.say(
      { valueDecimal: 401, extension: [{ url: formUrls.keptReason, valueString: 'cân lại hai lần' }] },
      'w',
    );
    expect(desk.problems()).toEqual([]);
    expect(JSON.stringify(desk.settled.response)).toContain('cân lại hai lần');
  });

  it('days before and after what is possible, in days that people read', () => {
    const desk = new Desk([
      {
        linkId: 'd',
        type: 'date',
        text: 'Ngày khám',
        extension: [
          { url: formUrls.minValue, valueDate: '2020-03-12' },
          { url: formUrls.relativeBound, extension: [{ url: 'max', valueCode: 'today' }] },
        ],
      },
    ]);
    expect(desk.type('11/03/2020', 'd').said()).toEqual(['Ngày khám trước 12/03/2020.']);
    expect(desk.type('24112026', 'd').said()).toEqual(['Ngày khám sau hôm nay.']);
    expect(desk.type('30/02/2026', 'd').said()).toEqual([
      'Ngày khám: ngày này chưa đủ hoặc không có trong lịch.',
    ]);
    expect(desk.type('2026', 'd').said()).toEqual([]);
  });

  it('texts too short, too long and not in their form', () => {
    const desk = new Desk([
      {
        linkId: 's',
        type: 'string',
        text: 'Số thẻ',
        maxLength: 5,
        extension: [
          { url: formUrls.minLength, valueInteger: 2 },
          { url: formUrls.regex, valueString: '[A-Z]{2}\\d*' },
        ],
      },
    ]);
    expect(desk.type('A', 's').said()).toEqual(['Số thẻ cần ít nhất 2 chữ.']);
    expect(desk.type('ABCDEF', 's').said()).toEqual(['Số thẻ dài nhất 5 chữ, đang có 6.']);
    expect(desk.type('ab1', 's').said()).toEqual(['Số thẻ: Không đúng dạng.']);
    expect(desk.type('AB1', 's').said()).toEqual([]);
  });

  it('a rule over several answers, as an error or only a warning', () => {
    const rule = (severity: 'error' | 'warning') => ({
      url: formUrls.constraint,
      extension: [
        { url: 'key', valueId: 'p' },
        { url: 'severity', valueCode: severity },
        { url: 'expression', valueString: `${answer('low')} < ${answer('high')}` },
        { url: 'human', valueString: 'Tâm trương phải thấp hơn tâm thu.' },
      ],
    });
    for (const severity of ['error', 'warning'] as const) {
      const desk = new Desk([
        { linkId: 'high', type: 'integer', text: 'Tâm thu' },
        { linkId: 'low', type: 'integer', text: 'Tâm trương', extension: [rule(severity)] },
      ]);
      desk.type('120', 'high');
      // Nothing to compare yet is no fault.
      expect(desk.said()).toEqual([]);
      desk.type('130', 'low');
      expect(desk.problems().map((one) => [one.severity, one.text.vi])).toEqual([
        [severity, 'Tâm trương phải thấp hơn tâm thu.'],
      ]);
    }
  });

  it('too few and too many instances', () => {
    const desk = new Desk([
      {
        linkId: 'g',
        type: 'group',
        text: 'Thuốc',
        repeats: true,
        extension: [{ url: formUrls.minOccurs, valueInteger: 2 }],
        item: [{ linkId: 'n', type: 'string', text: 'Tên' }],
      },
    ]);
    expect(desk.said()).toEqual(['Thuốc: cần ít nhất 2.']);
    desk.type('a', 'n', desk.place('g', [], 0)).type('b', 'n', desk.place('g', [], 1));
    expect(desk.said()).toEqual([]);
  });
});

describe('versions', () => {
  const first: QuestionnaireItem[] = [
    { linkId: 'a', type: 'string', text: 'Câu cũ' },
    { linkId: 'b', type: 'integer', text: 'Số' },
  ];
  it('an answer opens as it was in the version it was given to, and says that version', () => {
    const desk = new Desk(first).type('x', 'a').type('3', 'b');
    expect(desk.settled.response.questionnaire).toBe('urn:test|1');
    const opened = openResponse(desk.form, desk.settled.response);
    expect(opened.leftOver).toEqual([]);
    const again = settle(desk.form, opened.state, context);
    expect(again.response).toEqual(desk.settled.response);
  });

  it('in another version what has no place any more is told, never dropped in silence', () => {
    const { response } = new Desk(first).type('x', 'a').type('3', 'b').settled;
    const later = readForm({
      resourceType: 'Questionnaire',
      status: 'active',
      item: [{ linkId: 'b', type: 'string', text: 'Số' }],
    });
    expect(openResponse(later, response).leftOver).toEqual([
      { linkId: 'a', text: 'Câu cũ', answers: [{ valueString: 'x' }] },
      { linkId: 'b', text: 'Số', answers: [{ valueInteger: 3 }] },
    ]);
  });
});
