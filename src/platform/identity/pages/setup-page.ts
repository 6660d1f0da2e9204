import { renderSVG } from 'uqr';
import type { RegistrationOptions } from '../factors/passkey-registration.ts';
import { printErrorList, printField } from './fields.ts';
import type { Field } from './fields.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';
import { printPasskeyForm } from './passkey-form.ts';
import { otherLanguage, printRestart } from './step-view.ts';
import type { StepView } from './step-view.ts';
import { sayIn } from './texts.ts';

/** The page on which somebody whose work demands a second step makes her first one. */
export function setupPage(
  view: StepView & {
    readonly passkey: RegistrationOptions;
    readonly secret: string;
    /** otpauth:// address that the QR code holds. */
    readonly address: string;
  },
): Page {
  const say = sayIn(view.language);
  const field: Field = {
    name: 'code',
    label: say('setupCode'),
    type: 'text',
    autocomplete: 'one-time-code',
    isCode: true,
    ...(view.codeError === undefined ? {} : { error: view.codeError, isFocused: true }),
  };
  return {
    language: view.language,
    title: say('setupTitle'),
    switchTo: otherLanguage(view),
    formTargets: view.formTargets,
    hasScript: true,
    body: html`<h1>${say('setupTitle')}</h1>
      <p class="lead">${say('setupLead')}</p>
      ${printErrorList(say, [field], view.general)}
      ${printPasskeyForm(say, {
        action: `${view.action}/setup`,
        formToken: view.formToken,
        kind: 'create',
        ask: view.passkey,
        label: say('makePasskey'),
        isMain: true,
      })}
      <h2 class="step-title">${say('setupApp')}</h2>
      <p>${say('setupAppLead')}</p>
      <div class="qr" role="img" aria-label="${say('setupQr')}">
        ${{ html: renderSVG(view.address, { border: 2 }) }}
      </div>
      <p class="hint">${say('setupSecret')} <code class="secret">${spaced(view.secret)}</code></p>
      <form method="post" action="${view.action}/setup" novalidate>
        <input type="hidden" name="form" value="${view.formToken}" />
        ${printField(field)}
        <button class="plain" type="submit">${say('continue')}</button>
      </form>
      ${printRestart(say, view)}`,
  };
}

/** Groups of four are copied without losing one's place. */
function spaced(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/gu, '$1 ');
}
