import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Batch } from '../speak/batches.ts';
import { openSpeaker } from './send-batch.ts';

const message = 'MSH|^~\\&|HIS|24774|SEN|SEN|20261122||ADT^A04|7|P|2.5\rPID|1';
const batch: Batch = {
  door: 'hl7v2',
  name: 'one',
  text: message,
  messages: [message],
  claims: 0,
  planted: [],
};

describe('a sender of the story', () => {
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  /** A listener that hangs up on the first `rude` messages and answers AA after that. */
  async function listen(rude: number): Promise<{ port: number; heard: () => number }> {
    let heard = 0;
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('data', () => {
        heard += 1;
        if (heard <= rude) socket.destroy();
        else socket.write('\u000bMSH|^~\\&|\rMSA|AA|7\u001c\r');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => (sockets.forEach((socket) => socket.destroy()), server.close()) });
    return { port: (server.address() as AddressInfo).port, heard: () => heard };
  }

  it('connects and sends again when the door hangs up without an answer', async () => {
    const door = await listen(2);
    const speaker = openSpeaker({
      url: '',
      token: async () => '',
      mllpHost: '127.0.0.1',
      mllpPort: door.port,
    });
    open.push(speaker);
    expect(await speaker.send(batch)).toEqual({ ok: true, detail: '0 of 1 refused' });
    expect(door.heard()).toBe(3);
  });
});
