import type { Language } from '#kernel/schema.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Say } from './texts.ts';

/** What every page after the password has. */
export interface StepView {
  readonly language: Language;
  /** Address of the sign-in; each form sends to a path under it. */
  readonly action: string;
  readonly formToken: string;
  readonly formTargets: readonly string[];
  readonly codeError?: string;
  readonly general?: string;
}

/** A form of one button. */
export function printButtonForm(action: string, formToken: string, label: string, look: string): Html {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="form" value="${formToken}" />
    <button class="${look}" type="submit">${label}</button>
  </form>`;
}

/** The way back to the beginning, for whoever is not this person. */
export function printRestart(say: Say, view: StepView): Html {
  return printButtonForm(`${view.action}/restart`, view.formToken, say('restart'), 'quiet');
}

/** The same page in the other language. */
export function otherLanguage(view: StepView): string {
  return `${view.action}?lang=${view.language === 'vi' ? 'en' : 'vi'}`;
}
