import { connect } from 'node:net';

/** A connection to an MLLP listener: one message, one answer, in order. */
export interface Wire {
  send(message: string): Promise<string>;
  close(): void;
}

/** Opens it. Rejects where nobody listens; a `send` rejects when the connection closes before its answer. */
export async function openWire(host: string, port: number): Promise<Wire> {
  const socket = connect({ host, port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const waiting: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const frames = (rest + text).split('\u001c\r');
    rest = frames.pop() ?? '';
    for (const frame of frames) waiting.shift()?.resolve(frame.slice(frame.indexOf('\u000b') + 1));
  });
  const fail = (): void => {
    for (const one of waiting.splice(0)) one.reject(new Error('the connection closed before the answer'));
  };
  socket.on('close', fail);
  socket.on('error', fail);
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error('the connection is closed'));
        waiting.push({ resolve, reject });
        socket.write(`\u000b${message}\u001c\r`);
      }),
    close: () => socket.destroy(),
  };
}
