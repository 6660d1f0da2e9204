import type { Language } from '#kernel/schema.ts';
import { consentItems, sayConsent } from './consent-texts.ts';
import type { ConsentItem } from './consent-texts.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Page } from './layout.ts';

/** Whose data an app asks for. */
export type Whose = { readonly name: string; readonly isOwn: boolean } | 'user' | 'nobody';

/** What the consent page shows. */
export interface ConsentView {
  readonly language: Language;
  readonly action: string;
  readonly formToken: string;
  readonly app: string;
  readonly person: string;
  readonly scopes: readonly string[];
  readonly whose: Whose;
  /** Id of the chosen person, sent along with the answer. */
  readonly patientId?: string;
  readonly hours: number;
  readonly days: number;
  readonly formTargets: readonly string[];
  /** True where the person agreed to nothing. */
  readonly isEmpty?: boolean;
}

/**
 * The page on which a person lets an app in: who asks, for whose data, for how long, and each thing by itself. Nothing about health
 * and nothing that lasts is ticked beforehand, and refusing is as easy as agreeing.
 * @source Law 91/2025/QH15, consent to the processing of sensitive personal data: specific, informed, freely given
 */
export function consentPage(view: ConsentView): Page {
  const say = sayConsent(view.language);
  const { app } = view;
  const title = say('title', { app });
  const items = consentItems(view.language, view.scopes);
  const isLasting = view.scopes.includes('offline_access');
  const chosen = view.patientId === undefined ? '' : `&patient=${encodeURIComponent(view.patientId)}`;
  return {
    language: view.language,
    title,
    switchTo: `${view.action}?lang=${view.language === 'vi' ? 'en' : 'vi'}${chosen}`,
    formTargets: view.formTargets,
    body: html`<h1>${title}</h1>
      <p class="lead">${say('lead', { name: view.person, app })}</p>
      ${view.isEmpty === true && html`<div class="errors" role="alert"><p>${say('nothingChosen')}</p></div>`}
      <ul class="facts">
        <li>${whoseLine(view)}</li>
        <li>${say('untilSignOut', { hours: view.hours })}</li>
        ${isLasting && html`<li>${say('untilOffline', { days: view.days })}</li>`}
        <li>${say('always', { app })}</li>
      </ul>
      <form method="post" action="${view.action}">
        <input type="hidden" name="form" value="${view.formToken}" />
        ${view.patientId !== undefined && html`<input type="hidden" name="patient" value="${view.patientId}" />`}
        ${items.length > 0 && printItems(items, say('choose'), say('chooseHint'))}
        <p class="care">${say('sensitive')}</p>
        <div class="pair">
          <button class="main" type="submit" name="answer" value="agree">
            ${say(items.length > 0 ? 'agree' : 'agreePlain')}
          </button>
          <button class="plain" type="submit" name="answer" value="refuse">${say('refuse')}</button>
        </div>
      </form>`,
  };
}

function whoseLine({ whose, language }: ConsentView): string {
  const say = sayConsent(language);
  if (whose === 'user') return say('whoseUser');
  if (whose === 'nobody') return say('whoseNobody');
  return say(whose.isOwn ? 'whoseOwn' : 'whose', { name: whose.name });
}

function printItems(items: readonly ConsentItem[], legend: string, hint: string): Html {
  return html`<fieldset class="rights" aria-describedby="rights-hint">
    <legend>${legend}</legend>
    <p class="hint" id="rights-hint">${hint}</p>
    ${items.map(
      ({ scopes, label, isPlain }, at) =>
        html`<label class="tick" for="right-${at}"
          ><input
            type="checkbox"
            id="right-${at}"
            name="allow"
            value="${scopes.join(' ')}"
            ${isPlain && html`checked`}
          /><span>${label}</span></label
        >`,
    )}
  </fieldset>`;
}
