import { randomBytes, createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { createAuditLog } from '../../audit/audit-log.ts';
import { memoryKeyring } from '../../crypt/memory-keyring.ts';
import { createSeal } from '../../crypt/seal.ts';
import { startDatabase } from '../../testing/start-database.ts';
import type { TestDatabase } from '../../testing/start-database.ts';
import { createIdentity } from '../identity.ts';
import type { Identity, IdentityParts } from '../identity.ts';

/** A server with identity and one question: who am I. */
export interface Site {
  readonly url: string;
  readonly test: TestDatabase;
  readonly identity: Identity;
  /** What went to the log. */
  readonly logged: string[];
  /** The clock that lock-outs, codes and links look at. */
  now(): Date;
  /** Moves it. */
  wait(ms: number): void;
  stop(): Promise<void>;
}

/** Starts it on an own database and a free port. */
export async function startSite(parts: Partial<IdentityParts> = {}): Promise<Site> {
  const test = await startDatabase([
    { part: 'audit', folder: new URL('../../audit/migrations/', import.meta.url) },
    { part: 'events', folder: new URL('../../events/migrations/', import.meta.url) },
    { part: 'identity', folder: new URL('../migrations/', import.meta.url) },
  ]);
  let offset = 0;
  const now = (): Date => new Date(Date.now() + offset);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logged: string[] = [];
  const write = (message: string, fields?: object): void =>
    void logged.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const identity = await createIdentity({
    database: test.database,
    publicUrl: url,
    seal: createSeal(memoryKeyring()),
    audit: createAuditLog(test.database, now),
    now,
    log: { debug: write, info: write, warn: write, error: write },
    secondFactor: 'optional',
    idleDays: 45,
    roles: [{ id: 'administrator', title: { vi: 'Quản trị', en: 'Administrator' }, grants: ['doors.mend'] }],
    ...parts,
  });
  const http = fastify({ trustProxy: 'loopback' });
  http.setErrorHandler(async (error, _request, reply) => {
    if (!(error instanceof AppError)) throw error;
    return reply.code(error.kind.status).send({ code: error.code, detail: error.detail });
  });
  await http.register(identity.plugin);
  http.get('/who', async (request) => {
    const actor = await identity.actorOf(request);
    return { ...actor, permissions: [...actor.permissions] };
  });
  http.get('/signed-in', async () => 'here');
  http.get('/', async () => 'home');
  await http.listen({ port, host: '127.0.0.1' });
  return {
    url,
    test,
    identity,
    logged,
    now,
    wait: (ms) => void (offset += ms),
    async stop() {
      await http.close();
      await test.stop();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A browser without a screen: keeps cookies, follows redirects inside the site, fills in forms. */
export class Visitor {
  readonly #cookies = new Map<string, { value: string; path: string }>();
  readonly #headers: Record<string, string>;
  readonly #serverOf: (target: URL) => string;
  /** Address of the last page. */
  at = '';

  /** @param serverOf origin that a request is really sent to: a balancer's choice */
  constructor(
    headers: Record<string, string> = {},
    serverOf: (target: URL) => string = ({ origin }) => origin,
  ) {
    this.#headers = headers;
    this.#serverOf = serverOf;
  }

  /** Opens an address and follows redirects until a page or `stopAt` is reached. */
  async open(
    address: string,
    form?: Record<string, string>,
    stopAt = '/signed-in',
  ): Promise<{ status: number; body: string; headers: Headers }> {
    let target = new URL(address);
    let body = form && new URLSearchParams(form);
    for (let hop = 0; hop < 12; hop += 1) {
      const answer = await fetch(new URL(target.pathname + target.search, this.#serverOf(target)), {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { accept: 'text/html', ...this.#headers, cookie: this.#cookieHeader(target.pathname) },
        ...(body ? { body } : {}),
      });
      for (const cookie of answer.headers.getSetCookie()) this.take(cookie);
      this.at = target.href;
      const next = answer.headers.get('location');
      if (answer.status < 300 || answer.status >= 400 || next === null) {
        return { status: answer.status, body: await answer.text(), headers: answer.headers };
      }
      await answer.arrayBuffer();
      target = new URL(next, target);
      body = undefined;
      if (target.pathname === stopAt || target.origin !== new URL(address).origin) {
        this.at = target.href;
        return { status: 200, body: '', headers: answer.headers };
      }
    }
    throw new Error('redirected in a circle');
  }

  /** Fills in the form of the page last opened and sends it. */
  async send(page: { body: string }, fields: Record<string, string>): ReturnType<Visitor['open']> {
    const action = /<form[^>]*action="([^"]+)"/u.exec(page.body)?.[1];
    if (action === undefined) throw new Error('no form on this page');
    const hidden = Object.fromEntries(
      [...page.body.matchAll(/type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/gu)].map(([, name, value]) => [
        name ?? '',
        value ?? '',
      ]),
    );
    return this.open(new URL(action, this.at).href, { ...hidden, ...fields });
  }

  forget(name: string): void {
    this.#cookies.delete(name);
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  /** Keeps a cookie, as a page sets it. */
  take(header: string): void {
    this.#keep(header);
  }

  #keep(header: string): void {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const path = attributes.find((text) => text.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    const isGone = attributes.some((text) => /^expires=thu, 01 jan 1970/iu.test(text));
    if (isGone) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), path });
  }

  #cookieHeader(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }
}

/** The query of an authorization request with a fresh PKCE pair. */
export function authorizationRequest(
  site: Pick<Site, 'url'>,
  parameters: Record<string, string> = {},
): { address: string; verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: 'sen-web',
    redirect_uri: `${site.url}/signed-in`,
    response_type: 'code',
    scope: 'openid profile offline_access',
    state: 'the-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  });
  for (const [name, value] of Object.entries(parameters)) if (value === '') query.delete(name);
  return { address: `${site.url}/oidc/auth?${query.toString()}`, verifier };
}

/** What the token door answers. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope: string;
  readonly patient?: string;
  readonly encounter?: string;
  readonly need_patient_banner?: boolean;
  readonly smart_style_url?: string;
  readonly error?: string;
}

/** Asks the token door (or another door of the provider that takes forms). */
export async function askToken(
  site: Pick<Site, 'url'>,
  form: Record<string, string>,
  headers: Record<string, string> = {},
  door = 'token',
): Promise<{ status: number; body: TokenAnswer; headers: Headers }> {
  const answer = await fetch(`${site.url}/oidc/${door}`, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers },
    body: new URLSearchParams(form),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    body: (text === '' ? {} : JSON.parse(text)) as TokenAnswer,
    headers: answer.headers,
  };
}

/** Signs a person in through the page and gives the tokens. */
export async function signInThrough(
  site: Pick<Site, 'url'>,
  visitor: Visitor,
  username: string,
  password: string,
  parameters: Record<string, string> = {},
): Promise<{ code: string; verifier: string; tokens: TokenAnswer }> {
  const { address, verifier } = authorizationRequest(site, parameters);
  let page = await visitor.open(address);
  if (page.body.includes('name="password"')) page = await visitor.send(page, { username, password });
  const code = new URL(visitor.at).searchParams.get('code');
  if (code === null) throw new Error(`no code: ${visitor.at} ${page.status} ${page.body.slice(0, 500)}`);
  const { body } = await askToken(site, {
    grant_type: 'authorization_code',
    client_id: 'sen-web',
    code,
    code_verifier: verifier,
    redirect_uri: `${site.url}/signed-in`,
  });
  return { code, verifier, tokens: body };
}
