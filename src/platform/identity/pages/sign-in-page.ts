import type { Language } from '#kernel/schema.ts';
import type { AssertionOptions } from '../factors/passkey-assertion.ts';
import { printErrorList, printField } from './fields.ts';
import type { Field } from './fields.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';
import { printPasskeyForm } from './passkey-form.ts';
import { sayIn } from './texts.ts';

/** What the sign-in page shows. */
export interface SignInView {
  readonly language: Language;
  readonly action: string;
  readonly formToken: string;
  /** Name of the app where it is not Sen's own. */
  readonly app?: string;
  readonly username?: string;
  readonly usernameError?: string;
  readonly passwordError?: string;
  readonly general?: string;
  readonly formTargets: readonly string[];
  /** What the browser is asked for where a passkey is used. */
  readonly passkey: AssertionOptions;
  /** Whether there is a way in by the national e-ID, or by one that is played. */
  readonly eId?: 'real' | 'simulated';
}

/** The page on which a person signs in. */
export function signInPage(view: SignInView): Page {
  const say = sayIn(view.language);
  const title = view.app === undefined ? say('signInTitle') : say('signInFor', { app: view.app });
  const isNamed = view.username !== undefined && view.username !== '' && view.usernameError === undefined;
  const fields: Field[] = [
    {
      name: 'username',
      label: say('username'),
      type: 'text',
      autocomplete: 'username webauthn',
      isFocused: !isNamed,
      ...(view.username === undefined ? {} : { value: view.username }),
      ...(view.usernameError === undefined ? {} : { error: view.usernameError }),
    },
    {
      name: 'password',
      label: say('password'),
      type: 'password',
      autocomplete: 'current-password',
      isFocused: isNamed,
      ...(view.passwordError === undefined ? {} : { error: view.passwordError }),
    },
  ];
  return {
    language: view.language,
    title,
    switchTo: `${view.action}?lang=${view.language === 'vi' ? 'en' : 'vi'}`,
    formTargets: view.formTargets,
    hasScript: true,
    body: html`<h1>${title}</h1>
      ${printErrorList(say, fields, view.general)}
      <form method="post" action="${view.action}" novalidate>
        <input type="hidden" name="form" value="${view.formToken}" />
        <input type="hidden" name="can-passkey" value="" />
        ${fields.map(printField)}
        <button class="main" type="submit">${say('signIn')}</button>
      </form>
      ${printPasskeyForm(say, {
        action: `${view.action}/passkey`,
        formToken: view.formToken,
        kind: 'get',
        ask: view.passkey,
        label: say('usePasskey'),
        optionsAt: `${view.action}/options`,
        isMain: false,
      })}
      ${
        view.eId &&
        html`<p>
          <a class="plain" href="${view.action}/e-id/begin" rel="nofollow"
            >${say(view.eId === 'real' ? 'eIdSignIn' : 'eIdSimulated')}</a
          >
        </p>`
      }
      <p class="note">${say('forgot')}</p>`,
  };
}
