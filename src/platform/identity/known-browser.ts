import { digest, isSameText, randomSecret, sign } from './digest.ts';
import { foldUsername } from './accounts.ts';

/** Cookie that a browser gets when somebody signs in with it. */
export const knownBrowserCookie = 'sen-known';

/** How long a browser stays known. */
export const knownBrowserSeconds = 180 * 24 * 60 * 60;

/** People whom one browser remembers: a computer of a station is shared. */
const mostPeople = 8;

/**
 * The cookie for the browser that has just signed in as `username`; no name is in it. People who signed in with it before stay known,
 * the last eight.
 */
export function makeKnownBrowser(keys: readonly string[], username: string, cookie?: string): string {
  const id = randomSecret().slice(0, 22);
  const others = entriesOf(cookie).slice(1 - mostPeople);
  return [...others, `${id}.${seal(keys[0] ?? '', id, username)}`].join('~');
}

/** The browser's id where its cookie says that it has signed in as `username` before. */
export function knownBrowser(
  keys: readonly string[],
  username: string,
  cookie: string | undefined,
): string | undefined {
  for (const entry of entriesOf(cookie)) {
    const [id = '', shown = ''] = entry.split('.');
    if (keys.some((key) => isSameText(seal(key, id, username), shown))) return id;
  }
  return undefined;
}

function entriesOf(cookie: string | undefined): readonly string[] {
  return (cookie ?? '').split('~').filter((entry) => /^[\w-]{22}\.[\w-]{43}$/u.test(entry));
}

function seal(key: string, id: string, username: string): string {
  return sign(key, `browser ${id} ${digest(foldUsername(username))}`);
}
