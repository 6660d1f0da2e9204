import type { Socket } from 'node:net';
import { createFrameReader, frame, type FrameEvent } from './frame.ts';

/** Limits of one connection, in bytes and milliseconds. */
export interface ConnectionLimits {
  readonly messageBytes: number;
  /** Silence allowed in the middle of a frame. */
  readonly frameIdleMs: number;
  /** Silence allowed between messages. */
  readonly idleMs: number;
  /** How long a sender may leave an answer unread. */
  readonly writeMs: number;
}

export const defaultLimits: ConnectionLimits = {
  messageBytes: 4 * 1024 * 1024,
  frameIdleMs: 30_000,
  idleMs: 60 * 60_000,
  writeMs: 30_000,
};

/** Answers one event; undefined means: no answer can be given, close so that the sender sends again. */
export type AnswerEvent = (
  event: Extract<FrameEvent, { kind: 'message' | 'too-large' }>,
) => Promise<string | undefined>;

/** A connection being served. */
export interface Connection {
  /** Finishes and answers the message in hand, takes no other, closes. */
  readonly stop: () => Promise<void>;
}

/**
 * Serves one socket: messages one after another in the order they came. Nothing is read while a message is worked on, so a fast sender is
 * slowed down by TCP itself and memory holds at most one frame and what one read brought.
 */
export function serveConnection(
  socket: Socket,
  answer: AnswerEvent,
  limits: ConnectionLimits,
  noticed: (what: string) => void,
): Connection {
  const reader = createFrameReader(limits.messageBytes);
  let stopping = false;
  let work: Promise<void> = Promise.resolve();
  const rest = (): void => {
    socket.setTimeout(reader.open ? limits.frameIdleMs : limits.idleMs);
  };

  const handle = async (chunk: Buffer): Promise<void> => {
    for (const event of reader.push(chunk)) {
      if (stopping || socket.destroyed) return;
      if (event.kind === 'garbage' || event.kind === 'broken') {
        noticed(event.kind);
        continue;
      }
      const text = await answer(event);
      if (text === undefined) {
        socket.destroySoon();
        return;
      }
      await write(socket, frame(text), limits.writeMs);
    }
  };

  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  socket.on('timeout', () => {
    noticed(reader.open ? 'frame-timeout' : 'idle');
    socket.destroy();
  });
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    socket.pause();
    socket.setTimeout(0);
    work = work
      .then(() => handle(chunk))
      .then(() => {
        if (socket.destroyed) return;
        rest();
        if (!stopping) socket.resume();
      })
      .catch((error: unknown) => {
        noticed(reasonOf(error));
        socket.destroy();
      });
  });
  rest();
  return {
    async stop() {
      stopping = true;
      socket.pause();
      await work;
      socket.end();
      socket.destroySoon();
    },
  };
}

/** Writes and waits until the kernel took it; a sender that does not read its answers is cut off. */
function write(socket: Socket, bytes: Buffer, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed || !socket.writable) {
      reject(new Error('closed'));
      return;
    }
    const timer = setTimeout(() => settle(new Error('answers are not read')), limitMs);
    const closed = (): void => settle(new Error('closed'));
    const settle = (error?: Error | null): void => {
      clearTimeout(timer);
      socket.off('close', closed);
      if (error === undefined || error === null) resolve();
      else reject(error);
    };
    socket.once('close', closed);
    socket.write(bytes, settle);
  });
}

/** Why it broke, for the log: a code where there is one, because the text of a database's error may hold a person's data. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.message;
}
