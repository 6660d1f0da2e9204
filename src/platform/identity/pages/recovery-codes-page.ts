import { html } from './html.ts';
import type { Page } from './layout.ts';
import { otherLanguage, printButtonForm } from './step-view.ts';
import type { StepView } from './step-view.ts';
import { sayIn } from './texts.ts';

/** The page that shows recovery codes, this once. */
export function recoveryCodesPage(view: StepView & { readonly codes: readonly string[] }): Page {
  const say = sayIn(view.language);
  return {
    language: view.language,
    title: say('codesTitle'),
    switchTo: otherLanguage(view),
    formTargets: view.formTargets,
    body: html`<h1>${say('codesTitle')}</h1>
      <p class="lead">${say('codesLead')}</p>
      <ul class="codes">
        ${view.codes.map((code) => html`<li><code>${code}</code></li>`)}
      </ul>
      ${printButtonForm(`${view.action}/go-on`, view.formToken, say('codesSaved'), 'main')}`,
  };
}
