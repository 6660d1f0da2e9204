import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { searchAudit } from '../../audit/search-audit.ts';
import { defineModule, defineRoute } from '../../module/define-module.ts';
import { readRates } from '../rates.ts';
import { startHttp, type HttpUnderTest } from './start-http.ts';

let made = 0;
const ward = defineModule({
  id: 'ward',
  title: { vi: 'Buồng bệnh', en: 'Ward' },
  permissions: { 'ward.see': { vi: 'Xem', en: 'See' }, 'ward.write': { vi: 'Ghi', en: 'Write' } },
  routes: [
    defineRoute({
      method: 'GET',
      path: '/api/ward/beds/:id',
      allow: 'ward.see',
      input: z.object({ id: z.coerce.number().int().max(99), floor: z.string().optional() }),
      output: z.object({ id: z.number(), floor: z.string().optional() }),
      handle: async (_ctx, input) => ({ ...input, secret: 'not in the contract' }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/ward/notes',
      allow: 'ward.write',
      input: z.object({ text: z.string().min(1), fail: z.boolean().optional() }),
      output: z.object({ number: z.number() }),
      async handle(ctx, input) {
        await ctx.sql.query('INSERT INTO note (text) VALUES ($1)', [input.text]);
        if (input.fail === true) throw new Error(`boom ${input.text}`);
        made += 1;
        return { number: made };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/ward/open',
      allow: 'public',
      input: z.object({}),
      output: z.object({ ok: z.boolean() }),
      handle: async () => ({ ok: true }),
    }),
  ],
  streams: [
    {
      method: 'POST',
      path: '/api/ward/scans',
      allow: 'ward.write',
      accepts: ['image/png'],
      bodyLimit: 100_000,
      summary: { vi: 'Ảnh chụp', en: 'Scans' },
      async handle(_ctx, request) {
        let size = 0;
        for await (const chunk of request.body) size += (chunk as Buffer).length;
        return { status: 201, headers: { 'content-type': 'text/plain' }, body: String(size) };
      },
    },
  ],
});

let http: HttpUnderTest;
beforeAll(async () => {
  http = await startHttp([ward], {
    patience: { everyMs: 200, minimumBytes: 100 },
    recordPlugin: async (app) => {
      app.get('/Broken', async () => {
        throw new AppError('record.invalid', {
          issues: [
            {
              path: 'Patient.birthDate',
              issue: 'value',
              text: { vi: 'Ngày chưa đúng.', en: 'The date is not right.' },
            },
          ],
        });
      });
      app.post('/Echo', async (request) => ({ size: JSON.stringify(request.body).length }));
    },
  });
  await http.test.database.query('CREATE TABLE note (text text)');
});
afterAll(() => http.stop());

const call = (path: string, init: RequestInit & { caller?: string } = {}): Promise<Response> =>
  fetch(http.url + path, {
    ...init,
    headers: {
      ...(init.caller !== undefined && { 'x-test-caller': init.caller }),
      ...(init.body !== undefined && { 'content-type': 'application/json' }),
      ...(init.headers as Record<string, string>),
    },
  });
const nurse = 'nurse ward.see ward.write';
const post = (body: object, headers: Record<string, string> = {}, caller = nurse): Promise<Response> =>
  call('/api/ward/notes', { method: 'POST', body: JSON.stringify(body), headers, caller });
const notes = async (text: string): Promise<number> =>
  (await http.test.database.query('SELECT 1 FROM note WHERE text = $1', [text])).rowCount;

describe('who may call', () => {
  it('asks a stranger to sign in, in Vietnamese', async () => {
    const response = await call('/api/ward/beds/3');
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({
      code: 'access.login-required',
      title: 'Cần đăng nhập để tiếp tục.',
    });
  });

  it('refuses somebody without the permission and writes the refusal down', async () => {
    const response = await call('/api/ward/beds/3', { caller: 'clerk other.thing' });
    expect(response.status).toBe(403);
    expect(await searchAudit(http.test.database, { actorId: 'clerk' })).toMatchObject([
      {
        action: 'refused',
        outcome: 'refused',
        query: 'GET /api/ward/beds/:id',
        request_id: response.headers.get('x-request-id'),
      },
    ]);
  });

  it('lets in somebody with the permission, writes it down, and sends only what the contract names', async () => {
    const response = await call('/api/ward/beds/3?floor=2', { caller: 'an ward.see' });
    expect(await response.json()).toEqual({ id: 3, floor: '2' });
    expect(await searchAudit(http.test.database, { actorId: 'an' })).toMatchObject([
      { action: 'call', outcome: 'ok' },
    ]);
  });

  it('lets everybody read what is public', async () => {
    expect((await call('/api/ward/open')).status).toBe(200);
  });
});

describe('errors', () => {
  it('names each wrong field in both languages and never repeats what was sent', async () => {
    const response = await call('/api/ward/beds/123456', {
      caller: nurse,
      headers: { 'accept-language': 'en-GB' },
    });
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({
      code: 'request.invalid',
      issues: [{ path: 'id', sentence: 'At most 99.', text: { vi: 'Nhiều nhất là 99.' } }],
    });
    expect(text).not.toContain('123456');
  });

  it('tells a missing field from a wrong one', async () => {
    const response = await post({ text: undefined, fail: 'yes' } as object);
    expect(((await response.json()) as { issues: object[] }).issues).toMatchObject([
      { path: 'text', sentence: 'Thiếu thông tin này.' },
      { path: 'fail', sentence: 'Phải là kiểu boolean.' },
    ]);
  });

  it('answers under /fhir with an OperationOutcome that names the element', async () => {
    const response = await call('/fhir/Broken', { headers: { 'accept-language': 'en' } });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('application/fhir+json');
    const outcome = (await response.json()) as { issue: Array<{ details: { text: string; _text: object } }> };
    expect(outcome).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code: 'value',
          expression: ['Patient.birthDate'],
          details: { text: 'The date is not right.' },
        },
      ],
    });
    expect(JSON.stringify(outcome.issue[0]?.details._text)).toContain('Ngày chưa đúng.');
  });

  it('keeps what went wrong inside to itself, and the text of a note out of the log', async () => {
    const response = await post({ text: 'bệnh nhân Hoa', fail: true });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/boom|Hoa/);
    expect(await notes('bệnh nhân Hoa')).toBe(0);
    expect(http.logged.some((line) => line.message === 'http.unexpected')).toBe(true);
    expect(JSON.stringify(http.logged)).not.toContain('Hoa');
  });

  it('says that an address does not exist, and that JSON is broken', async () => {
    expect(await (await call('/api/nothing')).json()).toMatchObject({ code: 'route.not-found' });
    expect((await call('/api/ward/notes', { method: 'POST', body: '{"text":', caller: nurse })).status).toBe(
      400,
    );
    expect((await call('/fhir/nothing')).headers.get('content-type')).toContain('fhir+json');
  });

  it('refuses what is too large, wherever it is sent', async () => {
    const big = JSON.stringify({ text: 'x'.repeat(1_100_000) });
    expect(
      await (await call('/api/ward/notes', { method: 'POST', body: big, caller: nurse })).json(),
    ).toMatchObject({
      code: 'request.too-large',
    });
    const scan = await call('/api/ward/scans', {
      method: 'POST',
      body: Buffer.alloc(100_001),
      caller: nurse,
      headers: { 'content-type': 'image/png' },
    });
    expect(scan.status).toBe(413);
    expect((await call('/fhir/Echo', { method: 'POST', body: big, caller: nurse })).status).toBe(200);
  });

  it('refuses a stream without an end once it is past the limit', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(20_000)),
    });
    const answer = fetch(`${http.url}/api/ward/scans`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'content-type': 'image/png', 'x-test-caller': nurse },
    } as RequestInit);
    const status = await answer.then(
      (response) => response.status,
      () => 'cut',
    );
    expect([413, 'cut']).toContain(status);
  });

  it('takes a stream, and only of the type it names', async () => {
    const send = (type: string): Promise<Response> =>
      call('/api/ward/scans', {
        method: 'POST',
        body: Buffer.alloc(99_000),
        caller: nurse,
        headers: { 'content-type': type },
      });
    expect(await (await send('image/png')).text()).toBe('99000');
    expect((await send('text/html')).status).toBe(415);
  });

  it('cuts off a sender that trickles, and answers why', async () => {
    const { port } = new URL(http.url);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(
      `POST /api/ward/notes HTTP/1.1\r\nHost: x\r\nX-Test-Caller: ${nurse}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n`,
    );
    const trickle = setInterval(() => socket.write(' '), 50);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(trickle);
    expect(answer).toContain('408');
    expect(answer).toContain('request.timeout');
  });
});

describe('Idempotency-Key', () => {
  it('does the work once for the same key and answers both times the same', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const [one, two] = await Promise.all([post({ text: 'once' }, headers), post({ text: 'once' }, headers)]);
    expect(await one.json()).toEqual(await two.json());
    expect([one, two].filter((r) => r.headers.get('idempotency-replayed') === 'true')).toHaveLength(1);
    expect(await notes('once')).toBe(1);
  });

  it('keeps the answer sealed, and what was asked for only as a sealed digest', async () => {
    await post({ text: 'words of a note' }, { 'idempotency-key': 'k6' });
    const { rows } = await http.test.database.query<{ body: string; request_sha256: string }>(
      `SELECT body, request_sha256 FROM http.answer WHERE key = 'k6'`,
    );
    expect(rows[0]!.body).toMatch(/^sen1\./);
    expect(rows[0]!.request_sha256).toMatch(/^sen1\./);
  });

  it('refuses the key for another content', async () => {
    const headers = { 'idempotency-key': 'k2' };
    await post({ text: 'first' }, headers);
    expect(await (await post({ text: 'second' }, headers)).json()).toMatchObject({
      code: 'request.key-reused',
    });
    expect(await notes('second')).toBe(0);
  });

  it('keeps one person’s key apart from another’s', async () => {
    const headers = { 'idempotency-key': 'k3' };
    await post({ text: 'shared' }, headers);
    await post({ text: 'shared' }, headers, 'other ward.write');
    expect(await notes('shared')).toBe(2);
  });

  it('lets a call that failed be sent again', async () => {
    const headers = { 'idempotency-key': 'k4' };
    expect((await post({ text: 'again', fail: true }, headers)).status).toBe(500);
    expect((await post({ text: 'again', fail: true }, headers)).status).toBe(500);
    expect((await post({ text: 'again' }, { 'idempotency-key': 'k5' })).status).toBe(200);
  });
});

describe('the house', () => {
  it('is alive, ready and counts calls without naming anybody', async () => {
    await call('/api/ward/beds/7?floor=secret-floor', { caller: nurse });
    expect((await call('/healthz')).status).toBe(200);
    expect((await call('/readyz')).status).toBe(200);
    const text = await (await call('/metrics')).text();
    expect(text).toContain('route="/api/ward/beds/:id"');
    expect(text).toMatch(/process_resident_memory_bytes \d+/);
    expect(text).not.toContain('secret-floor');
  });

  it('shows its figures to nobody behind a proxy', async () => {
    expect((await call('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(403);
  });

  it('allows no script but its own', async () => {
    const policy = (await call('/healthz')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('describes its endpoints', async () => {
    const page = (await (await call('/api/openapi.json')).json()) as { paths: Record<string, object> };
    expect(Object.keys(page.paths)).toContain('/api/ward/beds/{id}');
  });

  it('gives every answer a request id and keeps a plain one that came along', async () => {
    const own = await call('/healthz', { headers: { 'x-request-id': 'hospital-0001' } });
    expect(own.headers.get('x-request-id')).toBe('hospital-0001');
    const hostile = await call('/healthz', { headers: { 'x-request-id': 'a b <script>' } });
    expect(hostile.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('slows down a stranger who floods', async () => {
    const small = await startHttp([ward], { rates: readRates('read:address=5') });
    const statuses: number[] = [];
    for (let n = 0; n < 8; n += 1) statuses.push((await fetch(`${small.url}/api/ward/open`)).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2);
    await sleep(0);
    await small.stop();
  });
});
