import { FileFault } from '../../domain/files/found-reading.ts';
import { bodyOf, exportIn, listZip, type ReadBytes } from '../../domain/files/find-in-zip.ts';

/** A file as text, piece by piece; nothing but the piece is held. */
export interface OpenedFile {
  readonly kind: 'apple-health' | 'csv';
  /** Bytes that will be read. */
  readonly total: number;
  /** Bytes read until now. */
  readonly done: () => number;
  readonly pieces: () => AsyncGenerator<string, void>;
}

/** Opens an export: the XML or a table, as it is or inside a zip of any size. Error: FileFault. */
export async function openFile(file: File): Promise<OpenedFile> {
  const first = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const isZip = first[0] === 0x50 && first[1] === 0x4b;
  if (!isZip) return opened(file, /\.csv$|\.txt$|\.tsv$/iu.test(file.name), false);
  const read: ReadBytes = async (from, to) => new DataView(await file.slice(from, to).arrayBuffer());
  const entry = exportIn(await listZip(file.size, read));
  const from = await bodyOf(entry, read);
  if (from + entry.packed > file.size) throw new FileFault('zip-broken');
  return opened(file.slice(from, from + entry.packed), /\.csv$/iu.test(entry.name), entry.method === 8);
}

function opened(body: Blob, isTable: boolean, isPacked: boolean): OpenedFile {
  let done = 0;
  return {
    kind: isTable ? 'csv' : 'apple-health',
    total: body.size,
    done: () => done,
    async *pieces() {
      done = 0;
      const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(piece, out) {
          done += piece.byteLength;
          out.enqueue(piece);
        },
      });
      const bytes = body.stream().pipeThrough(counted);
      const plain = isPacked ? bytes.pipeThrough(new DecompressionStream('deflate-raw')) : bytes;
      const reader = plain.pipeThrough(new TextDecoderStream()).getReader();
      try {
        for (;;) {
          const { done: isOver, value } = await reader.read();
          if (isOver) return;
          yield value;
        }
      } catch (error) {
        throw error instanceof TypeError ? new FileFault('zip-broken') : error;
      } finally {
        await reader.cancel().catch(() => undefined);
      }
    },
  };
}
