/*
 * Asks the browser for a passkey, or to make one, and sends its answer with the form. Served as a file, because no page of the sign-in
 * lets a script stand in itself. Without it the pages work with a password and a code alone.
 */
'use strict';

(() => {
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, '-')
      .replace(/\//g, '_')
      .replace(/=+$/, '');

  const withBytes = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const readAsk = (ask) => ({
    ...ask,
    challenge: toBytes(ask.challenge),
    ...(ask.user ? { user: { ...ask.user, id: toBytes(ask.user.id) } } : {}),
    ...(ask.allowCredentials ? { allowCredentials: withBytes(ask.allowCredentials) } : {}),
    ...(ask.excludeCredentials ? { excludeCredentials: withBytes(ask.excludeCredentials) } : {}),
  });

  const writeAnswer = (credential) => {
    const { response } = credential;
    const inner = { clientDataJSON: toText(response.clientDataJSON) };
    if (response.attestationObject) {
      inner.attestationObject = toText(response.attestationObject);
      inner.transports = response.getTransports ? response.getTransports() : [];
    } else {
      inner.authenticatorData = toText(response.authenticatorData);
      inner.signature = toText(response.signature);
      if (response.userHandle) inner.userHandle = toText(response.userHandle);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      response: inner,
    });
  };

  const form = document.querySelector('form[data-passkey]');
  if (!form || !window.PublicKeyCredential || !window.isSecureContext) return;
  const host = form.dataset.host;
  // A passkey belongs to a name; a page that was opened by another one cannot ask for it.
  if (location.hostname !== host && !location.hostname.endsWith(`.${host}`)) return;

  const problem = form.querySelector('[data-problem]');
  const sendWith = (credential) => {
    form.elements.response.value = writeAnswer(credential);
    form.submit();
  };
  let waiting = new AbortController();

  /** What to ask for: where a name was typed, the keys of that name. */
  const findAsk = async () => {
    const ask = JSON.parse(form.dataset.passkey);
    const name = document.querySelector('#username');
    if (!form.dataset.options || !name || name.value.trim() === '') return ask;
    const body = new URLSearchParams({ form: form.elements.form.value, username: name.value });
    const answer = await fetch(form.dataset.options, { method: 'POST', body }).catch(() => undefined);
    return answer && answer.ok ? answer.json() : ask;
  };

  const run = async () => {
    problem.hidden = true;
    waiting.abort();
    waiting = new AbortController();
    try {
      const publicKey = readAsk(await findAsk());
      const asked = { publicKey, signal: waiting.signal };
      const isMaking = form.dataset.kind === 'create';
      sendWith(await (isMaking ? navigator.credentials.create(asked) : navigator.credentials.get(asked)));
    } catch {
      problem.hidden = false;
    }
  };

  form.hidden = false;
  form.querySelector('button').addEventListener('click', () => void run());

  const offerInList = async () => {
    if (form.dataset.kind !== 'get' || !document.querySelector('#username')) return;
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    const publicKey = readAsk(JSON.parse(form.dataset.passkey));
    navigator.credentials
      .get({ publicKey, signal: waiting.signal, mediation: 'conditional' })
      .then(sendWith)
      .catch(() => undefined);
  };
  void offerInList();

  const can = document.querySelector('input[name="can-passkey"]');
  if (can) {
    void PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable?.().then((isAble) => {
      if (isAble) can.value = '1';
    });
  }
})();
