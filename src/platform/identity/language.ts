import type { Language } from '#kernel/schema.ts';
import { languageOf } from '../http/language.ts';
import { readCookie } from './cookies.ts';

/** Cookie that keeps the reader's choice through one sign-in; open to the web application, which may take it over. */
export const languageCookie = 'sen-language';

/** A tag such as 'en', 'en-GB' or 'vi-VN' as one of Sen's languages. */
export function asLanguage(tag: string | undefined): Language | undefined {
  const primary = tag?.trim().toLowerCase().split(/[-_;]/u)[0];
  return primary === 'vi' || primary === 'en' ? primary : undefined;
}

/** The language of a page: what the reader chose, else what the app asked for, else what the browser prefers. */
export function pageLanguage(
  headers: { readonly cookie?: string | undefined; readonly 'accept-language'?: string | undefined },
  uiLocales?: string,
): Language {
  const chosen = asLanguage(readCookie(headers.cookie, languageCookie));
  const asked = uiLocales
    ?.split(' ')
    .map(asLanguage)
    .find((language) => language !== undefined);
  return chosen ?? asked ?? languageOf(headers['accept-language']);
}
