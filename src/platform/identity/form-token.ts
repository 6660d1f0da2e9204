import { randomSecret, sign, isSameText } from './digest.ts';

/** Cookie that ties a form to the browser it was shown in. */
export const formCookie = 'sen-form';

/**
 * Guards forms against being sent from elsewhere: the token in the form is a keyed digest of what the form is for and of a random
 * cookie, so that nobody can make a browser send a form that was not shown in it.
 */
export interface FormGuard {
  /** The cookie's value: the browser's own, or a new one to be set. */
  nonceOf(cookie: string | undefined): string;
  tokenFor(purpose: string, nonce: string): string;
  isRight(purpose: string, nonce: string | undefined, token: string | undefined): boolean;
}

/** Makes the guard; the first key signs, all verify. */
export function createFormGuard(keys: readonly string[]): FormGuard {
  const token = (key: string, purpose: string, nonce: string): string =>
    sign(key, `form ${purpose} ${nonce}`);
  return {
    nonceOf: (cookie) => (cookie && /^[\w-]{43}$/u.test(cookie) ? cookie : randomSecret()),
    tokenFor: (purpose, nonce) => token(keys[0] ?? '', purpose, nonce),
    isRight: (purpose, nonce, shown) =>
      nonce !== undefined &&
      shown !== undefined &&
      keys.some((key) => isSameText(token(key, purpose, nonce), shown)),
  };
}
