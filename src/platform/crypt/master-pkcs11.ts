import { execFile } from 'node:child_process';
import {
  constants,
  createHash,
  createPublicKey,
  createSecretKey,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { close, open } from './aes.ts';
import { KeysRefused } from './keys-refused.ts';
import { wrongKey } from './local-master.ts';
import type { MasterKey } from './master-key.ts';

const run = promisify(execFile);

/** Where a key pair lies on a token. */
export interface Pkcs11Place {
  /** The maker's library, e.g. /usr/lib/softhsm/libsofthsm2.so */
  readonly module: string;
  readonly token: string;
  /** Label of an RSA key pair of 2048 bits or more that may decrypt. */
  readonly object: string;
  readonly pinFile: string;
}

/**
 * A master key on a PKCS#11 token, reached through OpenSC's `pkcs11-tool`. The private half never leaves the token: a key drawn for the
 * occasion is closed with the public half (RSA-OAEP) and opened by the token; that key closes the secret, bound to its purpose. OAEP is
 * with SHA-1, since SoftHSM 2.6 and many cards know no other; what SHA-1 is broken for, collisions, plays no part in OAEP.
 * Errors: KeysRefused
 */
export async function pkcs11Master(place: Pkcs11Place): Promise<MasterKey> {
  const publicKey = await readPublicKey(place);
  const print = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  const closedBytes = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  return {
    id: `pkcs11:${print.slice(0, 16)}`,
    async wrap(secret, bound) {
      const drawn = randomBytes(32);
      const oaep = { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
      const closed = publicEncrypt(oaep, drawn);
      return Buffer.concat([closed, close(createSecretKey(drawn), secret, Buffer.from(bound))]);
    },
    async unwrap(wrapped, bound) {
      const drawn = await decryptOnToken(place, wrapped.subarray(0, closedBytes));
      try {
        return open(createSecretKey(drawn), wrapped.subarray(closedBytes), Buffer.from(bound));
      } catch (error) {
        throw wrongKey(error);
      }
    },
  };
}

async function readPublicKey(place: Pkcs11Place): Promise<KeyObject> {
  return inFolder(async (folder) => {
    const out = join(folder, 'public.der');
    await call(place, ['--read-object', '--type', 'pubkey', '--label', place.object, '--output-file', out]);
    return createPublicKey({ key: await readFile(out), format: 'der', type: 'spki' });
  });
}

async function decryptOnToken(place: Pkcs11Place, closed: Buffer): Promise<Buffer> {
  return inFolder(async (folder) => {
    const [from, to] = [join(folder, 'closed'), join(folder, 'open')];
    await writeFile(from, closed, { mode: 0o600 });
    // Made first, so that the tool writes into a file that only we may read.
    await writeFile(to, '', { mode: 0o600 });
    const how = ['--mechanism', 'RSA-PKCS-OAEP', '--hash-algorithm', 'SHA-1', '--mgf', 'MGF1-SHA1'];
    await call(place, [
      '--decrypt',
      ...how,
      '--label',
      place.object,
      '--input-file',
      from,
      '--output-file',
      to,
    ]);
    const drawn = await readFile(to);
    await writeFile(to, randomBytes(drawn.length));
    if (drawn.length !== 32) throw wrongKey();
    return drawn;
  });
}

async function call(place: Pkcs11Place, args: readonly string[]): Promise<void> {
  const pin = (await readFile(place.pinFile, 'utf8').catch((error: unknown) => refuse(place, error))).trim();
  const session = ['--module', place.module, '--token-label', place.token, '--login', '--pin', 'env:SEN_PIN'];
  await run('pkcs11-tool', [...session, ...args], {
    timeout: 30_000,
    // The number goes by the environment of the child: arguments are seen by every user of the machine.
    env: { ...process.env, SEN_PIN: pin },
  }).catch((error: unknown) => refuse(place, error));
}

function refuse({ token, object }: Pkcs11Place, cause: unknown): never {
  throw new KeysRefused(
    {
      vi: `Thiết bị khoá PKCS#11 không trả lời (thẻ "${token}", khoá "${object}"). Hãy kiểm tra thư viện, mã PIN, nhãn, và lệnh pkcs11-tool của gói opensc.`,
      en: `The PKCS#11 token does not answer (token "${token}", key "${object}"). Check its library, PIN and labels, and that pkcs11-tool of the package opensc is there.`,
    },
    // Only what kind of failure: the tool's own words may repeat what it was given.
    new Error((cause as { code?: unknown }).code === 'ENOENT' ? 'ENOENT' : 'failed'),
  );
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sen-token-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
