import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { OperationOutcome } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importCommand } from '#modules/doors/commands/import.ts';
import { doors } from '#modules/doors/module.ts';
import { requestToken } from '#platform/module/request-token.ts';
import { anActor } from '#platform/testing/an-actor.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';

let sen: TestPlatform;
let folder: string;

beforeAll(async () => {
  sen = await startPlatform({ modules: [doors] });
  folder = await mkdtemp(join(tmpdir(), 'sen-large-'));
});
afterAll(async () => {
  await sen?.stop();
  await rm(folder, { recursive: true, force: true });
});

const megabyte = 1_000_000;
/** What a sender means by 50 MB is at least this much. */
const fifty = 50 * 1024 * 1024;

/** One long letter: what a scanner's text or a long report brings. About `bytes` of marks and letters. */
const longText = (bytes: number): string => 'Bệnh sử kể lại nhiều năm. '.repeat(Math.ceil(bytes / 32));

/** A Bundle of few resources with long narratives, made piece by piece. */
function* largeBundle(type: string, name: string, bytes: number): Generator<string> {
  const each = 3 * megabyte;
  const text = longText(each - 2000);
  const many = Math.ceil(bytes / Buffer.byteLength(text));
  yield `{"resourceType":"Bundle","type":"${type}","entry":[`;
  for (let at = 0; at < many; at += 1) {
    const resource = {
      resourceType: 'Basic',
      code: { text: `${name} ${at}` },
      text: { status: 'additional', div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${text}</p></div>` },
      identifier: [{ system: 'urn:test:large', value: name }],
    };
    const entry = {
      fullUrl: `urn:uuid:00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      resource,
      ...(type === 'transaction' && { request: { method: 'POST', url: 'Basic' } }),
    };
    yield `${at === 0 ? '' : ','}${JSON.stringify(entry)}`;
  }
  yield ']}';
}

const stored = async (name: string): Promise<number> =>
  (await sen.context().record.search('Basic', `identifier=urn:test:large%7C${name}&_count=100`)).matches
    .length;

/** Sends as a plain sender does: the whole body with its length, and reads the answer whenever it comes. */
async function post(pieces: readonly Buffer[]): Promise<{ status: number; body: string }> {
  const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({
    name: 'large',
    scope: 'system/*.cruds',
  });
  const token = await requestToken(sen.url, clientId, clientSecret, 'system/*.cruds');
  return new Promise((resolve, reject) => {
    const call = request(
      `${sen.url}/fhir`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/fhir+json',
          'accept-language': 'en',
          'content-length': pieces.reduce((sum, piece) => sum + piece.length, 0),
        },
      },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text: string) => (body += text));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
        answer.on('error', reject);
      },
    ).on('error', reject);
    Readable.from(pieces).pipe(call);
  });
}

const inPieces = (bundle: Generator<string>): Buffer[] => [...bundle].map((piece) => Buffer.from(piece));

/** Watches how much is really held, what is only waiting to be collected left out; the returned function tells the most. */
function watchLiveMemory(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = (): number => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  let most = 0;
  let watch: NodeJS.Timeout;
  const look = (): void => {
    const began = Date.now();
    most = Math.max(most, held() - before);
    // Collecting a large heap takes long; the work that is watched must come forward meanwhile.
    watch = setTimeout(look, Math.max(500, 5 * (Date.now() - began)));
  };
  watch = setTimeout(look, 500);
  return () => {
    clearTimeout(watch);
    return most;
  };
}

describe('a Bundle of 50 MB', () => {
  test('as a file is taken whole by sen import, and only a part of it is held at a time', async () => {
    const file = join(folder, 'large.json');
    await pipeline(Readable.from(largeBundle('collection', 'file', fifty)), createWriteStream(file));
    const { size } = await stat(file);
    expect(size).toBeGreaterThan(fifty);
    const lines: string[] = [];
    const live = watchLiveMemory();
    const ctx = sen.contextOf('doors', anActor());
    const code = await importCommand.run(ctx, [file], (line) => lines.push(line));
    const most = live();
    expect(lines.join('\n')).toContain('put aside 0');
    expect(code).toBe(0);
    // One transaction of the door and its copies on the way to the database: about 75 MB; a whole file of this size takes 300 MB.
    expect(most).toBeLessThan(150 * megabyte);
    expect(await stored('file')).toBe([...largeBundle('collection', 'file', fifty)].length - 2);
  });

  test('sent to /fhir is refused before it is read, with the limit and what to do instead', async () => {
    const { status, body } = await post(inPieces(largeBundle('transaction', 'refused', fifty)));
    expect(status).toBe(413);
    const outcome = JSON.parse(body) as OperationOutcome;
    expect(outcome.issue[0]?.code).toBe('too-long');
    expect(outcome.issue[0]?.details?.text).toMatch(/50 MB/);
    expect(outcome.issue[0]?.details?.text).toMatch(/sen import/);
    expect(await stored('refused')).toBe(0);
  });

  test('that stays just below the limit is taken by /fhir as one transaction', async () => {
    const pieces = inPieces(largeBundle('transaction', 'below', 46 * megabyte));
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    expect(size).toBeLessThan(50 * megabyte);
    expect(size).toBeGreaterThan(45 * megabyte);
    const { status } = await post(pieces);
    expect(status).toBe(200);
    expect(await stored('below')).toBe(pieces.length - 2);
  });
});
