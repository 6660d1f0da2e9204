import { useState } from 'react';
import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import { isUnderstood } from '#kernel/fhir/questionnaire/path-engine.ts';
import { bilingual } from '#kernel/fhir/questionnaire/read-form.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choose, TextArea, TextField } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { findItem, namesOf } from '../../domain/edit-form.ts';
import { codeFrom, fieldsOf, withFields, type ItemFields } from '../../domain/item-fields.ts';
import { useFormsText } from './forms-text.ts';
import { OptionsField } from './options-field.tsx';

const types = [
  'string',
  'text',
  'integer',
  'decimal',
  'boolean',
  'choice',
  'open-choice',
  'date',
  'dateTime',
  'attachment',
  'display',
] as const;
const operators = ['=', '!=', '>', '>=', '<', '<=', 'exists'] as const;

/** Everything that is set on one question, in words; expressions as text that is checked while it is written. */
export function ItemSheet(props: {
  form: Questionnaire;
  linkId: string;
  onClose: () => void;
  onChange: (linkId: string, item: QuestionnaireItem) => void;
}) {
  const { form, linkId } = props;
  const text = useFormsText();
  const item = findItem(form.item, linkId);
  // While numbers are being written they are what stands in the field, not what could be read of it.
  const [fields, setFields] = useState<ItemFields | undefined>(() => item && fieldsOf(item));
  if (item === undefined || fields === undefined) return null;
  const set = (change: Partial<ItemFields>): void => {
    const next = { ...fields, ...change };
    setFields(next);
    props.onChange(linkId, withFields(item, next, findItem(form.item, next.question)));
  };
  const word = (
    name: 'en' | 'unit' | 'min' | 'max' | 'low' | 'high' | 'ruleVi' | 'ruleEn',
    label: string,
    hint?: string,
  ) => (
    <TextField
      label={label}
      hint={hint}
      value={fields[name]}
      onChange={(event) => set({ [name]: event.target.value })}
    />
  );
  const isNumber = fields.type === 'integer' || fields.type === 'decimal' || fields.type === 'quantity';
  const isChoice = fields.type === 'choice' || fields.type === 'open-choice';
  return (
    <Sheet title={text('item.title')} onClose={props.onClose}>
      <div className="stack">
        <TextArea
          label={text('item.vi')}
          value={fields.vi}
          onChange={(event) => set({ vi: event.target.value })}
        />
        {word('en', text('item.en'))}
        <Choose
          label={text('item.type')}
          value={fields.type}
          options={types.map((type) => ({ value: type, label: text(`type.${type}` as 'type.string') }))}
          onChange={(type) => set({ type })}
        />
        <Check label={text('edit.required')} isOn={fields.required} onSet={(required) => set({ required })} />
        {fields.type !== 'display' && (
          <Check label={text('item.repeats')} isOn={fields.repeats} onSet={(repeats) => set({ repeats })} />
        )}
        {isNumber && (
          <div className="forms-pair">
            {word('unit', text('item.unit'), text('item.unit.hint'))}
            {word('min', text('item.min'))}
            {word('max', text('item.max'))}
            {word('low', text('item.low'))}
            {word('high', text('item.high'))}
          </div>
        )}
        {isChoice && (
          <>
            <Choose
              label={text('item.valueSet')}
              value={fields.valueSet}
              options={[
                { value: '', label: text('item.valueSet.own') },
                { value: 'urn:sen:value-set:icd-10', label: 'ICD-10' },
                ...(fields.valueSet !== '' && fields.valueSet !== 'urn:sen:value-set:icd-10'
                  ? [{ value: fields.valueSet, label: fields.valueSet }]
                  : []),
              ]}
              onChange={(valueSet) => set({ valueSet })}
            />
            {fields.valueSet === '' && (
              <OptionsField
                options={fields.options}
                onChange={(options) => set({ options })}
                codeFrom={codeFrom}
              />
            )}
          </>
        )}
        <Condition form={form} linkId={linkId} fields={fields} onSet={set} />
        <details>
          <summary>{text('item.expressions')}</summary>
          <div className="stack">
            <p className="small quiet">{text('item.expressions.what')}</p>
            <Expression
              label={text('item.calculated')}
              value={fields.calculated}
              onSet={(calculated) => set({ calculated })}
            />
            <Expression
              label={text('item.initially')}
              value={fields.initially}
              onSet={(initially) => set({ initially })}
            />
            <Expression label={text('item.rule')} value={fields.rule} onSet={(rule) => set({ rule })} />
            {fields.rule !== '' && (
              <div className="forms-pair">
                {word('ruleVi', text('item.rule.vi'))}
                {word('ruleEn', text('item.rule.en'))}
              </div>
            )}
          </div>
        </details>
        <p>
          <Button look="main" onClick={props.onClose}>
            {text('item.done')}
          </Button>
        </p>
      </div>
    </Sheet>
  );
}

function Check(props: { label: string; isOn: boolean; onSet: (isOn: boolean) => void }) {
  return (
    <label className="forms-check">
      <input type="checkbox" checked={props.isOn} onChange={(event) => props.onSet(event.target.checked)} />
      {props.label}
    </label>
  );
}

function Expression(props: { label: string; value: string; onSet: (value: string) => void }) {
  const text = useFormsText();
  const { value } = props;
  const isRead = value.trim() === '' || isUnderstood(value);
  return (
    <TextArea
      label={props.label}
      value={value}
      spellCheck={false}
      hint={value.trim() === '' ? undefined : text(isRead ? 'item.path.good' : 'item.path.full')}
      onChange={(event) => props.onSet(event.target.value)}
    />
  );
}

/** When the question is asked: another question, how it compares, and with what; all by choosing. */
function Condition(props: {
  form: Questionnaire;
  linkId: string;
  fields: ItemFields;
  onSet: (change: Partial<ItemFields>) => void;
}) {
  const { form, linkId, fields, onSet } = props;
  const text = useFormsText();
  const language = useLanguage();
  const others = namesOf(form.item)
    .filter((name) => name !== linkId)
    .flatMap((name) => {
      const one = findItem(form.item, name);
      const isAsked =
        one !== undefined && one.type !== 'group' && one.type !== 'display' && one.type !== 'attachment';
      return isAsked ? [one] : [];
    });
  const other = others.find((one) => one.linkId === fields.question);
  const isNumber = other?.type === 'integer' || other?.type === 'decimal' || other?.type === 'quantity';
  const allowed = operators.filter(
    (operator) => isNumber || other?.type === 'date' || ['=', '!=', 'exists'].includes(operator),
  );
  const values =
    fields.operator === 'exists' || other?.type === 'boolean'
      ? [
          { value: 'true', label: text('condition.yes') },
          { value: 'false', label: text('condition.no') },
        ]
      : (other?.answerOption ?? []).map(({ valueCoding }) => ({
          value: valueCoding?.code ?? '',
          label: bilingual(valueCoding ?? {}, 'display')[language],
        }));
  return (
    <fieldset className="choice">
      <legend>{text('condition.title')}</legend>
      <div className="stack-tight">
        <Choose
          label={text('condition.question')}
          value={fields.question}
          options={[
            { value: '', label: text('condition.always') },
            ...others.map((one) => ({
              value: one.linkId,
              label: bilingual(one, 'text')[language] || one.linkId,
            })),
          ]}
          onChange={(question) => {
            const chosen = others.find((one) => one.linkId === question);
            onSet({
              question,
              operator: '=',
              value:
                chosen?.type === 'boolean' ? 'true' : (chosen?.answerOption?.[0]?.valueCoding?.code ?? ''),
            });
          }}
        />
        {other && (
          <div className="forms-pair">
            <Choose
              label={text('condition.operator')}
              value={fields.operator}
              options={allowed.map((operator) => ({
                value: operator,
                label: text(`operator.${operator}` as 'operator.='),
              }))}
              onChange={(operator) => onSet({ operator, ...(operator === 'exists' && { value: 'true' }) })}
            />
            {values.length > 0 ? (
              <Choose
                label={text('condition.value')}
                value={fields.value}
                options={values}
                onChange={(value) => onSet({ value })}
              />
            ) : (
              <TextField
                label={text('condition.value')}
                value={fields.value}
                onChange={(event) => onSet({ value: event.target.value })}
              />
            )}
          </div>
        )}
      </div>
    </fieldset>
  );
}
