import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { close, open } from '../crypt/aes.ts';
import type { Keyring } from '../crypt/keyring.ts';

/**
 * A closed file: 'SENF', 1, the number of the key (4 bytes), the file's own key closed by that one (60 bytes); then pieces of 64 KiB, each
 * with a tag of 16 bytes, the last one shorter, also where it is empty. A piece is bound to its place and to whether it is the last, so
 * none can be changed, moved, repeated or cut off. The file's own key closes nothing else: a counter serves as nonce. It is bound to the
 * file's name on the disk, so that two files cannot change places.
 */
const magic = Buffer.from('SENF\u0001');
const wrappedBytes = 60;
/** What stands in front of the pieces. */
export const headBytes = magic.length + 4 + wrappedBytes;
const pieceBytes = 65_536;
const tagBytes = 16;

/** True for the beginning of a closed file; one of an earlier version is in the clear. */
export function isClosed(head: Buffer): boolean {
  return head.length >= headBytes && head.subarray(0, magic.length).equals(magic);
}

/** The number of the key that closed a file's own key. */
export function fileGeneration(head: Buffer): number {
  return head.readUInt32BE(magic.length);
}

/** The head of a file of this name whose own key is `secret`. */
export function closeHead(secret: Buffer, name: string, keys: Keyring): Buffer {
  const { generation, key } = keys.current('file');
  const number = Buffer.alloc(4);
  number.writeUInt32BE(generation);
  return Buffer.concat([magic, number, close(key, secret, boundTo(name))]);
}

/** A file's own key. Throws KeyUnknown, or an Error where head or name are not what they were. */
export function openHead(head: Buffer, name: string, keys: Keyring): Buffer {
  const key = keys.of('file', 0, fileGeneration(head));
  return open(key, head.subarray(magic.length + 4, headBytes), boundTo(name));
}

function boundTo(name: string): Buffer {
  return Buffer.from(`sen file ${name}`);
}

/** Closes a stream piece by piece with a key that closes nothing else; memory for one piece. */
export async function* closePieces(
  content: AsyncIterable<Uint8Array>,
  secret: Buffer,
): AsyncGenerator<Buffer, void> {
  const key = createSecretKey(secret);
  let number = 0;
  for await (const { piece, last } of inPieces(content, pieceBytes)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, last));
    const closed = cipher.update(piece);
    cipher.final();
    yield Buffer.concat([closed, cipher.getAuthTag()]);
    number += 1;
  }
}

/** Opens what follows the head. Throws where a bit differs or the end is missing, before the piece in question is given out. */
export async function* openPieces(
  content: AsyncIterable<Uint8Array>,
  secret: Buffer,
): AsyncGenerator<Buffer, void> {
  const key = createSecretKey(secret);
  let number = 0;
  for await (const { piece, last } of inPieces(content, pieceBytes + tagBytes)) {
    if (piece.length < tagBytes) throw new RangeError('cut off');
    const end = piece.length - tagBytes;
    const opener = createDecipheriv('aes-256-gcm', key, nonceOf(number, last), { authTagLength: tagBytes });
    opener.setAuthTag(piece.subarray(end));
    const plain = opener.update(piece.subarray(0, end));
    opener.final();
    yield plain;
    number += 1;
  }
}

/** Twelve bytes: whether it is the last, and which one it is. */
function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce[0] = last ? 1 : 0;
  nonce.writeUIntBE(number, 6, 6);
  return nonce;
}

/** Cuts a stream anew; the last piece is marked and shorter than the others, perhaps empty. */
async function* inPieces(
  content: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly piece: Buffer; readonly last: boolean }> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    waiting.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    length += chunk.byteLength;
    if (length < size) continue;
    let all = Buffer.concat(waiting, length);
    for (; all.length >= size; all = all.subarray(size)) yield { piece: all.subarray(0, size), last: false };
    waiting = [Buffer.from(all)];
    length = all.length;
  }
  yield { piece: Buffer.concat(waiting, length), last: true };
}
