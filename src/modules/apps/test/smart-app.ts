import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An app of somebody else, written with the library that most such apps use. */
export interface SmartApp {
  readonly url: string;
  /** Tells the app by what id it is known. */
  knownAs(clientId: string): void;
  stop(): Promise<void>;
}

const page = (
  script: string,
): string => `<!doctype html><html lang="vi"><head><meta charset="utf-8" /><title>Sổ tim mạch</title>
<script src="/fhir-client.js"></script></head><body><main><h1>Sổ tim mạch</h1><p id="state">…</p></main>
<script>
const tell = (text) => { document.getElementById('state').textContent = text; };
${script}
</script></body></html>`;

/** Serves it on a loopback port: opened by Sen (/launch.html), by itself (/alone.html), and where it works (/index.html). */
export async function startSmartApp(scopes: { launched: string; alone: string }): Promise<SmartApp> {
  const library = await readFile(new URL(import.meta.resolve('fhirclient/build/fhir-client.js')));
  let clientId = '';
  const authorize = (scope: string): string =>
    page(
      `FHIR.oauth2.authorize({ clientId: '${clientId}', scope: '${scope}', redirectUri: 'index.html', pkceMode: 'required' })
        .catch((error) => tell('failed ' + error.message));`,
    );
  const works = page(
    `FHIR.oauth2.settings.refreshTokenWithClientId = true;
     FHIR.oauth2.ready().then((client) => { window.client = client; tell('ready ' + client.patient.id); })
      .catch((error) => tell('failed ' + error.message));
     window.ask = (path) => window.client.request(path).then((answer) => answer, (error) => ({ refused: error.status || error.statusCode || String(error) }));`,
  );
  const server = createServer((request, answer) => {
    const path = (request.url ?? '').split('?')[0];
    if (path === '/fhir-client.js')
      return void answer.setHeader('content-type', 'text/javascript').end(library);
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    if (path === '/launch.html') return void answer.end(authorize(scopes.launched));
    if (path === '/alone.html') return void answer.end(authorize(scopes.alone));
    if (path === '/index.html') return void answer.end(works);
    return void answer.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    knownAs: (id) => void (clientId = id),
    stop: () => new Promise((resolve) => void (server.closeAllConnections(), server.close(() => resolve()))),
  };
}
