import type { Language } from '#kernel/schema.ts';
import { parseSmartScope } from '../../access/smart-scope.ts';
import type { ScopeLetter } from '../../access/smart-scope.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';
import { recordWord, sayIn } from './texts.ts';
import type { TextKey } from './texts.ts';

/** What the consent page shows. */
export interface ConsentView {
  readonly language: Language;
  readonly action: string;
  readonly formToken: string;
  readonly app: string;
  readonly person: string;
  readonly scopes: readonly string[];
  readonly formTargets: readonly string[];
}

/**
 * The page on which a person lets an app in. Nothing is ticked beforehand and refusing is as easy as agreeing.
 * @source Law 91/2025/QH15, consent to the processing of sensitive personal data: specific, informed, freely given
 */
export function consentPage(view: ConsentView): Page {
  const say = sayIn(view.language);
  const title = say('consentTitle', { app: view.app });
  return {
    language: view.language,
    title,
    switchTo: `${view.action}?lang=${view.language === 'vi' ? 'en' : 'vi'}`,
    formTargets: view.formTargets,
    body: html`<h1>${title}</h1>
      <p class="lead">${say('consentLead', { name: view.person, app: view.app })}</p>
      <ul class="rights">
        ${describeScopes(view.language, view.scopes).map((line) => html`<li>${line}</li>`)}
      </ul>
      <p class="care">${say('consentSensitive')}</p>
      <form method="post" action="${view.action}" class="pair">
        <input type="hidden" name="form" value="${view.formToken}" />
        <button class="main" type="submit" name="answer" value="agree">${say('agree')}</button>
        <button class="plain" type="submit" name="answer" value="refuse">${say('refuse')}</button>
      </form>`,
  };
}

const plainScopes: Readonly<Record<string, TextKey>> = {
  openid: 'mayOpenid',
  profile: 'mayProfile',
  fhirUser: 'mayProfile',
  offline_access: 'mayOffline',
};

/** What an app may do, in sentences; scopes of one kind are gathered in one. */
export function describeScopes(language: Language, scopes: readonly string[]): readonly string[] {
  const say = sayIn(language);
  const plain = scopes.flatMap((scope) =>
    Object.hasOwn(plainScopes, scope) ? (plainScopes[scope] ?? []) : [],
  );
  const lines = (context: 'patient' | 'user', letters: readonly ScopeLetter[], key: TextKey): string[] => {
    const types = scopes.flatMap((text) => {
      const scope = parseSmartScope(text);
      const fits = scope?.context === context && letters.some((letter) => scope.letters.has(letter));
      return fits
        ? [scope.resourceType === '*' ? say('allTypes') : recordWord(language, scope.resourceType)]
        : [];
    });
    return types.length > 0 ? [say(key, { types: [...new Set(types)].join(', ') })] : [];
  };
  return [
    ...new Set(plain.map((key) => say(key))),
    ...lines('patient', ['r', 's'], 'mayReadOwn'),
    ...lines('patient', ['c', 'u', 'd'], 'mayWriteOwn'),
    ...lines('user', ['r', 's'], 'mayReadUser'),
    ...lines('user', ['c', 'u', 'd'], 'mayWriteUser'),
  ];
}
