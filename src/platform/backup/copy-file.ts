import { createHash, type Hash } from 'node:crypto';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  constants,
  createZstdCompress,
  createZstdDecompress,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { closeCopy, openCopy } from './backup-key.ts';

/** Sum and size of a file's own content. */
export interface Sum {
  readonly sha256: string;
  readonly size: number;
}

// A cluster is a thousand small files: those are read and packed at once, without a stream's ceremony.
const small = 4_000_000;
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * Copies a file compressed, closed with the key of its folder, and durably. A file of a running database may change under the copy; the log puts that right, and the sum
 * is that of the bytes that were copied. Throws ENOENT where it is gone.
 */
export async function packFile(from: string, to: string, secret: Buffer): Promise<Sum> {
  if ((await stat(from)).size < small) {
    const content = await readFile(from);
    const closed = await gather(closeCopy(inOne(zstdCompressSync(content, level)), secret));
    await writeFile(to, closed, { mode: 0o600, flush: true });
    return { sha256: sha256Of(content), size: content.length };
  }
  const meter = sumMeter();
  const target = createWriteStream(to, { mode: 0o600, flush: true });
  const close = (source: AsyncIterable<Buffer>): AsyncIterable<Buffer> => closeCopy(source, secret);
  await pipeline(createReadStream(from), meter.stream, createZstdCompress(level), close, target);
  return meter.sum();
}

async function gather(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* inOne(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

/** A packed file opened; one of an earlier version, whose folder has no key, is in the clear. */
function opening(secret: Buffer | undefined): (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer> {
  return (source) => (secret === undefined ? source : openCopy(source, secret));
}

/** The other way round, into a new file that only we may read. */
export async function unpackFile(from: string, to: string, secret: Buffer | undefined): Promise<Sum> {
  if ((await stat(from)).size < small / 4) {
    const packed = await gather(opening(secret)(inOne(await readFile(from))));
    const content = zstdDecompressSync(packed);
    await writeFile(to, content, { mode: 0o600 });
    return { sha256: sha256Of(content), size: content.length };
  }
  const meter = sumMeter();
  const target = createWriteStream(to, { mode: 0o600 });
  await pipeline(createReadStream(from), opening(secret), createZstdDecompress(), meter.stream, target);
  return meter.sum();
}

/** Sum of what a packed file holds, without writing it anywhere. */
export async function sumOfPacked(path: string, secret: Buffer | undefined): Promise<Sum> {
  const meter = sumMeter();
  const toNobody = async (source: AsyncIterable<unknown>): Promise<void> => {
    for await (const _ of source);
  };
  await pipeline(createReadStream(path), opening(secret), createZstdDecompress(), meter.stream, toNobody);
  return meter.sum();
}

/** Sum of a file as it stands. */
export async function sumOfFile(path: string): Promise<Sum> {
  const meter = sumMeter();
  await pipeline(createReadStream(path), meter.stream, async (source) => {
    for await (const _ of source as AsyncIterable<unknown>);
  });
  return meter.sum();
}

/** Makes the content of a file durable. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function sumMeter(): { stream: Transform; sum: () => Sum } {
  const hash: Hash = createHash('sha256');
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, sum: () => ({ sha256: hash.digest('hex'), size }) };
}
