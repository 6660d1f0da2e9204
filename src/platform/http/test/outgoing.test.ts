import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { createOutgoing, OutgoingRefused } from '../outgoing.ts';
import { outgoingFetch } from '../outgoing-fetch.ts';
import { isInnerAddress } from '../inner-address.ts';

const faultOf = async (call: () => unknown): Promise<string> => {
  try {
    await call();
  } catch (error) {
    if (error instanceof OutgoingRefused) return error.fault;
    throw error;
  }
  return 'went through';
};

test.each([
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://0.0.0.0/',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://sen.localhost/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://100.64.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:a00:1]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[fe80::1]/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://0/',
  'https://0x7f000001/',
  'https://017700000001/',
  'https://127.0.0.1./',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://169.254.169.254:443/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[0:0:0:0:0:ffff:7f00:0001]/',
  'https://[::ffff:0:127.0.0.1]/',
  'https://192.0.0.192/',
  'https://198.18.0.1/',
  'https://240.0.0.1/',
])('an inner address in any spelling is refused: %s', async (url) => {
  expect(await faultOf(() => createOutgoing().check(url))).toBe('inner-address');
});

test.each([
  ['http://example.org/', 'scheme'],
  ['ftp://example.org/', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['https://user:secret@example.org/', 'address'],
  ['not an address', 'address'],
])('%s is refused: %s', async (url, fault) => {
  expect(await faultOf(() => createOutgoing().check(url))).toBe(fault);
});

test('open addresses are let through', () => {
  for (const one of ['8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])
    expect(isInnerAddress(one), one).toBe(false);
  expect(createOutgoing().check('https://example.org/hook').host).toBe('example.org');
});

test('a name that leads inside is refused, also where only one of its addresses does', async () => {
  for (const addresses of [['10.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['fe80::1%eth0']]) {
    const outgoing = createOutgoing([], async () => addresses.map((address) => ({ address })));
    const call = { method: 'POST', url: 'https://rebind.example/' } as const;
    expect(await faultOf(() => outgoing.send(call))).toBe('inner-address');
  }
});

test('the name is asked for once, and the call goes to the address that was judged', async () => {
  const server = createServer((request, response) => response.end(request.headers.host));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  let asked = 0;
  const outgoing = createOutgoing([`hook.example:${port}`], async () => {
    asked += 1;
    return [{ address: asked === 1 ? '127.0.0.1' : '10.255.255.1' }];
  });
  const answer = await outgoing.send({ method: 'POST', url: `http://hook.example:${port}/`, body: '{}' });
  expect(answer).toMatchObject({ status: 200, body: `hook.example:${port}` });
  expect(asked).toBe(1);
  expect(await faultOf(() => outgoing.check('http://hook.example:1/'))).toBe('scheme');
  server.close();
});

test('redirects are not followed, long answers are cut off, silence ends in time', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { location: '/inner' }).end();
    else if (request.url === '/inner') response.end('secret');
    else if (request.url === '/endless') {
      const more = (): void => void (response.destroyed || response.write('x'.repeat(65_536), more));
      more();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const outgoing = createOutgoing(['127.0.0.1']);
  const call = (path: string, timeoutMs?: number) =>
    outgoing.send({
      method: 'POST',
      url: `http://127.0.0.1:${port}${path}`,
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
  expect(await call('/redirect')).toMatchObject({ status: 302, headers: { location: '/inner' }, body: '' });
  expect((await call('/endless')).body).toHaveLength(65_536);
  expect(await faultOf(() => call('/silent', 200))).toBe('timeout');
  server.closeAllConnections();
  server.close();
  expect(await faultOf(() => call('/gone'))).toBe('unreachable');
});

test('a library that fetches by itself gets no further than the guard lets it', async () => {
  const server = createServer((request, response) => {
    let said = '';
    request.on('data', (part) => (said += part));
    request.on('end', () =>
      response
        .writeHead(request.url === '/moved' ? 302 : 200, {
          location: '/inner',
          'content-type': 'application/json',
        })
        .end(JSON.stringify({ method: request.method, said, key: request.headers['x-key'] })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const base = `http://127.0.0.1:${port}`;
  const guarded = outgoingFetch(createOutgoing([`127.0.0.1:${port}`]));
  const answer = await guarded(`${base}/keys`, { method: 'POST', body: 'a=b', headers: { 'x-key': 'k' } });
  expect(await answer.json()).toEqual({ method: 'POST', said: 'a=b', key: 'k' });
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect((await guarded(`${base}/moved`)).status).toBe(302);
  const closed = outgoingFetch(createOutgoing());
  await expect(closed('https://169.254.169.254/latest/meta-data/')).rejects.toThrow('inner-address');
  await expect(closed(`${base}/keys`)).rejects.toThrow(TypeError);
  await expect(closed('https://example.org/', { method: 'DELETE' })).rejects.toThrow('method');
  server.close();
});
