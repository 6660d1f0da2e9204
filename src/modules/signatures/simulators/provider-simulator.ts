import { constants, generateKeyPairSync, privateEncrypt, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What can go wrong at a provider. */
export type ProviderFault = 'none' | 'slow' | 'down' | 'refused' | 'never-confirmed' | 'twice';

/** A remote-signing provider over a real socket: credentials, a confirmation that takes its time, signatures over digests. */
export interface ProviderSimulator {
  readonly url: string;
  readonly token: string;
  readonly credentialId: string;
  /** SubjectPublicKeyInfo of the key in its vault. */
  readonly publicKey: Uint8Array;
  fault: ProviderFault;
  /** How many confirmations a phone was asked for, and how many digests were signed. */
  readonly asked: { confirmations: number; signatures: number };
  /** Certificates that the credential shows, base64. */
  certificates: string[];
  stop(): Promise<void>;
}

interface Authorization {
  readonly hashes: readonly string[];
  polls: number;
  used: boolean;
}

/** Starts it on a free port of the loopback. The key is RSA, because its raw signatures can be made from a digest alone. */
export async function startProvider(): Promise<ProviderSimulator> {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const open = new Map<string, Authorization>();
  const simulator = {
    url: '',
    token: 'token-of-the-trial',
    credentialId: 'lan-1',
    publicKey: new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })),
    fault: 'none' as ProviderFault,
    asked: { confirmations: 0, signatures: 0 },
    certificates: [] as string[],
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const server = createServer((request, response) => {
    void answer(request, response, simulator, open, pair.privateKey);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  simulator.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return simulator;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  simulator: ProviderSimulator,
  open: Map<string, Authorization>,
  key: KeyObject,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  if (simulator.fault === 'down') return void request.socket.destroy();
  if (simulator.fault === 'slow') await sleep(400);
  const say = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (request.headers.authorization !== `Bearer ${simulator.token}`)
    return say(401, { error: 'invalid_client' });
  const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
  const work = calls[(request.url ?? '').replace('/csc/v1/', '')];
  if (work === undefined) return say(404, {});
  const { status, body: told } = work(body, simulator, open, key);
  say(status, told);
}

type Call = (
  body: Record<string, unknown>,
  simulator: ProviderSimulator,
  open: Map<string, Authorization>,
  key: KeyObject,
) => { status: number; body: object };

const ok = (body: object) => ({ status: 200, body });

const calls: Readonly<Record<string, Call>> = {
  'credentials/list': (_body, { credentialId }) => ok({ credentialIDs: [credentialId] }),
  'credentials/info': (_body, { certificates }) =>
    ok({
      key: { status: 'enabled', algo: ['1.2.840.113549.1.1.11'] },
      cert: { status: 'valid', certificates },
    }),
  'credentials/authorize'(body, simulator, open) {
    if (simulator.fault === 'refused') return { status: 400, body: { error: 'access_denied' } };
    const authorizationID = `a${open.size + 1}`;
    open.set(authorizationID, { hashes: body['hash'] as string[], polls: 0, used: false });
    simulator.asked.confirmations += 1;
    return ok({ authorizationID, expiresIn: 120 });
  },
  'credentials/authorizeCheck'(body, simulator, open) {
    const id = String(body['authorizationID']);
    const one = open.get(id);
    if (one === undefined) return ok({ status: 'expired' });
    one.polls += 1;
    // The worker takes her phone out of her pocket first.
    if (one.polls < 3 || simulator.fault === 'never-confirmed') return ok({ status: 'pending' });
    return ok({ status: 'confirmed', SAD: `sad-${id}` });
  },
  'signatures/signHash'(body, simulator, open, key) {
    const one = open.get(String(body['SAD']).replace('sad-', ''));
    const hashes = body['hash'] as string[];
    // A confirmation counts once, and for the digests that it was given for.
    if (one === undefined || one.used || one.hashes.join() !== hashes.join())
      return { status: 400, body: { error: 'invalid_request' } };
    one.used = true;
    simulator.asked.signatures += hashes.length;
    const signatures = hashes.map((hash) => signDigest(key, Buffer.from(hash, 'base64')));
    return ok({ signatures: simulator.fault === 'twice' ? [...signatures, ...signatures] : signatures });
  },
};

/** PKCS #1 1.5 over a digest that somebody else made. */
function signDigest(key: KeyObject, hash: Buffer): string {
  const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), hash]);
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info).toString('base64');
}
