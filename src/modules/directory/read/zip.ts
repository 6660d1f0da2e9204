import { createInflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';

/** One file inside an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedSize: number;
  readonly offset: number;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const mostEntries = 2000;
/** A sheet of 100,000 lines is some 60 MB; what unpacks to more is no spreadsheet but a bomb. */
const mostBytes = 300_000_000;

/** A sheet that cannot be read at all, with what to do. */
export function unreadable(text: Bilingual): AppError {
  return new AppError('request.invalid', { issues: [{ path: 'file', text }] });
}

export const brokenSheet: Bilingual = {
  vi: 'Tệp bảng tính bị hỏng hoặc chưa tải lên hết. Hãy mở lại, lưu và gửi lần nữa.',
  en: 'The spreadsheet is broken or was not sent whole. Open it, save it and send it again.',
};

/** The files of an archive by name. Error: request.invalid. @source APPNOTE.TXT 4.3.12 (central directory) */
export function listEntries(bytes: Buffer): ReadonlyMap<string, ZipEntry> {
  let end = bytes.length - 22;
  const first = Math.max(0, end - 65_536);
  while (end >= first && bytes.readUInt32LE(end) !== endMark) end -= 1;
  if (end < first || end < 0) throw unreadable(brokenSheet);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries = new Map<string, ZipEntry>();
  for (let nth = 0; nth < Math.min(count, mostEntries); nth += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entryMark) throw unreadable(brokenSheet);
    const nameSize = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameSize);
    entries.set(name.replace(/^\//u, '').toLowerCase(), {
      name,
      method: bytes.readUInt16LE(at + 10),
      packedSize: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameSize + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** The text of one file, piece by piece; never more than the limit, whatever its head promises. Error: request.invalid. */
export async function* entryText(
  bytes: Buffer,
  { offset, packedSize, method }: ZipEntry,
): AsyncGenerator<string> {
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== localMark) throw unreadable(brokenSheet);
  const from = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const packed = bytes.subarray(from, from + packedSize);
  if (method !== 0 && method !== 8) throw unreadable(brokenSheet);
  const decoder = new TextDecoder('utf-8');
  const plain: AsyncIterable<Uint8Array> =
    method === 0 ? Readable.from([packed]) : Readable.from([packed]).pipe(createInflateRaw());
  let seen = 0;
  try {
    for await (const piece of plain) {
      seen += piece.byteLength;
      if (seen > mostBytes) throw unreadable(tooLarge);
      yield decoder.decode(piece, { stream: true });
    }
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(brokenSheet);
  }
  yield decoder.decode();
}

export const tooLarge: Bilingual = {
  vi: 'Bảng tính quá lớn. Hãy chia thành nhiều tệp, mỗi tệp nhiều nhất 100.000 dòng.',
  en: 'The spreadsheet is too large. Split it into files of at most 100,000 lines.',
};
