import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { modules } from '#modules/index.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';

let sen: TestPlatform;
let system: CallAs;
let doctor: CallAs;
beforeAll(async () => {
  sen = await startPlatform();
  await sen.people();
  system = await sen.asSystem();
  doctor = await sen.as('bs.lan');
}, 120_000);
afterAll(() => sen.stop());

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '..',
    '%00',
    '%ff',
    '%2e%2e%2f',
    "'",
    '"',
    '\\',
    '$',
    '*',
    '_history',
    '-1',
    '0',
    '9'.repeat(40),
    'null',
    '[]',
    '{}',
    '__proto__',
    'a'.repeat(600),
  ),
);
const segment = fc.oneof(
  odd.map(encodeURIComponent),
  fc.constantFrom(
    'Patient',
    'Observation',
    'Bundle',
    'Binary',
    'metadata',
    '$everything',
    '$graphql',
    '$validate',
    '$export',
    '$lastn',
    '_search',
    '_history',
    'Subscription',
    '%ZZ',
  ),
);
/** Each route of each module, with something odd where it names somebody. */
const routes = modules.flatMap(({ routes: some = [], streams = [] }) => [...some, ...streams]);
const routePlace = fc
  .tuple(fc.constantFrom(...routes.filter((one) => !('waits' in one)).map(({ path }) => path)), segment)
  .map(([path, odd]) => path.replaceAll(/:\w+/gu, odd));
const place = fc.oneof(
  { arbitrary: routePlace, weight: 3 },
  fc.array(segment, { maxLength: 4 }).map((parts) => `/fhir/${parts.join('/')}`),
  fc.array(segment, { maxLength: 3 }).map((parts) => `/api/${parts.join('/')}`),
  fc.array(segment, { maxLength: 2 }).map((parts) => `/oidc/${parts.join('/')}`),
  fc.constantFrom(
    '/fhir',
    '/',
    '/welcome',
    '/healthz',
    '/.well-known/openid-configuration',
    '/fhir/.well-known/smart-configuration',
  ),
);
const query = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          '_sort',
          '_include',
          '_count',
          'name',
          'birthdate',
          '_filter',
          '_has:Observation:patient:code',
          'code',
          '_elements',
          '_format',
          'key',
          'lang',
        ),
        odd,
      ),
      odd,
    ),
    { maxLength: 4 },
  )
  .map((pairs) =>
    pairs.length === 0
      ? ''
      : `?${pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`,
  );
const plainHeader = fc.string({
  unit: fc.constantFrom(...'abcXYZ019 ;,=/"*()<>@-_.+~%'.split('')),
  maxLength: 80,
});
const headers = fc.record(
  {
    accept: fc.oneof(plainHeader, fc.constant('application/fhir+xml')),
    'accept-language': plainHeader,
    'content-type': fc.oneof(
      fc.constantFrom(
        'application/fhir+json',
        'application/json',
        'application/fhir+xml',
        'application/json-patch+json',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'text/plain',
        'application/fhir+ndjson',
      ),
      plainHeader,
    ),
    authorization: plainHeader.map((text) => `Bearer ${text}`),
    cookie: plainHeader,
    'if-match': plainHeader,
    'if-none-exist': plainHeader,
    'if-none-match': plainHeader,
    prefer: plainHeader,
    'idempotency-key': plainHeader,
    'x-forwarded-for': plainHeader,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  odd,
  fc.json({ maxDepth: 4 }),
  fc.constantFrom(
    '{"resourceType":"Patient","name":[{"text":"An"}]}',
    '{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Patient?_id=../x"}}]}',
    '{"resourceType":"Bundle","type":"batch","entry":[{}]}',
    '{"resourceType":"Parameters","parameter":[{"name":"resource"}]}',
    '{"query":"{ PatientList { id ...on } }"}',
    '[{"op":"move","from":"/a","path":"/__proto__"}]',
    '<Patient xmlns="http://hl7.org/fhir"><id value="&x;"/></Patient>',
    '[['.repeat(5000),
    '{"writes":[{"id":"a","savedAt":"2026-01-01T00:00:00Z","bundle":{"resourceType":"Bundle","entry":{"length":9}}}]}',
    '{"writes":[{"id":"b","savedAt":"2026-01-01T00:00:00Z","bundle":{"resourceType":"Bundle","type":"transaction","entry":[null]}}]}',
    '{"resourceType":"QuestionnaireResponse","status":"completed","item":[{"linkId":null}]}',
    '{"patientId":"../x","doseCode":"BCG","on":"2026-13-45"}',
  ),
);

describe('whatever is sent to the doors', () => {
  it('is answered in words and in time, never by a fault of ours', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'),
        place,
        query,
        headers,
        body,
        fc.constantFrom('nobody', 'system', 'doctor'),
        async (method, path, asked, given, sent, who) => {
          const own = Object.fromEntries(
            Object.entries(given).flatMap(([name, value]) =>
              value === undefined || (name === 'authorization' && who !== 'nobody')
                ? []
                : [[name, value.trim()]],
            ),
          );
          const init: RequestInit = {
            method,
            headers: own,
            redirect: 'manual',
            signal: AbortSignal.timeout(15_000),
          };
          if (method !== 'GET' && method !== 'HEAD') init.body = sent;
          const call = { nobody: (to: string, how: RequestInit) => fetch(sen.url + to, how), system, doctor }[
            who
          ];
          const answer = await call(path + asked, init);
          const text = await answer.text();
          expect(answer.status, `${who} ${method} ${path}${asked}: ${text.slice(0, 300)}`).toBeLessThan(500);
          expect(text).not.toMatch(/node_modules|at \w+ \(|SELECT |syntax error at/);
        },
      ),
      { numRuns: Number(process.env['SEN_FUZZ_RUNS'] ?? 500) },
    );
    expect((await fetch(`${sen.url}/readyz`)).status).toBe(200);
  }, 240_000);
});

/** Sends bytes as they are; answers what came back until the other side closed or two seconds went by. */
const raw = (bytes: string | Buffer, port = Number(new URL(sen.url).port)): Promise<string> =>
  new Promise((resolve) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const end = (): void => {
      socket.destroy();
      resolve(said);
    };
    socket.on('data', (part) => (said += part.toString('latin1')));
    socket.on('error', end);
    socket.on('close', end);
    setTimeout(end, 2000).unref();
  });

describe('what is no right HTTP', () => {
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
  it.each([
    ['two lengths', 'POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n'],
    [
      'a length and chunks',
      `POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [
      'an odd transfer coding',
      `POST /fhir HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc`,
    ],
    [
      'a blank before the colon',
      `POST /fhir HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [
      'a chunk of wrong size',
      'POST /fhir HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nab\r\n0\r\n\r\n',
    ],
    ['a folded header', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n'],
    ['a NUL in a header', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b\u0000c\r\n\r\n'],
    ['headers of a megabyte', `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(1_000_000)}\r\n\r\n`],
    ['no HTTP at all', Buffer.from('\u0016\u0003\u0001\u0002nothing')],
  ])('%s is refused and the connection closed', async (_name, bytes) => {
    const said = await raw(bytes);
    expect(said).not.toMatch(/^HTTP\/1\.1 5/);
    expect(said).not.toContain('smuggled');
    expect(said.match(/HTTP\/1\.1 \d/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(said).not.toMatch(/^HTTP\/1\.1 2/);
  });

  it('TRACE and CONNECT are not there', async () => {
    for (const method of ['TRACE', 'CONNECT', 'TRACK'])
      expect(await raw(`${method} /healthz HTTP/1.1\r\nHost: x\r\nX-Secret: abc\r\n\r\n`)).not.toMatch(
        /HTTP\/1\.1 2|abc/,
      );
  });

  it('a Host that is another’s is not believed', async () => {
    const said = await raw(
      'GET /.well-known/openid-configuration HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(said).toContain('200 OK');
    expect(said).not.toContain('evil.example');
  });

  it('a parameter that comes twice is read in one way', async () => {
    const twice = await doctor('/fhir/Patient?_count=1&_count=5000');
    expect(twice.status).toBeLessThan(500);
  });
});

describe('sockets', () => {
  const open = (origin?: string): Promise<WebSocket | number> =>
    new Promise((resolve) => {
      const url = `${sen.url.replace('http', 'ws')}/fhir/$subscription-events`;
      const socket = new WebSocket(url, origin === undefined ? {} : { origin });
      socket.on('open', () => resolve(socket));
      socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0));
      socket.on('error', () => undefined);
    });

  it('a socket that a foreign page opens is refused, our own and a program’s are taken', async () => {
    expect(await open('https://evil.example')).toBe(403);
    for (const origin of [sen.url, undefined]) {
      const socket = await open(origin);
      expect(typeof socket).toBe('object');
      (socket as WebSocket).terminate();
    }
  });

  it('is closed where somebody talks nonsense', async () => {
    for (const said of ['bind-with-token nothing-of-the-kind-is-known-here', 'x'.repeat(10_000), '\u0000']) {
      const socket = (await open()) as WebSocket;
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      socket.send(said);
      expect(await closed).toBeGreaterThanOrEqual(1002);
    }
    expect((await fetch(`${sen.url}/healthz`)).status).toBe(200);
  });
});
