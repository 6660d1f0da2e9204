import { hash } from 'node:crypto';
import type { Language } from '#kernel/schema.ts';
import { parseSmartScope } from '../../access/smart-scope.ts';
import type { SmartScope } from '../../access/smart-scope.ts';
import en from './consent.en.json' with { type: 'json' };
import vi from './consent.vi.json' with { type: 'json' };
import filterEn from './filter-words.en.json' with { type: 'json' };
import filterVi from './filter-words.vi.json' with { type: 'json' };
import { recordWord } from './texts.ts';

/** Key of a sentence on the pages that let an app in. */
export type ConsentTextKey = keyof typeof vi;

const texts: Readonly<Record<Language, Readonly<Record<ConsentTextKey, string>>>> = { vi, en };
const filterWords: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  vi: filterVi,
  en: filterEn,
};

/** Says one of these sentences in one language with `{name}` places filled in. */
export type ConsentSay = (key: ConsentTextKey, values?: Readonly<Record<string, string | number>>) => string;

/** The sentences of one language. */
export function sayConsent(language: Language): ConsentSay {
  return (key, values = {}) =>
    texts[language][key].replace(/\{(\w+)\}/gu, (place, name: string) => String(values[name] ?? place));
}

/** Names the words that a person agreed to: changes by itself when one of them does. */
export function consentTextVersion(language: Language): string {
  const words = JSON.stringify([texts[language], filterWords[language]]);
  return `${language}-${hash('sha256', words, 'hex').slice(0, 12)}`;
}

/** One line that a person allows or not. */
export interface ConsentItem {
  /** The scopes behind the line. */
  readonly scopes: readonly string[];
  readonly label: string;
  /** True for what is ticked beforehand: nothing about health, and nothing that lasts. */
  readonly isPlain: boolean;
}

/** Scopes that say who signed in and for whom: without them an app cannot be opened at all. */
const alwaysScopes: ReadonlySet<string> = new Set([
  'openid',
  'launch',
  'launch/patient',
  'launch/encounter',
  'online_access',
]);

/** What comes with agreeing at all. */
export function isAlways(scope: string): boolean {
  return alwaysScopes.has(scope);
}

/** What an app asks for as lines, each about one thing, in words that need no knowledge of the standard. */
export function consentItems(language: Language, scopes: readonly string[]): readonly ConsentItem[] {
  const say = sayConsent(language);
  const profile = scopes.filter((scope) => scope === 'profile' || scope === 'fhirUser');
  const items: ConsentItem[] =
    profile.length > 0 ? [{ scopes: profile, label: say('mayProfile'), isPlain: true }] : [];
  for (const text of scopes) {
    const scope = parseSmartScope(text);
    if (scope) items.push({ scopes: [text], label: describeRight(language, scope), isPlain: false });
  }
  if (scopes.includes('offline_access'))
    items.push({ scopes: ['offline_access'], label: say('mayOffline'), isPlain: false });
  return items;
}

/** One resource scope as a sentence, e.g. 'Xem: chỉ số đo và xét nghiệm, chỉ nhóm xét nghiệm'. */
export function describeRight(language: Language, scope: SmartScope): string {
  const say = sayConsent(language);
  const sees = scope.letters.has('r') || scope.letters.has('s');
  const writes = scope.letters.has('c') || scope.letters.has('u') || scope.letters.has('d');
  const verb = say(sees && writes ? 'writeAndSee' : sees ? 'see' : 'write');
  const type = scope.resourceType === '*' ? say('allTypes') : recordWord(language, scope.resourceType);
  if (scope.filter.length === 0) return say('right', { verb, type });
  const filter = scope.filter.map(({ name, value }) => describePart(language, name, value)).join(', ');
  return say('rightOnly', { verb, type, filter });
}

function describePart(language: Language, name: string, value: string): string {
  const words = filterWords[language];
  const values = value.split(',').map((one) => {
    const [system, code] = one.includes('|') ? one.split('|') : [undefined, one];
    const plain = wordOf(words, code ?? '');
    return plain ?? (system === undefined ? (code ?? '') : `${code} (${system})`);
  });
  const shown = values.join(` ${sayConsent(language)('or')} `);
  return wordOf(words, name)?.replace('{value}', shown) ?? `${name} ${shown}`;
}

function wordOf(words: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
