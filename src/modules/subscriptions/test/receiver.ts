import { createServer, type IncomingHttpHeaders } from 'node:http';

/** What a receiver was sent. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Another system that takes notifications over HTTP, and can be out of order. */
export interface Receiver {
  readonly url: string;
  readonly hostAndPort: string;
  readonly received: Received[];
  /** What it answers from now on: a status, or 'hang': nothing at all. */
  answer: number | 'hang';
  /** Runs before an answer is given. */
  before: (one: Received) => Promise<void> | void;
  /** Numbers of the events of all notifications so far, in order. */
  numbers(): number[];
  stop(): Promise<void>;
}

/** Starts one on the loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString('utf8'),
      };
      void Promise.resolve(receiver.before(one)).then(() => {
        if (receiver.answer === 'hang') return;
        if (receiver.answer < 300) received.push(one);
        response.writeHead(receiver.answer, { location: 'http://169.254.169.254/' }).end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    hostAndPort: `127.0.0.1:${port}`,
    received,
    answer: 200,
    before: () => undefined,
    numbers: () => received.flatMap(({ body }) => (body === '' ? [] : numbersIn(body))),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

interface Parameter {
  readonly name: string;
  readonly valueString?: string;
  readonly valueCode?: string;
  readonly part?: readonly Parameter[];
}

/** A notification as far as tests look at it. */
export interface Notification {
  readonly resourceType: string;
  readonly type: string;
  readonly entry: readonly {
    readonly fullUrl: string;
    readonly resource?: { readonly resourceType: string; readonly parameter?: readonly Parameter[] };
    readonly request?: { readonly method: string; readonly url: string };
  }[];
}

/** 'handshake', 'heartbeat', 'event-notification' … */
export function typeOf(notification: Notification): string | undefined {
  return notification.entry[0]?.resource?.parameter?.find(({ name }) => name === 'type')?.valueCode;
}

/** Numbers of the events of one notification. */
export function numbersIn(body: string): number[] {
  const notification = JSON.parse(body) as Notification;
  const parameters = notification.entry?.[0]?.resource?.parameter ?? [];
  return parameters
    .filter(({ name }) => name === 'notification-event')
    .map(({ part }) => Number(part?.find(({ name }) => name === 'event-number')?.valueString));
}

/** Waits until something is so. */
export async function until(what: () => boolean | Promise<boolean>, ms = 40_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await what())) {
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
