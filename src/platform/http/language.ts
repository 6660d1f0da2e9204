import type { Language } from '#kernel/schema.ts';

// Browsers and systems send the same few headers with every request.
const known = new Map<string, Language>();

/** The caller's language from Accept-Language: the better weighted of vi and en; Vietnamese where neither is named. */
export function languageOf(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined) return 'vi';
  let language = known.get(acceptLanguage);
  if (language === undefined) {
    language = weigh(acceptLanguage);
    if (known.size >= 1000) known.clear();
    if (acceptLanguage.length < 200) known.set(acceptLanguage, language);
  }
  return language;
}

function weigh(acceptLanguage: string): Language {
  let best: Language = 'vi';
  let bestWeight = 0;
  for (const part of acceptLanguage.slice(0, 500).split(',')) {
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
