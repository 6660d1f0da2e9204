import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { RegisterFault } from './register.ts';

/** A call that brought nothing; the fault is a word without addresses, fit for logs and pages. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly fault: RegisterFault;

  constructor(fault: RegisterFault, cause?: unknown) {
    super(`call of a register: ${fault}`, cause === undefined ? undefined : { cause });
    this.fault = fault;
  }
}

/** Both sides' papers, as PEM. */
export interface MutualTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Calls one address under mutual TLS, over connections that are kept. */
export interface MutualCaller {
  /** Sends JSON and reads JSON. Error: CallFailed. */
  readonly post: (path: string, body: unknown) => Promise<unknown>;
  readonly close: () => void;
}

/** Limits of one call. */
export interface CallLimits {
  /** From the first byte out to the last one in; a drip is cut off by it. 10,000 unless told. */
  readonly timeoutMs?: number;
  /** Bytes of an answer; 2,000,000 unless told. */
  readonly mostBytes?: number;
  /** Connections kept; 4 unless told. */
  readonly connections?: number;
}

/**
 * Opens the way to a register that the administrator named with its certificates. Server and client show certificates to each other;
 * TLS 1.2 at least; redirects are never followed.
 */
export function openMutualCaller(base: string, tls: MutualTls, limits: CallLimits = {}): MutualCaller {
  const { timeoutMs = 10_000, mostBytes = 2_000_000, connections = 4 } = limits;
  const agent = new Agent({
    ...tls,
    keepAlive: true,
    maxSockets: connections,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  return {
    close: () => agent.destroy(),
    async post(path, body) {
      const signal = AbortSignal.timeout(timeoutMs);
      const text = JSON.stringify(body);
      const answer = await open(new URL(`${base}${path}`), text, agent, signal);
      return readJson(answer, mostBytes, signal);
    },
  };
}

function open(url: URL, text: string, agent: Agent, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'content-length': Buffer.byteLength(text),
    };
    const call = request(url, { method: 'POST', agent, headers, signal }, resolve);
    call.on('error', (cause) => reject(new CallFailed(faultOf(cause, signal), cause)));
    call.end(text);
  });
}

async function readJson(answer: IncomingMessage, mostBytes: number, signal: AbortSignal): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      size += piece.byteLength;
      if (size > mostBytes) throw new CallFailed('too-large');
      pieces.push(piece);
    }
  } catch (cause) {
    answer.destroy();
    throw cause instanceof CallFailed ? cause : new CallFailed(faultOf(cause as Error, signal), cause);
  }
  const status = answer.statusCode ?? 0;
  if (status === 429 || status === 503) throw new CallFailed('busy');
  if (status >= 500) throw new CallFailed('broken');
  if (status !== 200) throw new CallFailed('refused');
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown;
  } catch {
    // What came is not repeated: it may hold somebody's data.
    throw new CallFailed('unreadable');
  }
}

function faultOf(error: Error & { code?: string }, signal: AbortSignal): RegisterFault {
  if (signal.aborted) return 'timeout';
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|ALTNAME/u.test(error.code ?? '') ? 'tls' : 'unreachable';
}
