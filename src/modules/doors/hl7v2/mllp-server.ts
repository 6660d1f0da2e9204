import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { z } from 'zod';
import type { Background, BackgroundHost, Setting } from '#platform/module/define-module.ts';
import { answerMessage, createListener } from './answer-message.ts';
import { defaultLimits, serveConnection, type Connection, type ConnectionLimits } from './connection.ts';

/** Settings of the MLLP listener; they stand in the module's `config`. */
export const mllpSettings = {
  mllpPort: {
    env: 'SEN_MLLP_PORT',
    type: z.coerce.number().int().min(0).max(65535),
    default: '2575',
    about: {
      vi: 'Cổng nhận HL7 v2 (MLLP), từ 0 đến 65535 (0: hệ thống tự chọn).',
      en: 'Port for HL7 v2 (MLLP), 0 to 65535 (0: the system chooses).',
    },
  } satisfies Setting<number>,
  mllpHost: {
    env: 'SEN_MLLP_HOST',
    type: z.string().regex(/^[a-zA-Z0-9.:_-]+$/),
    default: '127.0.0.1',
    about: {
      vi: 'Địa chỉ lắng nghe HL7 v2; mặc định chỉ máy này. Không có SEN_MLLP_TLS_CERT thì đường truyền không mã hoá: chỉ mở trong mạng nội bộ hoặc sau đường hầm TLS, và đăng ký bên gửi.',
      en: 'Address for HL7 v2; only this machine unless told otherwise. Without SEN_MLLP_TLS_CERT the line is not encrypted: open it only inside a private network or behind a TLS tunnel, and register the senders.',
    },
  } satisfies Setting<string>,
  mllpTlsCert: {
    env: 'SEN_MLLP_TLS_CERT',
    type: z.string(),
    default: '',
    about: {
      vi: 'Tệp chứng thư (PEM, cả chuỗi) để cửa HL7 v2 nói TLS; đi cùng SEN_MLLP_TLS_KEY. Đọc khi khởi động.',
      en: 'Certificate file (PEM, with its chain) with which the HL7 v2 door speaks TLS; goes with SEN_MLLP_TLS_KEY. Read at the start.',
    },
  } satisfies Setting<string>,
  mllpTlsKey: {
    env: 'SEN_MLLP_TLS_KEY',
    type: z.string(),
    default: '',
    about: {
      vi: 'Tệp khoá riêng (PEM) của chứng thư đó.',
      en: 'File with the private key (PEM) of that certificate.',
    },
  } satisfies Setting<string>,
  mllpTlsClients: {
    env: 'SEN_MLLP_TLS_CLIENTS',
    type: z.string(),
    default: '',
    about: {
      vi: 'Tệp chứng thư gốc (PEM) của bên gửi: khi có, chỉ máy có chứng thư do gốc này ký mới nối được.',
      en: 'File with the root certificates (PEM) of senders: where set, only machines with a certificate signed by one of them can connect.',
    },
  } satisfies Setting<string>,
} as const;

/** Connections served at once; one more is closed at once. */
const MAX_CONNECTIONS = 256;
/** How long messages in hand get when the server stops. */
const STOP_MS = 10_000;

/** The files with which the door speaks TLS; `clients` asks senders for a certificate of their own. */
export interface MllpTls {
  readonly cert: string;
  readonly key: string;
  readonly clients?: string;
}

/** TLS 1.2 and 1.3 as on the web side; without files the plain listener. Throws where a file cannot be read or does not fit. */
function serverOver(tls: MllpTls | undefined, take: (socket: Socket) => void): Server {
  if (tls === undefined) return createServer({ pauseOnConnect: false }, take);
  const options = {
    cert: readFileSync(tls.cert),
    key: readFileSync(tls.key),
    minVersion: 'TLSv1.2',
    ...(tls.clients !== undefined && {
      ca: readFileSync(tls.clients),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  } as const;
  const server = createTlsServer(options, take);
  // A handshake that fails is that sender's trouble.
  server.on('tlsClientError', () => undefined);
  return server;
}

/** A listener that runs. */
export interface RunningMllp {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Starts to listen. Senders are open only where the demo runs and nobody but this machine can connect. */
export async function startMllp(
  host: BackgroundHost,
  where: {
    readonly port: number;
    readonly host: string;
    readonly tls?: MllpTls;
    readonly limits?: ConnectionLimits;
    readonly maxConnections?: number;
  },
): Promise<RunningMllp> {
  const listener = createListener(host.context, host.demo && isLoopback(where.host));
  const { log } = host.context();
  const connections = new Set<Connection>();
  const server = serverOver(where.tls, (socket) => {
    const connection = serveConnection(
      socket,
      (event) => answerMessage(listener, event),
      where.limits ?? defaultLimits,
      (what) => log.warn('mllp connection', { what }),
    );
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  server.maxConnections = where.maxConnections ?? MAX_CONNECTIONS;
  await listen(server, where.port, where.host);
  const { port } = server.address() as AddressInfo;
  log.info('mllp listening', { port, host: where.host });
  return {
    port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const patience = new Promise<void>((resolve) => setTimeout(resolve, STOP_MS).unref());
      await Promise.race([Promise.all([...connections].map((one) => one.stop())), patience]);
      await Promise.race([closed, patience]);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // A socket that fails while it is being accepted is that sender's trouble, not ours.
      server.on('error', () => undefined);
      resolve();
    });
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** The listener as a part of the module. */
export const mllpListener: Background = {
  name: 'mllp',
  start: (host) => {
    const file = (name: keyof typeof mllpSettings): string =>
      (host.settings[name] as string | undefined) ?? '';
    const [cert, key, clients] = [file('mllpTlsCert'), file('mllpTlsKey'), file('mllpTlsClients')];
    if ((cert === '') !== (key === '')) throw new Error('SEN_MLLP_TLS_CERT and SEN_MLLP_TLS_KEY go together');
    return startMllp(host, {
      port: Number(host.settings['mllpPort']),
      host: String(host.settings['mllpHost']),
      ...(cert !== '' && { tls: { cert, key, ...(clients !== '' && { clients }) } }),
    });
  },
};
