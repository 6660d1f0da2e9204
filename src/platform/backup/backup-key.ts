import { hkdfSync, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KeysRefused } from '../crypt/keys-refused.ts';
import type { MasterKey } from '../crypt/master-key.ts';
import { closePieces, openPieces } from '../files/closed-file.ts';
import { writeWhole } from './backup-folder.ts';

/** Opens the master keys of these settings, the one in use first. */
export type OpenMasters = () => Promise<MasterKey[]>;

const bound = 'sen backup';
const keyFile = z.object({ format: z.literal(1), master: z.string(), wrapped: z.base64() });
const magic = Buffer.from('SENB\u0001');
const saltBytes = 32;

/** The key of one folder of a backup, made where there is none. It lies there closed by the master key. Errors: KeysRefused */
export async function makeBackupKey(folder: string, masters: OpenMasters): Promise<Buffer> {
  const known = await readBackupKey(folder, masters);
  if (known !== undefined) return known;
  const [master] = await masters();
  const secret = randomBytes(32);
  const wrapped = (await master!.wrap(secret, bound)).toString('base64');
  await writeWhole(join(folder, 'key.json'), JSON.stringify({ format: 1, master: master!.id, wrapped }));
  return secret;
}

/** The key of one folder; undefined for one of an earlier version, in the clear. Errors: KeysRefused */
export async function readBackupKey(folder: string, masters: OpenMasters): Promise<Buffer | undefined> {
  const text = await readFile(join(folder, 'key.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { master, wrapped } = keyFile.parse(JSON.parse(text));
  const given = await masters();
  const found = given.find(({ id }) => id === master);
  if (found === undefined) throw otherKey(master, given.map(({ id }) => id).join(', '));
  return found.unwrap(Buffer.from(wrapped, 'base64'), bound);
}

/** Closes one file of a backup. Each has a key of its own, drawn from that of the folder by a salt that stands in front. */
export async function* closeCopy(content: AsyncIterable<Uint8Array>, secret: Buffer): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes);
  yield Buffer.concat([magic, salt]);
  yield* closePieces(content, fileSecret(secret, salt));
}

/** Opens one file of a backup. Throws where a bit differs, the end is missing or it was never closed. */
export async function* openCopy(content: AsyncIterable<Uint8Array>, secret: Buffer): AsyncGenerator<Buffer> {
  const source = content[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < magic.length + saltBytes) {
    const { done, value } = await source.next();
    if (done === true) throw new RangeError('cut off');
    head = Buffer.concat([head, value]);
  }
  if (!head.subarray(0, magic.length).equals(magic)) throw new RangeError('not closed');
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    yield head.subarray(magic.length + saltBytes);
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  };
  yield* openPieces(rest(), fileSecret(secret, head.subarray(magic.length, magic.length + saltBytes)));
}

function fileSecret(secret: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, 'sen backup file', 32));
}

function otherKey(wanted: string, given: string): KeysRefused {
  return new KeysRefused({
    vi: `Bản sao lưu được khoá bằng khoá chủ ${wanted}, còn ở đây là ${given}. Hãy đặt SEN_MASTER_KEY hoặc SEN_MASTER_KEY_FORMER về khoá đó; không có nó thì bản sao lưu vô dụng.`,
    en: `The backup was closed with the master key ${wanted}, but here is ${given}. Set SEN_MASTER_KEY or SEN_MASTER_KEY_FORMER to that key; without it the backup is worthless.`,
  });
}
