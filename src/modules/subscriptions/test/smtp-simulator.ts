import { createServer, type Socket } from 'node:net';

/** A relay that speaks SMTP over a real socket and keeps what it was given. */
export interface SmtpSimulator {
  readonly url: string;
  readonly letters: { readonly from: string; readonly to: string; readonly text: string }[];
  /** Letters that were offered, taken or not. */
  tries: number;
  /** False: letters are refused with 451 from now on. */
  accepts: boolean;
  stop(): Promise<void>;
}

/** Starts one on the loopback. */
export async function startSmtp(): Promise<SmtpSimulator> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, relay);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const relay: SmtpSimulator = {
    url: `smtp://127.0.0.1:${port}`,
    letters: [],
    accepts: true,
    tries: 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return relay;
}

/** @source RFC 5321 */
function converse(socket: Socket, relay: SmtpSimulator): void {
  let waiting = '';
  let data: string[] | undefined;
  let [from, to] = ['', ''];
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const hear = (line: string): void => {
    if (data !== undefined) {
      if (line !== '.') {
        data.push(line.startsWith('..') ? line.slice(1) : line);
        return;
      }
      relay.tries += 1;
      if (relay.accepts) relay.letters.push({ from, to, text: data.join('\n') });
      data = undefined;
      say(relay.accepts ? '250 taken' : '451 not now');
      return;
    }
    const [verb = ''] = line.toUpperCase().split(/[ :]/);
    if (verb === 'EHLO' || verb === 'HELO') say('250 simulator');
    else if (verb === 'MAIL') {
      from = line;
      say('250 ok');
    } else if (verb === 'RCPT') {
      to = line;
      say('250 ok');
    } else if (verb === 'DATA') {
      data = [];
      say('354 go on');
    } else if (verb === 'QUIT') {
      say('221 bye');
      socket.end();
    } else say(verb === 'RSET' || verb === 'NOOP' ? '250 ok' : '502 unknown');
  };
  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => {
    waiting += piece;
    const lines = waiting.split('\r\n');
    waiting = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
  say('220 simulator');
}
