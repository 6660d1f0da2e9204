import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SigningKey } from '../keys/signing-key.ts';
import { answerStamp } from '../time/answer-stamp.ts';

/** What can go wrong at a time-stamp authority. */
export type StampFault = 'none' | 'down' | 'slow' | 'nonsense' | 'another';

/** A time-stamp authority over a real socket. */
export interface StampSimulator {
  readonly url: string;
  fault: StampFault;
  stop(): Promise<void>;
}

export async function startStamps(key: SigningKey, now: () => Date): Promise<StampSimulator> {
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      if (simulator.fault === 'down') return void request.socket.destroy();
      if (simulator.fault === 'slow') return;
      const asked = Buffer.concat(parts);
      // The digest lies 20 bytes into the request; another one there is a stamp of something else.
      if (simulator.fault === 'another') asked[30] = asked[30]! ^ 1;
      const body =
        simulator.fault === 'nonsense' ? Buffer.from('<html>') : await answerStamp(asked, key, now());
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(body);
    })();
  });
  const simulator: StampSimulator = {
    url: '',
    fault: 'none',
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(simulator, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
}
