import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Say } from './texts.ts';

/** A form that only the browser's own dialogue can fill in; hidden until the script finds that it can. */
export function printPasskeyForm(
  say: Say,
  form: {
    readonly action: string;
    readonly formToken: string;
    readonly kind: 'get' | 'create';
    /** What the browser is asked for, as WebAuthn writes it in JSON. */
    readonly ask: { readonly rpId?: string | undefined; readonly rp?: { readonly id?: string | undefined } };
    readonly label: string;
    /** Where to ask what to ask for once a name was typed. */
    readonly optionsAt?: string;
    readonly isMain: boolean;
  },
): Html {
  const host = form.ask.rpId ?? form.ask.rp?.id ?? '';
  return html`<form
    class="passkey"
    method="post"
    action="${form.action}"
    data-passkey="${JSON.stringify(form.ask)}"
    data-kind="${form.kind}"
    data-host="${host}"
    ${form.optionsAt !== undefined && html`data-options="${form.optionsAt}"`}
    hidden
  >
    <input type="hidden" name="form" value="${form.formToken}" />
    <input type="hidden" name="response" value="" />
    <button class="${form.isMain ? 'main' : 'plain'}" type="button">${form.label}</button>
    <p class="error" role="alert" data-problem hidden>
      ${say(form.kind === 'get' ? 'passkeyFailed' : 'passkeyNotMade')}
    </p>
  </form>`;
}
