import { connect } from 'node:net';
import { createFrameReader } from './frame.ts';

/** A sender: one message, one answer, in order. */
export interface MllpClient {
  /** Sends the bytes of one message and waits for its answer. Rejects when the connection closes first. */
  readonly send: (message: Uint8Array) => Promise<string>;
  readonly close: () => void;
}

/** Connects to an MLLP listener. */
export async function openMllpClient(host: string, port: number): Promise<MllpClient> {
  const socket = connect({ host, port, noDelay: true });
  const reader = createFrameReader(1024 * 1024);
  const waiting: { resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('data', (chunk: Buffer) => {
    for (const event of reader.push(chunk))
      if (event.kind === 'message') waiting.shift()?.resolve(event.bytes.toString('utf8'));
  });
  const fail = (): void => {
    for (const one of waiting.splice(0)) one.reject(new Error('closed before the answer'));
  };
  socket.on('close', fail);
  socket.on('error', fail);
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(new Error('closed before the answer'));
          return;
        }
        waiting.push({ resolve, reject });
        socket.write(Buffer.concat([Buffer.from([0x0b]), message, Buffer.from([0x1c, 0x0d])]));
      }),
    close: () => socket.destroy(),
  };
}
