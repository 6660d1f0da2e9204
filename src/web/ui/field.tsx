import { useId, type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes } from 'react';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Icon, type IconName } from './icon.tsx';
import './field.css';

interface FieldFrame {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

function described(id: string, field: FieldFrame): string | undefined {
  const parts = [field.hint ? `${id}-hint` : '', field.error ? `${id}-error` : ''].filter(
    (part) => part !== '',
  );
  return parts.length === 0 ? undefined : parts.join(' ');
}

function Frame(props: FieldFrame & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={props.id}>{props.label}</label>
      {props.children}
      {props.error && (
        <p id={`${props.id}-error`} className="field-error">
          <Icon name="warning" size={16} />
          {props.error}
        </p>
      )}
      {props.hint && (
        <p id={`${props.id}-hint`} className="field-hint">
          {props.hint}
        </p>
      )}
    </div>
  );
}

/** One line to fill in: label above, help and error below. */
export function TextField(props: FieldFrame & { icon?: IconName } & InputHTMLAttributes<HTMLInputElement>) {
  const { label, hint, error, icon, ...input } = props;
  const own = useId();
  const id = input.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <span className={icon ? 'field-box field-box-icon' : 'field-box'}>
        {icon && <Icon name={icon} />}
        <input
          {...input}
          id={id}
          aria-describedby={described(id, props)}
          aria-invalid={error ? true : undefined}
        />
      </span>
    </Frame>
  );
}

/** Several lines to fill in. */
export function TextArea(props: FieldFrame & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const { label, hint, error, ...area } = props;
  const own = useId();
  const id = area.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea
        rows={3}
        {...area}
        id={id}
        aria-describedby={described(id, props)}
        aria-invalid={error ? true : undefined}
      />
    </Frame>
  );
}

/** One of a few, all in sight. */
export function Choice<T extends string>(props: {
  label: string;
  name: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset className="choice">
      <legend>{props.label}</legend>
      <div className="choice-row">
        {props.options.map((option) => (
          <label key={option.value} className="choice-one">
            <input
              type="radio"
              name={props.name}
              value={option.value}
              checked={option.value === props.value}
              onChange={() => props.onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of a few in a closed list. */
export function Choose<T extends string>(props: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <select
        id={id}
        className="select"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value as T)}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A filter that is on or off, with how many it holds. */
export function Chip(props: {
  pressed: boolean;
  onClick: () => void;
  icon?: IconName;
  count?: number;
  children: ReactNode;
}) {
  const language = useLanguage();
  return (
    <button type="button" className="chip" aria-pressed={props.pressed} onClick={props.onClick}>
      {props.icon && <Icon name={props.icon} size={16} />}
      {props.children}
      {props.count !== undefined && (
        <span className="chip-count">{showDecimal(String(props.count), language)}</span>
      )}
    </button>
  );
}
