import { createServer, type Socket } from 'node:net';

/** A scanner that speaks clamd's INSTREAM over a real socket and knows the one test virus that everybody knows. */
export interface ClamdSimulator {
  readonly port: number;
  /** Bytes of each file that was sent whole. */
  readonly scanned: readonly Buffer[];
  /** How it behaves from now on. */
  mood: 'honest' | 'silent' | 'breaks-off' | 'confused';
  /** Larger files are refused, as clamd's StreamMaxLength does. */
  mostBytes: number;
  stop(): Promise<void>;
}

/**
 * The test file of the anti-virus industry: harmless, and found by every scanner. Put together here, so that no scanner of a developer's
 * machine takes this source for it.
 * @source EICAR test file
 */
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!', '$H+H*'].join(
  '',
);

/** Starts one on the loopback. */
export async function startClamd(port = 0): Promise<ClamdSimulator> {
  const sockets = new Set<Socket>();
  const scanned: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, simulator, scanned);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const simulator: ClamdSimulator = {
    port: (server.address() as { port: number }).port,
    scanned,
    mood: 'honest',
    mostBytes: 1_000_000,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return simulator;
}

const command = Buffer.from('zINSTREAM\0');

function converse(socket: Socket, simulator: ClamdSimulator, scanned: Buffer[]): void {
  let waiting = Buffer.alloc(0);
  let file: Buffer[] | undefined;
  const say = (answer: string): void => void socket.end(`${answer}\0`);
  socket.on('data', (bytes: Buffer) => {
    waiting = Buffer.concat([waiting, bytes]);
    if (file === undefined) {
      if (waiting.length < command.length) return;
      if (!waiting.subarray(0, command.length).equals(command)) return say('UNKNOWN COMMAND');
      waiting = waiting.subarray(command.length);
      file = [];
    }
    while (waiting.length >= 4) {
      const length = waiting.readUInt32BE(0);
      if (waiting.length < 4 + length) return;
      if (length === 0) {
        const whole = Buffer.concat(file);
        scanned.push(whole);
        if (simulator.mood === 'silent') return;
        if (simulator.mood === 'breaks-off') return void socket.destroy();
        if (simulator.mood === 'confused') return say('stream: maybe');
        return say(whole.includes(eicar) ? 'stream: Eicar-Signature FOUND' : 'stream: OK');
      }
      file.push(Buffer.from(waiting.subarray(4, 4 + length)));
      waiting = waiting.subarray(4 + length);
      const size = file.reduce((sum, part) => sum + part.length, 0);
      if (size > simulator.mostBytes) return say('INSTREAM size limit exceeded. ERROR');
    }
  });
}
