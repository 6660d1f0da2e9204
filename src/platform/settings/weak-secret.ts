/** Secrets that everybody tries first. */
const wellKnown = new Set(
  'admin administrator change-me changeme changeit default demo example guest letmein master mật-khẩu matkhau pass passw0rd password postgres qwerty root secret sen sen123 test token user 123456 12345678 123456789 1234567890 abc123 iloveyou'.split(
    ' ',
  ),
);

const leastLength = 16;
const leastPasswordLength = 8;

/**
 * True for a secret that is guessed in no time: one that everybody tries, a short one, or one letter over and over. Of an address with a
 * password in it (postgres://, smtps://) the password is judged; one without a password (a socket, a certificate) is nobody's business,
 * and the name of a place where the secret lies (file:, pkcs11:, kms:) is no secret.
 */
export function isWeakSecret(text: string): boolean {
  if (/^(?:file|pkcs11|kms):|^beside$/.test(text)) return false;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null) return isWeak(text, leastLength);
  return url.password !== '' && isWeak(decode(url.password), leastPasswordLength, decode(url.username));
}

function isWeak(text: string, least: number, user = ''): boolean {
  const plain = text.toLowerCase();
  if (wellKnown.has(plain) || (user !== '' && plain === user.toLowerCase())) return true;
  return text.length < least || new Set(plain).size < 5;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
