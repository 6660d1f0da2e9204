import type { Language } from '#kernel/schema.ts';
import { sayConsent } from './consent-texts.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';

/** Somebody for whom an app may be opened. */
export interface PersonChoice {
  readonly id: string;
  readonly name: string;
  /** As it is shown, e.g. 03/02/1980. */
  readonly born?: string;
}

/** What the page shows on which a health worker says for whom an app is opened. */
export interface PickView {
  readonly language: Language;
  readonly action: string;
  readonly formToken: string;
  readonly app: string;
  readonly searched: string;
  readonly people: readonly PersonChoice[];
  /** Her own record, where she has one. */
  readonly own?: PersonChoice;
  readonly formTargets: readonly string[];
}

/** Asks for whom an app is opened that works on one person's record. Only people within reach are found. */
export function pickPersonPage(view: PickView): Page {
  const say = sayConsent(view.language);
  const title = say('pickTitle', { app: view.app });
  const other = view.language === 'vi' ? 'en' : 'vi';
  const found = view.people.filter(({ id }) => id !== view.own?.id);
  return {
    language: view.language,
    title,
    switchTo: `${view.action}?lang=${other}&q=${encodeURIComponent(view.searched)}`,
    formTargets: view.formTargets,
    body: html`<h1>${title}</h1>
      <p class="lead">${say('pickLead', { app: view.app })}</p>
      <form method="get" action="${view.action}" role="search">
        <div class="field">
          <label for="q">${say('pickSearch')}</label>
          <input
            class="box"
            id="q"
            name="q"
            type="search"
            value="${view.searched}"
            autocomplete="off"
            maxlength="100"
            autofocus
          />
        </div>
        <button class="plain" type="submit">${say('pickFind')}</button>
      </form>
      ${
        view.searched !== '' &&
        view.people.length === 0 &&
        html`<p class="care" role="status">${say('pickNone')}</p>`
      }
      ${
        (found.length > 0 || view.own) &&
        html`<form method="get" action="${view.action}">
          <ul class="people">
            ${found.map((person) => choice(view.language, person, person.name))}
            ${view.own && choice(view.language, view.own, say('pickOwn'))}
          </ul>
        </form>`
      }
      <form method="post" action="${view.action}">
        <input type="hidden" name="form" value="${view.formToken}" />
        <button class="plain" type="submit" name="answer" value="refuse">${say('pickStop')}</button>
      </form>`,
  };
}

function choice(language: Language, person: PersonChoice, label: string): ReturnType<typeof html> {
  const say = sayConsent(language);
  return html`<li>
    <button class="person" type="submit" name="patient" value="${person.id}">
      <span class="person-name">${label}</span>
      ${person.born !== undefined && html`<span class="quiet">${say('born', { date: person.born })}</span>`}
    </button>
  </li>`;
}
