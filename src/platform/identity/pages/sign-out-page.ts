import type { Language } from '#kernel/schema.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';
import { sayIn } from './texts.ts';

/** Asks before signing out; shown only where the request did not prove that it comes from the person's own app. */
export function signOutPage(view: {
  readonly language: Language;
  readonly action: string;
  readonly formToken: string;
}): Page {
  const say = sayIn(view.language);
  return {
    language: view.language,
    title: say('signOutTitle'),
    body: html`<h1>${say('signOutTitle')}</h1>
      <p class="lead">${say('signOutLead')}</p>
      <form method="post" action="${view.action}" class="pair">
        <input type="hidden" name="xsrf" value="${view.formToken}" />
        <button class="main" type="submit" name="logout" value="yes">${say('signOut')}</button>
        <button class="plain" type="submit">${say('stay')}</button>
      </form>`,
  };
}
