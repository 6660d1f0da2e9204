import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What a push service answers to the next message: a status, or nothing for a while. */
export type Mood = number | 'slow';

/** One message as the browser would open it. */
export interface Delivered {
  readonly browser: string;
  readonly text: string;
  readonly topic: string;
  readonly urgency: string;
  readonly ttl: string;
}

/** A browser of the simulator: what it gives to a page that subscribes. */
export interface Browser {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface PushSimulator {
  readonly port: number;
  /** A new browser. */
  readonly browser: (name: string) => Browser;
  /** How it answers from now on, one mood after another; the last one stays. */
  readonly mood: (name: string, ...moods: readonly Mood[]) => void;
  readonly delivered: readonly Delivered[];
  /** Calls that came, whatever was answered. */
  readonly calls: (name: string) => number;
  /** What was wrong with calls: no key of the installation, a signature that does not hold, a text that does not open. */
  readonly faults: readonly string[];
  /** By whose key calls must be signed. */
  expectKey(publicKey: string): void;
  readonly stop: () => Promise<void>;
}

/** A push service and its browsers on this machine, over a real socket: checks the VAPID signature (RFC 8292) and opens the text (RFC 8291, 8188). */
export async function startPushService(): Promise<PushSimulator> {
  const keys = new Map<string, { secret: ReturnType<typeof createECDH>; auth: Buffer }>();
  const moods = new Map<string, Mood[]>();
  const counts = new Map<string, number>();
  const delivered: Delivered[] = [];
  const faults: string[] = [];
  let expected = '';
  const server = createServer((request, response) => {
    void (async () => {
      const name = (request.url ?? '').slice('/push/'.length);
      const body = await buffer(request);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      const queue = moods.get(name) ?? [201];
      const mood = queue.length > 1 ? queue.shift()! : queue[0]!;
      if (mood === 'slow') return;
      response.statusCode = mood;
      if (mood === 429) response.setHeader('retry-after', '1');
      if (mood === 201) {
        try {
          checkSignature(request.headers, expected, `http://${request.headers.host ?? ''}`);
          const { secret, auth } = keys.get(name)!;
          delivered.push({
            browser: name,
            text: openText(body, secret, auth),
            topic: String(request.headers['topic']),
            urgency: String(request.headers['urgency']),
            ttl: String(request.headers['ttl']),
          });
        } catch (error) {
          faults.push((error as Error).message);
          response.statusCode = 400;
        }
      }
      response.end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    browser(name) {
      const secret = createECDH('prime256v1');
      const p256dh = secret.generateKeys('base64url');
      const auth = randomBytes(16);
      keys.set(name, { secret, auth });
      return { endpoint: `http://127.0.0.1:${port}/push/${name}`, p256dh, auth: auth.toString('base64url') };
    },
    mood: (name, ...next) => void moods.set(name, [...next]),
    delivered,
    calls: (name) => counts.get(name) ?? 0,
    faults,
    expectKey: (publicKey) => (expected = publicKey),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function checkSignature(headers: IncomingHttpHeaders, publicKey: string, origin: string): void {
  const found = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/u.exec(headers.authorization ?? '');
  if (found === null) throw new Error('no vapid header');
  const [, head = '', claims = '', signature = '', key = ''] = found;
  if (key !== publicKey) throw new Error('another key');
  const point = Buffer.from(key, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const holds = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!holds) throw new Error('the signature does not hold');
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  if (said['aud'] !== origin) throw new Error('made for another service');
  if (!String(said['sub']).startsWith('mailto:')) throw new Error('nobody to write to');
}

/** One record of aes128gcm, as every push is. */
function openText(body: Buffer, secret: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const keyLength = body[20]!;
  const senderKey = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const shared = secret.computeSecret(senderKey);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), secret.getPublicKey(), senderKey]);
  const root = Buffer.from(hkdfSync('sha256', shared, auth, info, 32));
  const derive = (what: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', root, salt, Buffer.from(`Content-Encoding: ${what}\0`), length));
  const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}
