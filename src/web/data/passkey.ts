/** What the server says to ask the browser, and what the browser answers: the words of WebAuthn as JSON. */
export type WebAuthnJson = Readonly<Record<string, unknown>>;

/** Whether this page can ask for a passkey of `host`: the browser knows how, and the page was opened under that name. */
export function canUsePasskeys(host: string): boolean {
  const isHere = location.hostname === host || location.hostname.endsWith(`.${host}`);
  return host !== '' && isHere && window.isSecureContext && 'PublicKeyCredential' in window;
}

/** Has the browser ask its owner for a passkey. Throws where she closes the dialogue or has none. */
export async function askForPasskey(ask: WebAuthnJson): Promise<WebAuthnJson> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  type Ask = Parameters<typeof startAuthentication>[0]['optionsJSON'];
  return { ...(await startAuthentication({ optionsJSON: ask as unknown as Ask })) };
}

/** Has the browser make a passkey. Throws where its owner closes the dialogue, or has one for this account on the device already. */
export async function makePasskey(ask: WebAuthnJson): Promise<WebAuthnJson> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  type Ask = Parameters<typeof startRegistration>[0]['optionsJSON'];
  return { ...(await startRegistration({ optionsJSON: ask as unknown as Ask })) };
}
