import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inventedPeople, type SimulatedFault, type SimulatedPerson } from './simulated-person.ts';
import { createTokenMaker, type TokenMaker } from './simulated-tokens.ts';
import { simulatorPage } from './simulator-page.ts';

/** How the simulator of the national e-ID is started. */
export interface SimulatorOptions {
  /** 0: the system chooses. */
  readonly port: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fault?: SimulatedFault;
  /** How long 'slow' takes; 20,000 ms unless told. */
  readonly slowMs?: number;
  /** Whom it plays, asked anew for each page. */
  readonly people?: () => Promise<readonly SimulatedPerson[]>;
}

/** A simulator that runs. */
export interface Simulator {
  readonly issuer: string;
  setFault(fault: SimulatedFault): void;
  /** What an attacker in the middle saw: addresses to which browsers were sent with codes. */
  readonly sentTo: readonly string[];
  stop(): Promise<void>;
}

interface Running extends SimulatorOptions {
  readonly issuer: string;
  readonly maker: TokenMaker;
  readonly fault: SimulatedFault;
  readonly sentTo: string[];
}

/**
 * Plays the national e-ID over a real socket: OpenID discovery, code with PKCE, client secret, signed id_token. Only on this machine, and it
 * sends people back only to this machine: nobody can use it to look like the real one. What VNeID's own doors look like is unknown; it
 * speaks plain OpenID Connect with the names of `claims.ts`.
 * @source OpenID Connect Core 1.0; OpenID Connect Discovery 1.0; RFC 7636; RFC 9207
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const maker = await createTokenMaker();
  const sentTo: string[] = [];
  let fault = options.fault ?? 'none';
  let issuer = '';
  const server = createServer((request, response) => {
    answer({ ...options, issuer, maker, fault, sentTo }, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    sentTo,
    setFault: (next) => void (fault = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(sim: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (sim.fault === 'down') return void request.socket.destroy();
  const url = new URL(request.url ?? '/', sim.issuer);
  const at = `${request.method} ${url.pathname}`;
  if (at === 'GET /.well-known/openid-configuration') return sendJson(response, 200, description(sim.issuer));
  if (at === 'GET /jwks') return sendJson(response, 200, { keys: sim.maker.keys });
  if (at === 'GET /authorize') return showPage(sim, url.searchParams, response);
  if (at === 'POST /agree') return agree(sim, await readForm(request), response);
  if (at === 'POST /token') return giveToken(sim, request, response);
  return sendJson(response, 404, { error: 'not_found' });
}

function description(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    scopes_supported: ['openid', 'profile'],
  };
}

async function showPage(sim: Running, query: URLSearchParams, response: ServerResponse): Promise<void> {
  if (findRequestFault(sim, query) !== undefined)
    return sendJson(response, 400, { error: findRequestFault(sim, query) });
  const people = await (sim.people?.() ?? inventedPeople);
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(simulatorPage(people, query.toString()));
}

function findRequestFault(sim: Running, query: URLSearchParams): string | undefined {
  if (query.get('client_id') !== sim.clientId) return 'unauthorized_client';
  const redirect = URL.parse(query.get('redirect_uri') ?? '');
  if (redirect === null || !['localhost', '127.0.0.1', '[::1]'].includes(redirect.hostname))
    return 'invalid_request';
  if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256')
    return 'invalid_request';
  return query.get('scope')?.split(' ').includes('openid') === true ? undefined : 'invalid_scope';
}

async function agree(sim: Running, form: URLSearchParams, response: ServerResponse): Promise<void> {
  const query = new URLSearchParams(form.get('request') ?? '');
  const fault = findRequestFault(sim, query);
  if (fault !== undefined) return sendJson(response, 400, { error: fault });
  const redirectUri = query.get('redirect_uri') ?? '';
  const back = new URL(redirectUri);
  back.searchParams.set('state', query.get('state') ?? '');
  back.searchParams.set(
    'iss',
    sim.fault === 'other-issuer-answers' ? 'https://elsewhere.example' : sim.issuer,
  );
  const people = await (sim.people?.() ?? inventedPeople);
  const person = people.find(({ subject }) => subject === form.get('subject'));
  const level = form.get('level') === '2' ? 2 : 1;
  if (person === undefined || form.get('level') === '0') back.searchParams.set('error', 'access_denied');
  else {
    const nonce = query.get('nonce') ?? undefined;
    const challenge = query.get('code_challenge') ?? '';
    const { clientId } = sim;
    back.searchParams.set(
      'code',
      sim.maker.giveCode({ person, level, clientId, redirectUri, nonce, challenge }),
    );
  }
  sim.sentTo.push(back.href);
  // As if somebody in the middle had seen the address and were quicker than the browser.
  if (sim.fault === 'duplicate-callback') await fetch(back, { redirect: 'manual' });
  response.writeHead(303, { location: back.href, 'cache-control': 'no-store' }).end();
}

async function giveToken(sim: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await readForm(request);
  if (sim.fault === 'slow') await sleep(sim.slowMs ?? 20_000, undefined, { ref: false });
  if (!isClient(sim, request.headers.authorization))
    return sendJson(response, 401, { error: 'invalid_client' });
  const agreed = sim.maker.takeCode(form.get('code') ?? '', {
    clientId: sim.clientId,
    redirectUri: form.get('redirect_uri') ?? '',
    verifier: form.get('code_verifier') ?? '',
  });
  if (agreed === undefined) return sendJson(response, 400, { error: 'invalid_grant' });
  return sendJson(response, 200, {
    access_token: 'nothing-is-behind-it',
    token_type: 'Bearer',
    expires_in: 300,
    id_token: await sim.maker.idToken(agreed, sim.issuer, sim.fault),
  });
}

function isClient(sim: Running, header: string | undefined): boolean {
  const [id = '', secret = ''] = Buffer.from(/^Basic (.+)$/iu.exec(header ?? '')?.[1] ?? '', 'base64')
    .toString('utf8')
    .split(':')
    .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
  return id === sim.clientId && secret === sim.clientSecret;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) {
    text += String(piece);
    if (text.length > 16_384) throw new Error('too large a form');
  }
  return new URLSearchParams(text);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
