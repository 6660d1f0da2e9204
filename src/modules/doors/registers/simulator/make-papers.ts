import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate and its key, PEM. */
export interface Paper {
  readonly cert: string;
  readonly key: string;
}

/** What both sides of a simulated line show each other; made anew at each start. */
export interface Papers {
  /** The authority that signed both. */
  readonly ca: string;
  readonly server: Paper;
  readonly client: Paper;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const crypto = webcrypto as unknown as Crypto;
const dayMs = 86_400_000;
const forServers = '1.3.6.1.5.5.7.3.1';
const forClients = '1.3.6.1.5.5.7.3.2';

/** Makes an authority, a certificate for the simulator on the loopback and one for Sen. Good for 90 days. */
export async function makePapers(now: Date = new Date()): Promise<Papers> {
  const [authority, server, client] = await Promise.all([newKeys(), newKeys(), newKeys()]);
  const dates = {
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + 90 * dayMs),
  };
  const issuer = 'CN=Sen simulated register CA';
  const root = await X509CertificateGenerator.createSelfSigned(
    {
      name: issuer,
      ...dates,
      signingAlgorithm: algorithm,
      keys: authority,
      extensions: [new BasicConstraintsExtension(true, 0, true)],
    },
    crypto,
  );
  const issue = async (name: string, keys: CryptoKeyPair, usage: string): Promise<Paper> => {
    const names = [
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
    ] as const;
    const certificate = await X509CertificateGenerator.create(
      {
        subject: `CN=${name}`,
        issuer,
        ...dates,
        signingAlgorithm: algorithm,
        publicKey: keys.publicKey,
        signingKey: authority.privateKey,
        extensions: [
          new BasicConstraintsExtension(false),
          new ExtendedKeyUsageExtension([usage]),
          ...(usage === forServers ? [new SubjectAlternativeNameExtension([...names])] : []),
        ],
      },
      crypto,
    );
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey as webcrypto.CryptoKey);
    return { cert: certificate.toString('pem'), key: PemConverter.encode(pkcs8, 'PRIVATE KEY') };
  };
  return {
    ca: root.toString('pem'),
    server: await issue('localhost', server, forServers),
    client: await issue('sen', client, forClients),
  };
}

function newKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
}
