import type { Language } from '#kernel/schema.ts';
import { passwordLength } from '../passwords.ts';
import { printErrorList, printField } from './fields.ts';
import type { Field } from './fields.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';
import { sayIn } from './texts.ts';

/** What the page behind a one-time link shows. */
export interface WelcomeView {
  readonly language: Language;
  /** Secret of the link. */
  readonly key: string;
  readonly formToken: string;
  readonly username: string;
  readonly passwordError?: string;
  readonly repeatError?: string;
}

/** The page on which somebody sets the first password of an account. */
export function welcomePage(view: WelcomeView): Page {
  const say = sayIn(view.language);
  const fields: Field[] = [
    {
      name: 'username',
      label: say('username'),
      type: 'text',
      autocomplete: 'username',
      value: view.username,
      isReadOnly: true,
    },
    {
      name: 'password',
      label: say('newPassword'),
      hint: say('newPasswordHint', { count: passwordLength }),
      type: 'password',
      autocomplete: 'new-password',
      isFocused: true,
      ...(view.passwordError === undefined ? {} : { error: view.passwordError }),
    },
    {
      name: 'repeat',
      label: say('repeatPassword'),
      type: 'password',
      autocomplete: 'new-password',
      ...(view.repeatError === undefined ? {} : { error: view.repeatError }),
    },
  ];
  return {
    language: view.language,
    title: say('welcomeTitle'),
    switchTo: `/welcome?key=${view.key}&lang=${view.language === 'vi' ? 'en' : 'vi'}`,
    body: html`<h1>${say('welcomeTitle')}</h1>
      <p class="lead">${say('welcomeLead')}</p>
      ${printErrorList(say, fields)}
      <form method="post" action="/welcome" novalidate>
        <input type="hidden" name="form" value="${view.formToken}" />
        <input type="hidden" name="key" value="${view.key}" />
        ${fields.map(printField)}
        <button class="main" type="submit">${say('savePassword')}</button>
      </form>`,
  };
}
