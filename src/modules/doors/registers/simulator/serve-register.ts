import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RegisterSimulatorFault } from './faults.ts';
import type { Papers } from './make-papers.ts';

/** One line of an answer as it goes over the wire. */
interface Result {
  readonly ref: string;
  readonly found: boolean;
  readonly person?: object;
}

/** How a simulated register is served. */
export interface ServeOptions {
  /** 0: the system chooses. */
  readonly port: number;
  readonly papers: Papers;
  /** Paths that answer questions. */
  readonly paths: readonly string[];
  /** Persons by the numbers asked for; numbers that nobody holds are left out. */
  readonly find: (numbers: readonly string[]) => Promise<ReadonlyMap<string, object>>;
  /** Somebody else, for the fault that tells of her. */
  readonly somebodyElse: () => object;
  /** What 'slow' waits; 20,000 ms unless told. */
  readonly slowMs?: number;
}

/** A simulated register that runs. */
export interface ServedRegister {
  /** 'https://localhost:PORT' */
  readonly url: string;
  readonly setFault: (fault: RegisterSimulatorFault) => void;
  /** Questions that came, and people asked about in them. */
  readonly counts: () => {
    readonly questions: number;
    readonly people: number;
    readonly connections: number;
  };
  readonly stop: () => Promise<void>;
}

interface Asked {
  readonly requestId: string;
  readonly people: readonly { readonly ref: string; readonly number: string }[];
}

/**
 * Serves a register on the loopback over HTTPS; whoever shows no certificate of the simulator's own authority is turned away at the
 * handshake.
 */
export async function serveRegister(options: ServeOptions): Promise<ServedRegister> {
  let fault: RegisterSimulatorFault = 'none';
  let questions = 0;
  let people = 0;
  let connections = 0;
  const { papers } = options;
  const server = createServer(
    { ...papers.server, ca: papers.ca, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    (request, response) => {
      questions += 1;
      const now = fault === 'half' ? (questions % 2 === 1 ? 'broken' : 'none') : fault;
      answer(options, now, request, response, (count) => (people += count)).catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
  server.on('secureConnection', () => (connections += 1));
  // A stranger at the handshake is her own trouble.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    setFault: (next) => void (fault = next),
    counts: () => ({ questions, people, connections }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  options: ServeOptions,
  fault: RegisterSimulatorFault,
  request: IncomingMessage,
  response: ServerResponse,
  count: (people: number) => void,
): Promise<void> {
  if (fault === 'down') return void request.socket.destroy();
  if (request.method !== 'POST' || !options.paths.includes(request.url ?? ''))
    return send(response, 404, '{"error":"not-found"}');
  const asked = JSON.parse(await readText(request)) as Asked;
  if (fault === 'slow') await sleep(options.slowMs ?? 20_000, undefined, { ref: false });
  if (fault === 'busy') return send(response, 503, '{"error":"busy"}');
  if (fault === 'broken') return send(response, 500, '<html>500</html>');
  if (fault === 'garbage') return send(response, 200, '<html><body>Hệ thống đang bảo trì</body></html>');
  count(asked.people.length);
  const found = await options.find(asked.people.map(({ number }) => number));
  const right = asked.people.map(({ ref, number }): Result => {
    const person = found.get(number);
    return person === undefined ? { ref, found: false } : { ref, found: true, person };
  });
  const requestId = fault === 'another-request' ? `${asked.requestId}x` : asked.requestId;
  const text = JSON.stringify({ requestId, results: spoil(right, fault, options) });
  if (fault === 'truncated') return truncate(response, text);
  if (fault === 'drip') return drip(response, text);
  if (fault === 'endless') return flood(response);
  return send(response, 200, text);
}

function spoil(right: readonly Result[], fault: RegisterSimulatorFault, options: ServeOptions): Result[] {
  const [first, ...rest] = right;
  if (first === undefined) return [];
  const other: Result = { ref: first.ref, found: true, person: options.somebodyElse() };
  if (fault === 'another-person') return [other, ...rest];
  if (fault === 'twice') return [first, ...right];
  if (fault === 'twice-differing') return [first, other, ...rest];
  return fault === 'missing' ? rest : [...right];
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) {
    text += String(piece);
    if (text.length > 1_000_000) throw new Error('too large a question');
  }
  return text;
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(text);
}

/** Promises the whole text and breaks off in the middle. */
function truncate(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
}

/** A byte at a time, ten in a second. */
async function drip(response: ServerResponse, text: string): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  for (const byte of Buffer.from(text)) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(100, undefined, { ref: false });
  }
  response.end();
}

/** More than anybody should listen to. */
async function flood(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  const piece = Buffer.alloc(65_536, 'a');
  while (!response.destroyed) {
    response.write(piece);
    await sleep(1, undefined, { ref: false });
  }
}
