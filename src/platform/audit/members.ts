import { hashBytes } from './canonical-line.ts';

const idBytes = 16;
const entryBytes = idBytes + hashBytes;

/** One line in a seal: its id, and the hash that covers it and everything before it. */
export interface Member {
  readonly id: string;
  readonly hash: Buffer;
}

/** The lines of a seal as bytes: 16 of the id, 32 of the hash, in the order of the chain. */
export function packMembers(members: readonly Member[]): Buffer {
  return Buffer.concat(
    members.flatMap(({ id, hash }) => [Buffer.from(id.replaceAll('-', ''), 'hex'), hash]),
    members.length * entryBytes,
  );
}

/** The other way; undefined where the bytes are no such list. */
export function unpackMembers(bytes: Buffer): Member[] | undefined {
  if (bytes.length % entryBytes !== 0) return undefined;
  const members: Member[] = [];
  for (let at = 0; at < bytes.length; at += entryBytes) {
    const hex = bytes.toString('hex', at, at + idBytes);
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
      '-',
    );
    members.push({ id, hash: bytes.subarray(at + idBytes, at + entryBytes) });
  }
  return members;
}
