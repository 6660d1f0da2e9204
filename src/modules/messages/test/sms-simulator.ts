import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/** What a provider does with the next text. 'lost': takes it, and its answer never comes. */
export type SmsMood = 'accept' | 'reject' | 'down' | 'slow' | 'wrong' | 'lost';

interface Sms {
  readonly to: string;
  readonly text: string;
  readonly reference: string;
}

/** A provider of text messages on this machine, over a real socket; sends each reference once. */
export async function startSmsProvider(key: string) {
  const sent: Sms[] = [];
  const calls: Sms[] = [];
  let moods: SmsMood[] = ['accept'];
  const server = createServer((request, response) => {
    void (async () => {
      const sms = (await json(request)) as Sms;
      calls.push(sms);
      const mood = moods.length > 1 ? moods.shift()! : moods[0]!;
      const answer = (status: number, body: string): void => void response.writeHead(status).end(body);
      if (request.headers.authorization !== `Bearer ${key}`) return answer(401, '{}');
      if (mood === 'slow') return;
      if (mood === 'down') return answer(503, '');
      if (mood === 'wrong') return answer(200, '<html>Xin chờ</html>');
      if (mood === 'reject') return answer(200, '{"status":"rejected"}');
      if (sent.some(({ reference }) => reference === sms.reference)) return answer(409, '{}');
      sent.push(sms);
      if (mood === 'lost') return void response.destroy();
      answer(200, '{"status":"accepted"}');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    url: `http://127.0.0.1:${port}/send`,
    sent: sent as readonly Sms[],
    calls: calls as readonly Sms[],
    mood: (...next: SmsMood[]) => void (moods = next),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
