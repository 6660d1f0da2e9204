import type { RegistrationOptions } from '../factors/passkey-registration.ts';
import { printErrorList } from './fields.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';
import { printPasskeyForm } from './passkey-form.ts';
import { otherLanguage, printButtonForm } from './step-view.ts';
import type { StepView } from './step-view.ts';
import { sayIn } from './texts.ts';

/** The page that offers a passkey to whoever has just signed in with a password in a browser that can make one. */
export function offerPage(view: StepView & { readonly passkey: RegistrationOptions }): Page {
  const say = sayIn(view.language);
  return {
    language: view.language,
    title: say('offerTitle'),
    switchTo: otherLanguage(view),
    formTargets: view.formTargets,
    hasScript: true,
    body: html`<h1>${say('offerTitle')}</h1>
      <p class="lead">${say('offerLead')}</p>
      ${printErrorList(say, [], view.general)}
      ${printPasskeyForm(say, {
        action: `${view.action}/setup`,
        formToken: view.formToken,
        kind: 'create',
        ask: view.passkey,
        label: say('makePasskey'),
        isMain: true,
      })}
      ${printButtonForm(`${view.action}/go-on`, view.formToken, say('later'), 'plain')}`,
  };
}
