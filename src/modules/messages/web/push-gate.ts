/** What a browser gives of its own push subscription. */
export interface OwnEndpoint {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Whether this browser can be pushed to: it may lack it (on iPhones until Sen stands on the home screen), or she has forbidden it. */
export function pushState(): 'can' | 'cannot' | 'forbidden' {
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis))
    return 'cannot';
  return Notification.permission === 'denied' ? 'forbidden' : 'can';
}

/** How the server calls this browser; undefined where it is not subscribed. */
export async function browserName(): Promise<string | undefined> {
  const registration = await navigator.serviceWorker?.getRegistration('/');
  const subscription = await registration?.pushManager?.getSubscription();
  if (!subscription) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(subscription.endpoint));
  return toBase64url(new Uint8Array(digest));
}

/** Asks her leave and subscribes this browser to Sen alone. Undefined where she says no. */
export async function subscribe(publicKey: string): Promise<OwnEndpoint | undefined> {
  if ((await Notification.requestPermission()) !== 'granted') return undefined;
  await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
  const { pushManager } = await navigator.serviceWorker.ready;
  const key = fromBase64url(publicKey);
  const known = await pushManager.getSubscription();
  // One that was made for another key, by an installation before this one, is worth nothing.
  if (known && !isSame(known.options.applicationServerKey, key)) await known.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const [p256dh, auth] = [made.getKey('p256dh'), made.getKey('auth')];
  if (p256dh === null || auth === null) return undefined;
  return {
    endpoint: made.endpoint,
    p256dh: toBase64url(new Uint8Array(p256dh)),
    auth: toBase64url(new Uint8Array(auth)),
  };
}

/** Takes this browser's subscription back. */
export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/');
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}

function isSame(known: ArrayBuffer | null, key: Uint8Array): boolean {
  return known !== null && toBase64url(new Uint8Array(known)) === toBase64url(key);
}

function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.codePointAt(0)!);
}
