import { AppError } from '#kernel/errors.ts';
import { close, open } from './aes.ts';
import { KeyUnknown, type Keyring } from './keyring.ts';

/** Seals small secrets that must be read again in the clear: codes of authenticators, signing keys, headers of subscriptions. */
export interface Seal {
  /**
   * The text as it may lie in a database: 'sen1.<generation>.<base64url>', about 50 characters longer than a third more.
   * @param purpose what it is and whose, e.g. `totp:<account id>`; it opens only under the very same, so a value that is copied into
   * another person's row is worthless there
   */
  seal(text: string, purpose: string): string;
  /** The text again. Throws AppError('internal.unexpected') where it was changed, belongs to another purpose or its key is gone. */
  open(sealed: string, purpose: string): string;
}

const shape = /^sen1\.(\d{1,9})\.([A-Za-z0-9_-]{38,})$/;

/** True for what `seal` made. */
export function isSealed(text: string): boolean {
  return shape.test(text);
}

/** The number of the key that closed a sealed text; undefined for one that was never sealed. */
export function sealedWith(text: string): number | undefined {
  const found = shape.exec(text);
  return found === null ? undefined : Number(found[1]);
}

/** Seals with the newest key of the ring and opens with any that is left. */
export function createSeal(keys: Keyring): Seal {
  return {
    seal(text, purpose) {
      const { generation, key } = keys.current('seal');
      return `sen1.${generation}.${close(key, Buffer.from(text), bound(purpose)).toString('base64url')}`;
    },
    open(sealed, purpose) {
      const found = shape.exec(sealed);
      if (found === null) throw cannot('not sealed');
      try {
        const key = keys.of('seal', 0, Number(found[1]));
        return open(key, Buffer.from(found[2]!, 'base64url'), bound(purpose)).toString();
      } catch (error) {
        throw cannot(error instanceof KeyUnknown ? 'its key is gone' : 'not what was sealed here', error);
      }
    },
  };
}

function bound(purpose: string): Buffer {
  return Buffer.from(`sen seal\n${purpose}`);
}

function cannot(why: string, cause?: unknown): AppError {
  return new AppError('internal.unexpected', { detail: `a sealed value cannot be opened: ${why}`, cause });
}
