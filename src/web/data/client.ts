import type { Endpoint } from '#kernel/contract.ts';
import type { Language } from '#kernel/schema.ts';
import { readProblem, RequestProblem } from './problem.ts';

/** How pages ask the server. One per signed-in session. */
export interface Client {
  /** Asks a module's endpoint; input and answer have the types of the module's api.ts. */
  readonly call: <I extends object, O>(endpoint: Endpoint<I, O>, input: I, options?: CallOptions) => Promise<O>;
  /** Asks the FHIR base: `fhir('GET', 'Patient/123')`. */
  readonly fhir: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Bytes of a file, for example a printed summary; POST where taking one is itself an act. */
  readonly file: (path: string, method?: 'GET' | 'POST') => Promise<Blob>;
  /** Sends the bytes of a file with its name; the answer as JSON. */
  readonly upload: (path: string, bytes: Blob, name: string) => Promise<unknown>;
  /** Sends a file as it is, under its own content type: a photo, a PDF. */
  readonly put: (path: string, file: Blob) => Promise<void>;
  /** The answer as it came, for streams and for who must judge its headers. Refusals are thrown like any other. */
  readonly raw: (path: string, init: RequestInit) => Promise<Response>;
}

/** How one call is made. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Makes a write safe to send twice. Never on a question: the server keeps the answer beside the key for a day. */
  readonly idempotencyKey?: string;
}

/** What a client needs from its surroundings. */
export interface ClientOptions {
  /** A token that is still good, or undefined when nobody is signed in. `renew` asks for a new one after a refusal. */
  readonly token: (renew?: boolean) => Promise<string | undefined>;
  readonly language: () => Language;
  /** Has the person show again who she is; true where she did. Without it such a refusal is told like any other. */
  readonly stepUp?: () => Promise<boolean>;
  /** Hears that the server holds this shared computer to be locked. */
  readonly onLocked?: () => void;
  readonly fetch?: typeof fetch;
}

/** Where and with what body an endpoint is asked. Path parameters leave the input; a GET puts the rest in the query. */
export function requestOf<I extends object>(endpoint: Endpoint<I, unknown>, input: I): { url: string; body?: string } {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const url = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  if (endpoint.method !== 'GET') return { url, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams([...rest].map(([name, value]) => [name, String(value)])).toString();
  return { url: query === '' ? url : `${url}?${query}` };
}

/**
 * Makes the client. A refused token is renewed once; a call that asks for a fresh confirmation is repeated as it was once the person has
 * given it; a network that is not there is trouble `offline`.
 */
export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init));

  let confirming: Promise<boolean> | undefined;
  /** Several calls that are refused together ask once. */
  const confirm = async (): Promise<boolean> => {
    confirming ??= (options.stepUp?.() ?? Promise.resolve(false)).finally(() => {
      confirming = undefined;
    });
    return confirming;
  };

  async function ask(url: string, init: RequestInit, renewed = false, confirmed = false): Promise<Response> {
    const token = await options.token(renewed);
    const headers = new Headers(init.headers);
    headers.set('Accept-Language', options.language());
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    const answer = await send(url, { ...init, headers }).catch((cause: unknown) => {
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
      throw new RequestProblem('offline');
    });
    if (answer.ok) return answer;
    if (answer.status === 401 && !renewed && token !== undefined) return ask(url, init, true, confirmed);
    const body: unknown = await answer.json().catch(() => undefined);
    const requestId = answer.headers.get('x-request-id') ?? undefined;
    const retryAfter = Number(answer.headers.get('retry-after') ?? NaN);
    const after = Number.isFinite(retryAfter) ? retryAfter : undefined;
    const problem = readProblem(answer.status, body, options.language(), requestId, after);
    // A new token is asked for, because a server that knows the old one may remember for seconds that it was not fresh.
    if (problem.code === 'access.step-up-required' && !confirmed && (await confirm()))
      return ask(url, init, true, true);
    if (problem.code === 'access.locked') options.onLocked?.();
    throw problem;
  }

  return {
    async call(endpoint, input, callOptions = {}) {
      const { signal, idempotencyKey } = callOptions;
      const { url, body } = requestOf(endpoint, input);
      const headers: Record<string, string> = { Accept: 'application/json' };
      if (body !== undefined) headers['Content-Type'] = 'application/json';
      if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
      const init: RequestInit = { method: endpoint.method, headers, ...(body === undefined ? {} : { body }), ...(signal ? { signal } : {}) };
      const answer = await ask(url, init);
      return endpoint.output.parse(answer.status === 204 ? undefined : await answer.json());
    },
    async fhir(method, path, body) {
      const headers = { 'Accept': 'application/fhir+json', 'Content-Type': 'application/fhir+json' };
      const answer = await ask(`/fhir/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return answer.status === 204 ? undefined : answer.json();
    },
    async file(path, method = 'GET') {
      return (await ask(path, { method })).blob();
    },
    async upload(path, bytes, name) {
      // A header holds ASCII only; a browser may not know a type for the file.
      const headers = { 'Content-Type': 'application/octet-stream', 'X-File-Name': encodeURIComponent(name) };
      return (await ask(path, { method: 'POST', headers, body: bytes })).json();
    },
    async put(path, file) {
      await ask(path, { method: 'PUT', headers: { 'Content-Type': file.type }, body: file });
    },
    raw: (path, init) => ask(path, init),
  };
}
