import { digest, isSameText, randomSecret, sign } from './digest.ts';
import { foldUsername } from './accounts.ts';

/** Cookie that a browser gets when somebody signs in with it. */
export const knownBrowserCookie = 'sen-known';

/** How long a browser stays known. */
export const knownBrowserSeconds = 180 * 24 * 60 * 60;

/** A new cookie for the browser that has just signed in as `username`; the name itself is not in it. */
export function makeKnownBrowser(keys: readonly string[], username: string): string {
  const id = randomSecret().slice(0, 22);
  return `${id}.${seal(keys[0] ?? '', id, username)}`;
}

/** The browser's id where its cookie says that it has signed in as `username` before. */
export function knownBrowser(
  keys: readonly string[],
  username: string,
  cookie: string | undefined,
): string | undefined {
  const [id, shown] = cookie?.split('.') ?? [];
  if (!id || !shown) return undefined;
  return keys.some((key) => isSameText(seal(key, id, username), shown)) ? id : undefined;
}

function seal(key: string, id: string, username: string): string {
  return sign(key, `browser ${id} ${digest(foldUsername(username))}`);
}
