const browsers: readonly (readonly [RegExp, string])[] = [
  [/Zalo/iu, 'Zalo'],
  [/CocCoc|coc_coc/iu, 'Cốc Cốc'],
  [/SamsungBrowser/u, 'Samsung Internet'],
  [/Edg(e|A|iOS)?\//u, 'Edge'],
  [/OPR\/|Opera/u, 'Opera'],
  [/Firefox\/|FxiOS/u, 'Firefox'],
  [/Chrome\/|CriOS/u, 'Chrome'],
  [/Safari\//u, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/u, 'iPhone'],
  [/iPad/u, 'iPad'],
  [/Android/u, 'Android'],
  [/Windows/u, 'Windows'],
  [/CrOS/u, 'ChromeOS'],
  [/Macintosh|Mac OS X/u, 'Mac'],
  [/Linux/u, 'Linux'],
];

/**
 * What a person calls the device she sits at: 'Chrome · Windows'. Read from what the browser says of itself, which it may say wrongly:
 * it helps to recognise a session and decides nothing. Empty where nothing is known.
 */
export function deviceNameOf(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, 500);
  const first = (list: readonly (readonly [RegExp, string])[]): string | undefined =>
    list.find(([pattern]) => pattern.test(text))?.[1];
  return [first(browsers), first(systems)].filter((part) => part !== undefined).join(' · ');
}
