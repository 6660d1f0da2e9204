import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LineSettings } from '../registers/line-settings.ts';
import { makePapers } from '../registers/simulator/make-papers.ts';
import { pushUpdate } from '../registers/simulator/push-update.ts';
import { dosesPath, sentDose, type NationalDose, type NationalUpdate, type SentResult } from './protocol.ts';

/** What it does wrong on purpose. 'lost': it keeps the doses and the answer never arrives, so that they are sent again. */
export type ImmunisationSimulatorFault =
  | 'none'
  | 'slow'
  | 'down'
  | 'busy'
  | 'broken'
  | 'lost'
  | 'garbage'
  | 'another-request'
  | 'twice'
  | 'twice-differing'
  | 'missing';

/** How it is started. */
export interface ImmunisationSimulatorOptions {
  /** 0: the system chooses. */
  readonly port: number;
  readonly fault?: ImmunisationSimulatorFault;
  /** What 'slow' waits; 20,000 ms unless told. */
  readonly slowMs?: number;
  /** Where Sen takes its news. */
  readonly pushTo?: string;
  /** Its clock; that of the machine unless told. */
  readonly now?: () => Date;
}

/** A simulated national immunisation system that runs. */
export interface ImmunisationSimulator {
  readonly line: LineSettings;
  readonly setFault: (fault: ImmunisationSimulatorFault) => void;
  /** Doses that it holds, each once. */
  readonly doses: () => readonly NationalDose[];
  readonly messages: () => number;
  /** Tells Sen of a dose that somebody else gave; returns the status of the answer. */
  readonly push: (dose: NationalDose, more?: Partial<Omit<NationalUpdate, 'dose'>>) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Plays the national immunisation system over a real socket with mutual TLS, on this machine only. It keeps doses in memory. */
export async function startImmunisationSimulator(
  options: ImmunisationSimulatorOptions,
): Promise<ImmunisationSimulator> {
  const papers = await makePapers();
  const secret = randomBytes(32).toString('base64url');
  const held = new Map<string, NationalDose>();
  const now = options.now ?? (() => new Date());
  let fault = options.fault ?? 'none';
  let messages = 0;
  const server = createServer(
    { ...papers.server, ca: papers.ca, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    (request, response) => {
      messages += 1;
      answer(held, fault, options.slowMs ?? 20_000, request, response).catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
  // A stranger at the handshake is her own trouble.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    line: { url, ca: papers.ca, ...papers.client, secret, isSimulated: true },
    setFault: (next) => void (fault = next),
    doses: () => [...held.values()],
    messages: () => messages,
    async push(dose, more = {}) {
      if (options.pushTo === undefined) throw new Error('nobody said where to push to');
      const update: NationalUpdate = {
        id: randomUUID(),
        at: now().toISOString(),
        kind: 'dose-given',
        ...more,
        dose,
      };
      return pushUpdate({ url: options.pushTo, secret }, update, now());
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  held: Map<string, NationalDose>,
  fault: ImmunisationSimulatorFault,
  slowMs: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (fault === 'down') return void request.socket.destroy();
  if (request.method !== 'POST' || request.url !== dosesPath) return send(response, 404, '{}');
  const { requestId, doses } = JSON.parse(await readText(request)) as { requestId: string; doses: unknown[] };
  if (fault === 'slow') await sleep(slowMs, undefined, { ref: false });
  if (fault === 'busy') return send(response, 503, '{}');
  if (fault === 'broken') return send(response, 500, '<html>500</html>');
  if (fault === 'garbage') return send(response, 200, '<html>bảo trì</html>');
  const results = doses.map((dose) => take(held, dose));
  if (fault === 'lost') return void request.socket.destroy();
  const told = fault === 'another-request' ? `${requestId}x` : requestId;
  return send(response, 200, JSON.stringify({ requestId: told, results: spoil(results, fault) }));
}

function take(held: Map<string, NationalDose>, value: unknown): SentResult {
  const read = sentDose.safeParse(value);
  const named = value as { ref?: unknown };
  if (!read.success) return { ref: String(named.ref), outcome: 'refused', because: 'not-readable' };
  const { ref, ...dose } = read.data;
  const { person, on } = dose;
  if (person.number === undefined && person.motherNumber === undefined)
    return { ref, outcome: 'refused', because: 'nobody' };
  if (on < person.birthDate) return { ref, outcome: 'refused', because: 'before-birth' };
  const key = [person.number ?? person.motherNumber, person.birthDate, person.birthOrder, dose.cvx, on].join(
    ' ',
  );
  const known = held.get(key);
  if (known !== undefined) return { ref, outcome: 'known', id: known.id };
  const id = randomUUID();
  held.set(key, { ...dose, id });
  return { ref, outcome: 'accepted', id };
}

function spoil(results: SentResult[], fault: ImmunisationSimulatorFault): SentResult[] {
  const [first, ...rest] = results;
  if (first === undefined) return [];
  if (fault === 'twice') return [first, ...results];
  if (fault === 'twice-differing') return [{ ref: first.ref, outcome: 'refused', because: 'x' }, ...results];
  return fault === 'missing' ? rest : results;
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) {
    text += String(piece);
    if (text.length > 2_000_000) throw new Error('too large a message');
  }
  return text;
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(text);
}
