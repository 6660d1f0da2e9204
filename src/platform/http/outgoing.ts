import { lookup as resolveName } from 'node:dns/promises';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import { isInnerAddress } from './inner-address.ts';

/** Why a call to another system did not come about; short words without addresses, fit for logs and pages. */
export type OutgoingFault =
  'address' | 'scheme' | 'inner-address' | 'unknown-name' | 'unreachable' | 'tls' | 'timeout';

/** A call that could not be made or got no answer in time. */
export class OutgoingRefused extends Error {
  readonly fault: OutgoingFault;

  constructor(fault: OutgoingFault, cause?: unknown) {
    super(`outgoing call: ${fault}`, cause === undefined ? undefined : { cause });
    this.name = 'OutgoingRefused';
    this.fault = fault;
  }
}

/** One call to an address that somebody outside chose. */
export interface OutgoingCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Bytes of the answer that are read; 64 kB unless told. */
  readonly mostBytes?: number;
  /** For everything from the name to the last byte; 10,000 ms unless told. */
  readonly timeoutMs?: number;
}

/** What came back; of the body no more than was asked for. */
export interface OutgoingAnswer {
  readonly status: number;
  /** Names in small letters; what came more than once stands with commas between. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The same as it came. */
  readonly bytes: Uint8Array;
}

/** Calls to other systems, kept away from inner addresses. */
export interface Outgoing {
  /** Judges an address as far as that goes without asking for its name. Error: OutgoingRefused. */
  check(url: string): URL;
  /** Makes the call; redirects are answers like any other, never followed. Error: OutgoingRefused. */
  send(call: OutgoingCall): Promise<OutgoingAnswer>;
}

/** Asks for all addresses of a name. */
export type Resolve = (name: string) => Promise<readonly { readonly address: string }[]>;

const mostBody = 65_536;
const usualTimeoutMs = 10_000;

/**
 * Guards calls to addresses that others choose (webhooks). Only https, no inner address: loopback, private, link-local and metadata
 * services, in any spelling and any IPv6 form. The name is resolved once and the call goes to the address that was judged, so
 * that a name which changes between look and call (DNS rebinding) gains nothing; certificates are judged by the name.
 * @param allowed 'host' or 'host:port' that may be inner and may speak plain http
 */
export function createOutgoing(
  allowed: readonly string[] = [],
  resolve: Resolve = (name) => resolveName(name, { all: true, verbatim: true }),
): Outgoing {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  const isAllowed = (url: URL): boolean =>
    names.has(hostOf(url)) || names.has(`${hostOf(url)}:${portOf(url)}`);

  const check = (text: string): URL => {
    const url = URL.parse(text);
    if (url === null || url.username !== '' || url.password !== '') throw new OutgoingRefused('address');
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new OutgoingRefused('scheme');
    if (isAllowed(url)) return url;
    if (url.protocol !== 'https:') throw new OutgoingRefused('scheme');
    const host = hostOf(url);
    const isLocal = /(?:^|\.)localhost$/.test(host);
    if (isLocal || (isIP(host) !== 0 && isInnerAddress(host))) throw new OutgoingRefused('inner-address');
    return url;
  };

  /** The address to call: where one of several is inner, none is called. */
  const addressOf = async (url: URL): Promise<string> => {
    const host = hostOf(url);
    if (isIP(host) !== 0) return host;
    const found = await resolve(host).catch((cause: unknown) => {
      throw new OutgoingRefused('unknown-name', cause);
    });
    const [first] = found;
    if (first === undefined) throw new OutgoingRefused('unknown-name');
    if (!isAllowed(url) && found.some(({ address }) => isInnerAddress(address)))
      throw new OutgoingRefused('inner-address');
    return first.address;
  };

  return {
    check,
    async send(call) {
      const url = check(call.url);
      const limit = AbortSignal.timeout(call.timeoutMs ?? usualTimeoutMs);
      const tooLate = new Promise<never>((_resolve, reject) =>
        limit.addEventListener('abort', () => reject(new OutgoingRefused('timeout')), { once: true }),
      );
      tooLate.catch(() => undefined);
      const address = await Promise.race([addressOf(url), tooLate]);
      return Promise.race([connect(url, address, call, limit), tooLate]);
    },
  };
}

/** 'example.org', '10.0.0.1', '::1': without brackets and without the last dot. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function portOf(url: URL): string {
  return url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80';
}

function connect(
  url: URL,
  address: string,
  call: OutgoingCall,
  signal: AbortSignal,
): Promise<OutgoingAnswer> {
  const host = hostOf(url);
  const isSecure = url.protocol === 'https:';
  const family = isIP(address);
  return new Promise((resolve, reject) => {
    const send = isSecure ? secureRequest : plainRequest;
    const request = send(
      {
        host,
        port: portOf(url),
        path: `${url.pathname}${url.search}`,
        method: call.method,
        headers: {
          ...call.headers,
          host: url.host,
          'content-length':
            typeof call.body === 'object' ? call.body.byteLength : Buffer.byteLength(call.body ?? ''),
        },
        // The judged address and no other: nobody is asked for the name a second time.
        lookup: (_name, options, done) =>
          options.all === true ? done(null, [{ address, family }]) : done(null, address, family),
        agent: false,
        signal,
        ...(isSecure && isIP(host) === 0 && { servername: host }),
      },
      (answer) => void readAnswer(answer, call.mostBytes ?? mostBody).then(resolve, reject),
    );
    request.on('error', (cause) => reject(new OutgoingRefused(faultOf(cause, signal), cause)));
    request.end(call.body ?? '');
  });
}

async function readAnswer(answer: IncomingMessage, most: number): Promise<OutgoingAnswer> {
  const pieces: Buffer[] = [];
  let size = 0;
  const status = answer.statusCode ?? 0;
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      pieces.push(piece);
      size += piece.byteLength;
      // Whoever answers without an end is not listened to.
      if (size >= most) break;
    }
  } catch (cause) {
    if (size === 0 && status === 0) throw new OutgoingRefused('unreachable', cause);
  }
  answer.destroy();
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const bytes = Buffer.concat(pieces).subarray(0, most);
  return { status, headers, body: bytes.toString('utf8'), bytes };
}

function faultOf(error: Error & { code?: string }, signal: AbortSignal): OutgoingFault {
  if (signal.aborted) return 'timeout';
  const code = error.code ?? '';
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code) ? 'tls' : 'unreachable';
}
