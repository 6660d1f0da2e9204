import type { Language } from '#kernel/schema.ts';
import { printErrorList, printField } from './fields.ts';
import type { Field } from './fields.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';
import { sayIn } from './texts.ts';

/** Asks for the code that a device shows. */
export function deviceCodePage(view: {
  readonly language: Language;
  readonly action: string;
  readonly formToken: string;
  readonly error?: string;
}): Page {
  const say = sayIn(view.language);
  const field: Field = {
    name: 'user_code',
    label: say('deviceCode'),
    type: 'text',
    autocomplete: 'off',
    isFocused: true,
    isCode: true,
    ...(view.error === undefined ? {} : { error: view.error }),
  };
  return {
    language: view.language,
    title: say('deviceTitle'),
    body: html`<h1>${say('deviceTitle')}</h1>
      <p class="lead">${say('deviceLead')}</p>
      ${printErrorList(say, [field])}
      <form method="post" action="${view.action}" novalidate>
        <input type="hidden" name="xsrf" value="${view.formToken}" />
        ${printField(field)}
        <button class="main" type="submit">${say('continue')}</button>
      </form>`,
  };
}

/** Shows the code again, so that nobody connects a stranger's device by a link. */
export function deviceConfirmPage(view: {
  readonly language: Language;
  readonly action: string;
  readonly formToken: string;
  readonly app: string;
  readonly userCode: string;
}): Page {
  const say = sayIn(view.language);
  return {
    language: view.language,
    title: say('deviceConfirmTitle'),
    body: html`<h1>${say('deviceConfirmTitle')}</h1>
      <p class="lead">${say('deviceConfirmLead', { app: view.app })}</p>
      <p class="code">${view.userCode}</p>
      <form method="post" action="${view.action}" class="pair">
        <input type="hidden" name="xsrf" value="${view.formToken}" />
        <input type="hidden" name="user_code" value="${view.userCode}" />
        <input type="hidden" name="confirm" value="yes" />
        <button class="main" type="submit">${say('deviceYes')}</button>
        <button class="plain" type="submit" name="abort" value="yes">${say('deviceNo')}</button>
      </form>`,
  };
}
