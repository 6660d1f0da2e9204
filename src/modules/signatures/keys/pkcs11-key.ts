import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import { sha256 } from '../cms/sign-cms.ts';
import { join } from '../der/write.ts';
import type { SigningAlgorithm, SigningKey } from './signing-key.ts';

/** A key on a token or in a box that speaks PKCS #11. */
export interface TokenPlace {
  /** The maker's library, e.g. /usr/lib/softhsm/libsofthsm2.so. */
  readonly module: string;
  readonly tokenLabel: string;
  readonly keyLabel: string;
  readonly pin: string;
  readonly env?: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const patienceMs = 20_000;
/** DigestInfo of a SHA-256, which RSA signs with its prefix. */
const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/**
 * Signs on the token through OpenSC's pkcs11-tool in a process of its own, so that a maker's library cannot bring Sen down. Only the
 * SHA-256 goes out; the PIN goes by environment, never by the command line.
 */
export function pkcs11Key(
  place: TokenPlace,
  alg: SigningAlgorithm,
  certificateChain: readonly Uint8Array[],
): SigningKey {
  return {
    alg,
    certificateChain,
    async sign(bytes) {
      const hash = sha256(bytes);
      const folder = await mkdtemp(joinPath(tmpdir(), 'sen-token-'));
      try {
        const [input, output] = [joinPath(folder, 'hash'), joinPath(folder, 'signature')];
        await writeFile(input, alg === 'ES256' ? hash : join([digestInfo, hash]), { mode: 0o600 });
        const mechanism = alg === 'ES256' ? ['ECDSA'] : ['RSA-PKCS'];
        const line = [
          '--sign',
          '--id',
          await findKeyId(place),
          '-i',
          input,
          '-o',
          output,
          '--mechanism',
          ...mechanism,
        ];
        await runTool(place, line);
        return new Uint8Array(await readFile(output));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/**
 * The id of the one private key with the label. The tool signs by id alone: given a label it takes the first private key that it comes upon,
 * which may be somebody else's (OpenSC before 0.24). Errors: signature.key-unreachable where no key or several have the label.
 */
async function findKeyId(place: TokenPlace): Promise<string> {
  const listed = await runTool(place, ['--list-objects', '--type', 'privkey']);
  const ids = listed
    .split(/^(?=Private Key Object)/mu)
    .filter((object) => /^ {2}label: +(.*)$/mu.exec(object)?.[1]?.trim() === place.keyLabel)
    .flatMap((object) => /^ {2}ID: +([0-9a-f]+)\s*$/mu.exec(object)?.[1] ?? []);
  const [id, another] = ids;
  if (id === undefined || another !== undefined)
    throw new AppError('signature.key-unreachable', { detail: `${ids.length} keys of this label` });
  return id;
}

/** The public key of a label on the token, as SubjectPublicKeyInfo. Errors: signature.key-unreachable. */
export async function readTokenKey(place: TokenPlace): Promise<Uint8Array> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'sen-token-'));
  try {
    const output = joinPath(folder, 'key');
    await runTool(place, ['--read-object', '--type', 'pubkey', '--label', place.keyLabel, '-o', output]);
    return new Uint8Array(await readFile(output));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the tool says on its output. */
async function runTool(place: TokenPlace, line: readonly string[]): Promise<string> {
  const head = [
    '--module',
    place.module,
    '--token-label',
    place.tokenLabel,
    '--login',
    '--pin',
    'env:SEN_TOKEN_PIN',
  ];
  try {
    const { stdout } = await run('pkcs11-tool', [...head, ...line], {
      timeout: patienceMs,
      env: { PATH: process.env['PATH'] ?? '', ...place.env, SEN_TOKEN_PIN: place.pin },
    });
    return stdout;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    const code = /CKR_(PIN|USER|SESSION|FUNCTION_CANCELED)/.test(stderr)
      ? 'signature.key-refused'
      : 'signature.key-unreachable';
    // What the tool says may name the token and its owner: only the kind of the failure is kept.
    throw new AppError(code, { detail: `pkcs11-tool: ${/CKR_\w+/.exec(stderr)?.[0] ?? 'no answer'}` });
  }
}
