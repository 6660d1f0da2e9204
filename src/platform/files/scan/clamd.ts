import { connect, type Socket } from 'node:net';
import { AppError } from '#kernel/errors.ts';
import type { Scanner } from './scanner.ts';

/** Where the scanner listens: a socket of this machine, by path or by port. */
export type ScannerPlace = { readonly path: string } | { readonly host: string; readonly port: number };

const usualPatienceMs = 60_000;
/** Pieces are sent in parts of this many bytes at most; clamd refuses none that is below its StreamMaxLength. */
const partBytes = 65_536;
const longestAnswer = 4096;

/**
 * A scanner that speaks the protocol of clamd: each file is a connection of its own, `zINSTREAM`, its pieces with their length before
 * them, a length of zero, and one answer. It fails closed: without an answer that says OK nothing passes.
 * @param patienceMs how long the scanner may be silent
 * @source clamd(8), INSTREAM
 */
export function clamdScanner(place: ScannerPlace, patienceMs = usualPatienceMs): Scanner {
  return {
    isSet: true,
    async *through(content) {
      const line = await openLine(place, patienceMs);
      try {
        await line.send(Buffer.from('zINSTREAM\0'));
        for await (const piece of content) {
          for (let at = 0; at < piece.byteLength; at += partBytes) {
            const part = piece.subarray(at, at + partBytes);
            const length = Buffer.alloc(4);
            length.writeUInt32BE(part.byteLength);
            await line.send(Buffer.concat([length, part]));
          }
          yield piece;
        }
        await line.send(Buffer.alloc(4));
        judge(await line.answer());
      } finally {
        line.close();
      }
    },
  };
}

/** 'stream: OK', 'stream: Eicar-Signature FOUND', 'INSTREAM size limit exceeded. ERROR' */
function judge(answer: string): void {
  if (answer === 'stream: OK') return;
  // Which virus it was is the administrator's to know: it stands in the scanner's own log.
  if (/^stream: .+ FOUND$/.test(answer)) throw new AppError('file.infected');
  throw notScanned(/size limit/i.test(answer) ? 'the scanner takes no files so large' : 'no verdict');
}

interface Line {
  send(bytes: Buffer): Promise<void>;
  answer(): Promise<string>;
  close(): void;
}

async function openLine(place: ScannerPlace, patienceMs: number): Promise<Line> {
  const socket = connect(place);
  let heard = '';
  let fault: Error | undefined;
  let isOver = false;
  let wake = (): void => undefined;
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('silent')));
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1');
    if (heard.length > longestAnswer) socket.destroy(new Error('too long an answer'));
    wake();
  });
  const end = (error?: Error): void => {
    fault ??= error;
    isOver = true;
    wake();
  };
  socket.on('error', end);
  socket.on('close', () => end());
  await connected(socket);
  const until = async (isDone: () => boolean): Promise<void> => {
    while (!isDone() && !isOver) await new Promise<void>((resolve) => (wake = resolve));
  };
  return {
    async send(bytes) {
      // What it says before the end is a refusal; `answer` tells it.
      if (isOver || heard !== '') return;
      if (socket.write(bytes)) return;
      let isDrained = false;
      socket.once('drain', () => {
        isDrained = true;
        wake();
      });
      await until(() => isDrained || heard !== '');
    },
    async answer() {
      await until(() => heard.includes('\0'));
      if (!heard.includes('\0') && heard === '') throw notScanned('it broke off', fault);
      return heard.split('\0', 1)[0]!.trim();
    },
    close: () => socket.destroy(),
  };
}

async function connected(socket: Socket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', (error) => reject(notScanned('it cannot be reached', error)));
    socket.once('close', () => reject(notScanned('it cannot be reached')));
  });
}

function notScanned(why: string, cause?: unknown): AppError {
  return new AppError('file.not-scanned', { detail: `scanner: ${why}`, cause });
}
