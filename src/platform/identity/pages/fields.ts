import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Say } from './texts.ts';

/** One field of a form: label above, hint and error between label and box so that they are read first. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'password';
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  readonly error?: string;
  readonly isFocused?: boolean;
  readonly isReadOnly?: boolean;
  readonly isCode?: boolean;
}

/** Prints a field. A password's value is never printed back. */
export function printField(field: Field): Html {
  const described = [field.hint && `${field.name}-hint`, field.error && `${field.name}-error`]
    .filter(Boolean)
    .join(' ');
  const classes = ['box', field.error && 'box-wrong', field.isCode && 'box-code'].filter(Boolean).join(' ');
  return html`<div class="field">
    <label for="${field.name}">${field.label}</label>
    ${field.hint !== undefined && html`<p class="hint" id="${field.name}-hint">${field.hint}</p>`}
    <input
      class="${classes}"
      id="${field.name}"
      name="${field.name}"
      type="${field.type}"
      value="${field.type === 'password' ? '' : (field.value ?? '')}"
      autocomplete="${field.autocomplete}"
      autocapitalize="none"
      autocorrect="off"
      spellcheck="false"
      maxlength="256"
      ${described !== '' && html`aria-describedby="${described}"`}
      ${field.error !== undefined && html`aria-invalid="true"`}
      ${field.isReadOnly === true && html`readonly`}
      ${field.isFocused === true && html`autofocus`}
    />
    ${field.error !== undefined && html`<p class="error" id="${field.name}-error" role="alert">${field.error}</p>`}
  </div>`;
}

/**
 * The list of errors on top, each leading to its field; `general` is about the whole form. A single error stands at its field alone,
 * which has the focus then: the same sentence twice on a phone's screen helps nobody.
 */
export function printErrorList(say: Say, fields: readonly Field[], general?: string): Html {
  const wrong = fields.filter((field) => field.error !== undefined);
  if (wrong.length < 2 && general === undefined) return html``;
  return html`<div class="errors" role="alert" aria-labelledby="errors-title">
    <h2 id="errors-title">${say('fixThese')}</h2>
    ${general !== undefined && html`<p>${general}</p>`}
    ${
      wrong.length > 0 &&
      html`<ul>
        ${wrong.map((field) => html`<li><a href="#${field.name}">${field.error}</a></li>`)}
      </ul>`
    }
  </div>`;
}
