/**
 * Keeps the pages of Sen on a device so that they open without a network. Holds no data of anybody: only files of the build go through it. It
 * is read by no bundler: its types are taken away and the list of files is put in front when the application is built.
 */
interface Shell {
  /** Names the build: another one is another cache. */
  readonly build: string;
  /** What the first view needs. */
  readonly first: readonly string[];
  /** What the other pages need; fetched when the first is there. */
  readonly later: readonly string[];
}
declare const shell: Shell;

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Lasting {
  readonly data: { json(): unknown } | null;
}
interface Pressed extends Lasting {
  readonly notification: { readonly data: unknown; close(): void };
}
interface OpenWindow {
  readonly url: string;
  focus(): Promise<OpenWindow>;
  navigate(url: string): Promise<unknown>;
}
interface Worker {
  readonly location: Location;
  readonly registration: { showNotification(title: string, options: object): Promise<void> };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(which: { readonly type: 'window' }): Promise<readonly OpenWindow[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(name: 'install' | 'activate', hear: (event: Lasting) => void): void;
  addEventListener(name: 'fetch', hear: (event: Fetching) => void): void;
  addEventListener(name: 'push', hear: (event: Pushed) => void): void;
  addEventListener(name: 'notificationclick', hear: (event: Pressed) => void): void;
}
const worker = globalThis as unknown as Worker;

const cacheName = `sen-shell-${shell.build}`;
/** A line that answers slower than this counts as none, where the page is here already. */
const patienceMs = 2500;
/** Doors of the server that are no pages of the application. */
const notPages =
  /^\/(?:api|fhir|oidc|exchange|dicomweb|cds-services|welcome|\.well-known|healthz|readyz|metrics)(?:\/|$)/;

worker.addEventListener('install', (event) => {
  // A new build waits until the pages of the old one are closed: their parts stay where they look for them.
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([...shell.first])));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOthers().then(() => worker.clients.claim()));
  event.waitUntil(fetchLater());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (pathname.startsWith('/assets/')) event.respondWith(fromCacheFirst(request));
  else if (request.mode === 'navigate' && !notPages.test(pathname)) event.respondWith(page(request));
});

/** One sentence that says nothing of anybody; what it is about is read in the app. The same tag is shown once. */
worker.addEventListener('push', (event) => {
  const { title = 'Sen', body = '', lang = 'vi', tag, link = '/messages' } = toldIn(event.data);
  event.waitUntil(
    worker.registration.showNotification(title, {
      body,
      lang,
      data: link,
      ...(tag !== undefined && { tag }),
    }),
  );
});

worker.addEventListener('notificationclick', (event) => {
  const { data } = event.notification;
  event.notification.close();
  event.waitUntil(show(typeof data === 'string' && /^\/(?![/\\])/.test(data) ? data : '/messages'));
});

/** What Sen's server wrote into a push; a push that cannot be read still says that there is something. */
function toldIn(data: Pushed['data']): Readonly<Partial<Record<string, string>>> {
  try {
    return (data?.json() ?? {}) as Readonly<Record<string, string>>;
  } catch {
    return {};
  }
}

/** The window that is open already, or a new one. */
async function show(path: string): Promise<void> {
  const [open] = await worker.clients.matchAll({ type: 'window' });
  // A window that this worker does not hold yet cannot be led anywhere.
  const led =
    open &&
    (await open
      .focus()
      .then(async (window) => window.navigate(path))
      .catch(() => undefined));
  if (!led) await worker.clients.openWindow(path);
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith('sen-shell-') && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** One by one, so that a thin line stays free for the work; what fails is fetched when it is first needed. */
async function fetchLater(): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const path of shell.later)
    if ((await cache.match(path)) === undefined) await cache.add(path).catch(() => undefined);
}

async function fromCacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok && isOurs(answer)) await cache.put(request, answer.clone());
  return answer;
}

/** The page as the server has it now; the kept one where it does not answer soon, or somebody else answers in its place. */
async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(cacheName)).match('/index.html');
  if (kept === undefined) return fetch(request);
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), patienceMs);
  });
  const answer = await Promise.race([fetch(request).catch(() => undefined), late]);
  return answer !== undefined && (isOurs(answer) || answer.type === 'opaqueredirect') ? answer : kept;
}

/** Every answer of Sen bears the number of its request; a network's own sign-in page does not. */
function isOurs(answer: Response): boolean {
  return answer.headers.get('x-request-id') !== null;
}
