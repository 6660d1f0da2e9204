import type { AssertionOptions } from '../factors/passkey-assertion.ts';
import type { SignInMethod } from '../sessions/assurance.ts';
import { printErrorList, printField } from './fields.ts';
import type { Field } from './fields.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';
import { printPasskeyForm } from './passkey-form.ts';
import { otherLanguage, printRestart } from './step-view.ts';
import type { StepView } from './step-view.ts';
import { sayIn } from './texts.ts';

/** The page that asks for the second factor. */
export function secondStepPage(
  view: StepView & { readonly methods: readonly SignInMethod[]; readonly passkey?: AssertionOptions },
): Page {
  const say = sayIn(view.language);
  const { methods } = view;
  const asksCode = methods.includes('totp') || methods.includes('recovery');
  const field: Field = {
    name: 'code',
    label: say(methods.includes('totp') ? 'secondCode' : 'recoveryCode'),
    ...(methods.includes('totp') && methods.includes('recovery') ? { hint: say('secondCodeHint') } : {}),
    type: 'text',
    autocomplete: 'one-time-code',
    isFocused: true,
    isCode: true,
    ...(view.codeError === undefined ? {} : { error: view.codeError }),
  };
  return {
    language: view.language,
    title: say('secondTitle'),
    switchTo: otherLanguage(view),
    formTargets: view.formTargets,
    hasScript: view.passkey !== undefined,
    body: html`<h1>${say('secondTitle')}</h1>
      <p class="lead">${say('secondLead')}</p>
      ${printErrorList(say, asksCode ? [field] : [], view.general)}
      ${
        view.passkey !== undefined &&
        printPasskeyForm(say, {
          action: `${view.action}/step`,
          formToken: view.formToken,
          kind: 'get',
          ask: view.passkey,
          label: say('usePasskey'),
          isMain: true,
        })
      }
      ${
        asksCode &&
        html`<form method="post" action="${view.action}/step" novalidate>
          <input type="hidden" name="form" value="${view.formToken}" />
          ${printField(field)}
          <button class="${view.passkey === undefined ? 'main' : 'plain'}" type="submit">
            ${say('continue')}
          </button>
        </form>`
      }
      <p class="note">${say('secondLost')}</p>
      ${printRestart(say, view)}`,
  };
}
