import type { Language } from '#kernel/schema.ts';

/** The caller's language from Accept-Language: the better weighted of vi and en; Vietnamese where neither is named. */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: Language = 'vi';
  let bestWeight = 0;
  for (const part of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weight = Number(
      parameters
        .find((p) => p.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? '1',
    );
    const language = range.split('-')[0];
    if ((language === 'vi' || language === 'en') && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best;
}
