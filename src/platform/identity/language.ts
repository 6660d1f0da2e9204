import type { Language } from '#kernel/schema.ts';
import { readCookie } from './cookies.ts';

/** Cookie that keeps the reader's choice; also read by the web application, so not hidden from it. */
export const languageCookie = 'sen-language';

/** A tag such as 'en', 'en-GB' or 'vi-VN' as one of Sen's languages. */
export function asLanguage(tag: string | undefined): Language | undefined {
  const primary = tag?.trim().toLowerCase().split(/[-_;]/u)[0];
  return primary === 'vi' || primary === 'en' ? primary : undefined;
}

/**
 * The first language of Accept-Language that Sen speaks, by weight; Vietnamese where there is none.
 * @source RFC 9110, 12.5.4
 */
export function acceptedLanguage(header: string | undefined): Language {
  if (!header) return 'vi';
  const wishes = header.split(',').map((part, index) => {
    const [tag, ...parameters] = part.split(';');
    const weight = parameters.map((text) => /^\s*q=([\d.]+)\s*$/u.exec(text)?.[1]).find(Boolean);
    return { language: asLanguage(tag), weight: weight === undefined ? 1 : Number(weight), index };
  });
  const best = wishes
    .filter((wish) => wish.language !== undefined && wish.weight > 0)
    .toSorted((a, b) => b.weight - a.weight || a.index - b.index)[0];
  return best?.language ?? 'vi';
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
  return chosen ?? asked ?? acceptedLanguage(headers['accept-language']);
}
