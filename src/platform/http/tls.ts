import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { SecureContextOptions, Server } from 'node:tls';
import type { Log } from '../context.ts';

/** The two files of an own certificate. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Authorities whose certificates systems may show; asked for at the handshake where given. */
  readonly clientCa?: string;
}

/** The certificate cannot be used; says which file and why, never what stands in it. */
export class TlsUnusable extends Error {
  override readonly name = 'TlsUnusable';
}

/**
 * TLS 1.2 with forward secrecy and authenticated encryption, and all of TLS 1.3.
 * @source RFC 9325 (BCP 195), 4.2: recommended cipher suites
 */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

/**
 * What the server needs to speak TLS. Throws TlsUnusable where a file cannot be read, the key is not the certificate's, or the certificate
 * is past its date.
 */
export function readTls(files: TlsFiles, now = new Date()): SecureContextOptions & AskForCertificate {
  const cert = readPem(files.cert);
  const key = readPem(files.key);
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    throw new TlsUnusable(`${files.cert}: not a certificate (PEM)`);
  }
  let isPair: boolean;
  try {
    isPair = certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new TlsUnusable(`${files.key}: not a private key (PEM, without a password)`);
  }
  if (!isPair) throw new TlsUnusable(`${files.key}: not the key of ${files.cert}`);
  if (new Date(certificate.validTo) < now)
    throw new TlsUnusable(`${files.cert}: expired on ${certificate.validTo}`);
  // Whoever shows none, or one of her own making, comes in all the same: what it is good for is judged where it is used.
  const asked = files.clientCa !== undefined && {
    ca: readPem(files.clientCa),
    requestCert: true,
    rejectUnauthorized: false,
  };
  return { cert, key, ciphers, honorCipherOrder: true, minVersion: 'TLSv1.2', ...asked };
}

/** Whether callers are asked for a certificate of theirs at the handshake. */
export interface AskForCertificate {
  readonly requestCert?: boolean;
  readonly rejectUnauthorized?: boolean;
}

/**
 * Looks at the files from time to time and gives new ones to the server, whose connections go on. A pair that does not fit (one file was
 * replaced, the other not yet) is told once and tried again at the next look; meanwhile the former one stays.
 * @param everyMs 10,000 unless told
 */
export function reloadTls(
  server: Pick<Server, 'setSecureContext'>,
  files: TlsFiles,
  log: Log,
  everyMs = 10_000,
): { stop(): void } {
  let seen = stampOf(files);
  let told = '';
  const timer = setInterval(() => {
    const stamp = stampOf(files);
    if (stamp === seen) return;
    try {
      server.setSecureContext(readTls(files));
      seen = stamp;
      told = '';
      log.info('http.certificate-renewed');
    } catch (error) {
      if (stamp !== told) log.error('http.certificate-unusable', { error: (error as Error).message });
      told = stamp;
    }
  }, everyMs).unref();
  return { stop: () => clearInterval(timer) };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new TlsUnusable(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? ''})`);
  }
}

/** Changes whenever a file was replaced, also where a link was set to another one. */
function stampOf({ cert, key }: TlsFiles): string {
  return [cert, key]
    .map((path) => {
      const facts = statSync(path, { throwIfNoEntry: false });
      return facts === undefined ? 'none' : `${facts.ino}-${facts.mtimeMs}-${facts.size}`;
    })
    .join(' ');
}
